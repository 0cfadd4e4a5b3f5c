"""Matters whose own words are hard safety words."""

from dataclasses import replace

from dispatch.triage import compile_book
from dispatch.triage.danger import endangering
from dispatch.vocabulary import Urgency
from tests.builders import a_matter


def test_a_matter_is_as_grave_as_the_gravest_of_its_words():
    gas = replace(a_matter("M1", name="燃气泄漏"), keywords=("煤气味", "ＧＡＳ爆炸"))
    smell = replace(a_matter("M2", name="异味"), keywords=("有煤气味",))
    litter = replace(a_matter("M3", name="乱倒垃圾"), keywords=("垃圾",))
    matters = {matter.code: matter for matter in (litter, smell, gas)}
    book = compile_book(
        matters,
        margin=0.2,
        title_weight=2,
        length_power=1.5,
        safety={Urgency.RED: ["gas爆炸"], Urgency.ORANGE: ["煤气味"]},
    )

    assert endangering(book, matters) == {"M1": Urgency.RED, "M2": Urgency.ORANGE}

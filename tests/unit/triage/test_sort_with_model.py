"""Who decides when keywords and a learned model both have something to say."""

from typing import Any

import pytest

from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Matter
from dispatch.triage import Suggestion, TriageBook, compile_book, sort
from dispatch.triage.model import MatterSource
from dispatch.triage.offer import offers
from dispatch.vocabulary import MatterCode
from tests.builders import a_line, a_territory
from tests.unit.triage.learning import a_model

ALWAYS = {"leaf": 0.5, "middle": None}
MATTERS = {
    code: Matter(code, name, platform=None, keywords=words)
    for code, name, words in (
        (MatterCode("roads"), "道路", ()),
        (MatterCode("roads/hole"), "道路破损", ("坑洞",)),
        (MatterCode("roads/lamp"), "路灯不亮", ("黑漆漆",)),
        (MatterCode("waste"), "垃圾", ("满溢",)),
    )
}


def a_book(**changed: Any) -> TriageBook:
    return compile_book(
        MATTERS,
        margin=0.2,
        title_weight=2,
        length_power=1.5,
        safety={},
        model=a_model(**{"bars": ALWAYS, **changed}),
    )


def suggest(text: str, *, hint: str | None = None, **changed: Any) -> Suggestion:
    return sort(a_book(**changed), text=text, matter_hint=hint, matters=MATTERS)


class TestTheMatter:
    def test_is_the_forms_and_the_model_is_not_asked(self) -> None:
        answer = suggest("路灯不亮", hint="waste")

        assert (answer.matter, answer.source, answer.learned) == ("waste", MatterSource.FORM, None)

    def test_is_the_words_when_the_model_says_the_same(self) -> None:
        answer = suggest("马路上有坑洞")

        assert (answer.matter, answer.source) == ("roads/hole", MatterSource.KEYWORD)
        assert answer.learned is not None
        assert answer.learned.label == "roads/hole"

    def test_is_the_words_when_the_model_is_not_sure(self) -> None:
        answer = suggest("垃圾桶边上黑漆漆", bars={"leaf": None, "middle": None})

        assert (answer.matter, answer.source) == ("roads/lamp", MatterSource.KEYWORD)
        assert not answer.disagree

    def test_is_a_persons_when_the_model_is_sure_of_another(self) -> None:
        answer = suggest("乱倒垃圾,垃圾堆积,黑漆漆")

        assert (answer.matter, answer.source) == (None, MatterSource.NONE)
        assert answer.disagree
        assert {matter for matter, _ in answer.top3} >= {"waste", "roads/lamp"}

    def test_is_the_models_where_the_words_are_silent(self) -> None:
        answer = suggest("有人乱倒垃圾")

        assert (answer.matter, answer.source) == ("waste", MatterSource.MODEL)
        assert any("垃圾" in reason for reason in answer.reasons)
        assert answer.model_version == a_book().model.version  # type: ignore[union-attr]
        assert answer.automatic

    def test_is_a_persons_where_the_model_alone_is_below_its_own_bar(self) -> None:
        answer = suggest("有人乱倒垃圾", bars={"leaf": 0.5, "alone": None})

        assert (answer.matter, answer.source) == (None, MatterSource.NONE)
        assert answer.top3[0][0] == "waste"

    def test_is_the_middle_level_when_only_that_is_sure(self) -> None:
        answer = suggest("路灯下面路面大坑", bars={"leaf": None, "middle": 0.6})

        assert (answer.matter, answer.source, answer.only_middle) == (
            "roads",
            MatterSource.MODEL,
            True,
        )


class TestTheListIsAsked:
    @pytest.mark.parametrize(("lines_on", "asked"), [("roads", "roads"), ("roads/hole", None)])
    def test_about_a_middle_level_only_where_lines_stand_on_it(
        self, lines_on: str, asked: str | None
    ) -> None:
        index = ResponsibilityIndex.build([a_line(matter=lines_on)], MATTERS, a_territory())
        middle = suggest("路灯下面路面大坑", bars={"leaf": None, "middle": 0.6})

        assert middle.asked(index) == asked

    def test_about_a_leaf_whether_or_not_a_line_stands_on_it(self) -> None:
        index = ResponsibilityIndex.build([a_line(matter="roads")], MATTERS, a_territory())

        assert suggest("有人乱倒垃圾").asked(index) == "waste"


class TestOffers:
    def test_name_the_likeliest_with_what_was_written(self) -> None:
        first, *rest = offers(a_book(), "村口有人乱倒垃圾", matters=MATTERS)

        assert first.matter == "waste"
        assert any("垃圾" in word for word in first.words)
        assert len(rest) <= 2

    def test_are_none_where_nothing_speaks(self) -> None:
        assert offers(a_book(), "hello world", matters=MATTERS) == ()

    def test_leave_out_what_the_county_does_not_have(self) -> None:
        found = offers(a_book(), "有人乱倒垃圾", matters={MatterCode("roads")})

        assert found == ()

    def test_come_from_words_alone_without_a_model(self) -> None:
        book = compile_book(MATTERS, margin=0.2, title_weight=2, length_power=1.5, safety={})

        (only,) = offers(book, "马路上有坑洞", matters=MATTERS)

        assert (only.matter, only.words) == ("roads/hole", ("坑洞",))

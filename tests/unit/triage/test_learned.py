"""What a learned model answers, in plain Python."""

import base64
import json
import subprocess
import sys
from math import log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.triage.grams import count_grams
from dispatch.triage.learned import pack, rarity, softmax
from dispatch.triage.model_document import ModelRefused, read_model
from tests.unit.triage.learning import DOCUMENT, a_model, messages

NEVER = {"leaf": None, "middle": None}
ALWAYS = {"leaf": 0.0, "middle": 0.0}


class TestScore:
    def test_tells_what_it_has_learned_and_why(self) -> None:
        reading = a_model().score(text="幼儿园旁边路灯不亮了")

        assert reading.label == reading.decided == "roads/lamp"
        assert not reading.abstain
        assert any("路灯" in reason for reason in reading.reasons)
        assert all(reason in "幼儿园旁边路灯不亮了" for reason in reading.reasons)

    def test_ranks_three_labels_whose_chances_are_one_together(self) -> None:
        reading = a_model().score(text="垃圾堆在坑洞边上")

        assert [p for _, p in reading.top] == sorted((p for _, p in reading.top), reverse=True)
        assert sum(p for _, p in reading.top) == pytest.approx(1)
        assert reading.top[0] == (reading.label, reading.p)

    def test_abstains_below_its_bar_and_names_the_best_all_the_same(self) -> None:
        reading = a_model(bars=NEVER).score(text="路灯不亮")

        assert (reading.abstain, reading.decided) == (True, None)
        assert reading.label == "roads/lamp"

    def test_falls_back_to_the_middle_level_when_only_that_is_sure(self) -> None:
        reading = a_model(bars={"leaf": None, "middle": 0.8}).score(text="路灯下面的路面坑洞")

        assert (reading.abstain, reading.level, reading.decided) == (False, "roads", "roads")
        assert reading.level_p > reading.p

    def test_has_no_middle_level_for_a_label_without_one(self) -> None:
        reading = a_model(bars={"leaf": None, "middle": 0.8}).score(text="乱倒垃圾,垃圾臭味")

        assert (reading.abstain, reading.level) == (True, None)

    @pytest.mark.parametrize("text", ["", "。", "hello", "天气不错", "路"])
    def test_decides_nothing_of_what_says_nothing(self, text: str) -> None:
        assert a_model(bars=ALWAYS).score(text=text).abstain

    def test_hears_the_title_louder_than_the_text(self) -> None:
        in_text = a_model().score(text="看一下。路灯不亮和乱倒垃圾")
        in_title = a_model().score(title="路灯不亮", text="看一下。路灯不亮和乱倒垃圾")

        assert dict(in_title.top)["roads/lamp"] > dict(in_text.top)["roads/lamp"]

    def test_reads_neighbouring_reasons_as_one(self) -> None:
        reasons = a_model().reasons_for("waste", text="有人乱倒垃圾")

        assert "乱倒垃圾" in reasons[0]
        assert not any(one != more and one in more for one in reasons for more in reasons)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("路灯２３号不亮", "路灯２３号不亮"),
            ("乱倒垃圾ABC", "乱倒垃圾"),
            ("㎡乱倒垃圾①", "乱倒垃圾"),
            ("乱倒e\u0301垃圾", "乱倒"),
        ],
    )
    def test_gives_reasons_as_the_message_writes_them(self, text: str, reason: str) -> None:
        label = "roads/lamp" if "路灯" in text else "waste"

        reasons = a_model().reasons_for(label, text=text)

        assert all(each in text for each in reasons)
        assert any(each in reason or reason in each for each in reasons)

    def test_says_nothing_for_a_label_it_does_not_know(self) -> None:
        assert a_model().reasons_for("M999", text="乱倒垃圾") == ()

    @pytest.mark.parametrize("text", ["桥头路灯不亮,垃圾堆积", "乱倒垃圾乱倒垃圾", "坑洞"])
    def test_is_what_the_document_says_when_reckoned_one_label_at_a_time(self, text: str) -> None:
        """The long integer of fields is the same arithmetic as this."""
        weights = memoryview(base64.b64decode(DOCUMENT["weights"])).cast("b").tolist()
        grams, wide, n = DOCUMENT["grams"].split(), len(DOCUMENT["labels"]), DOCUMENT["n"]
        at = {gram: index for index, gram in enumerate(grams)}
        scores, squared = [0.0] * wide, 0.0
        for gram, count in count_grams("", text, title_weight=2).items():
            known = gram in at
            worth = (1 + log(count)) * rarity(DOCUMENT["found_in"][at[gram]] if known else 1, n)
            squared += worth**2 if known or len(gram) == 1 else 0.0
            for label in range(wide) if known else ():
                scores[label] += worth * weights[at[gram] * wide + label]

        chances = softmax(
            [
                intercept + scale * score / squared**0.5
                for intercept, scale, score in zip(
                    DOCUMENT["intercepts"], DOCUMENT["scales"], scores, strict=True
                )
            ],
            DOCUMENT["temperature"],
        )

        assert a_model().score(text=text).p == pytest.approx(max(chances), abs=2e-3)

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=60), st.text(max_size=20))
    def test_answers_anything_and_never_wavers(self, text: str, title: str) -> None:
        model = a_model()

        reading = model.score(text=text, title=title)

        assert reading == model.score(text=text, title=title)
        assert 0 <= reading.p <= 1

    def test_knows_what_it_was_taught(self) -> None:
        model = a_model()

        right = sum(model.score(text=each.text).label == each.label for each in messages())

        assert right == len(messages())

    def test_needs_no_library_of_numbers(self) -> None:
        asked = (
            "import sys, dispatch.cli.triage, dispatch.triage.learned;"
            "print([m for m in ('numpy', 'sklearn', 'scipy', 'kafka', 'sqlalchemy')"
            " if m in sys.modules])"
        )

        found = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", asked], capture_output=True, text=True, check=True
        )

        assert found.stdout.strip() == "[]"


class TestPack:
    def test_keeps_every_signed_byte(self) -> None:
        packed = pack(bytes([0, 127, 128, 255]))

        assert [(packed >> at * 64 & 255) - 128 for at in range(4)] == [0, 127, -128, -1]


class TestSoftmax:
    def test_is_surer_when_it_is_cold(self) -> None:
        warm, cold = softmax([1.0, 0.0], 1.0)[0], softmax([1.0, 0.0], 0.1)[0]

        assert 0.5 < warm < cold < 1


class TestADocument:
    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"format": 2}, "format: must be 1; train the model anew"),
            ({"labels": ["a"]}, "labels: must be at least two, each once"),
            ({"labels": ["a", "a"]}, "labels: must be at least two, each once"),
            ({"labels": "a"}, "labels: must be a list of texts"),
            ({"version": ""}, "version: is missing or no text"),
            ({"grams": "路 路"}, "grams: holds one twice; train the model anew"),
            ({"weights": "?"}, "weights: must be base64; train the model anew"),
            ({"weights": "AAAA"}, "weights: holds 3 weights, not "),
            ({"bars": None}, "bars: must be an object with leaf and middle"),
            ({"bars": {"leaf": 2}}, "bars.leaf: must lie between 0 and 1, or be null for never"),
            ({"bars": {"alone": True}}, "bars.alone: must lie between 0 and 1, or be null"),
            ({"temperature": 0}, "temperature: must be above 0"),
            ({"temperature": float("nan")}, "temperature: must be a number, 0 or more"),
            ({"n": 0}, "n: must be a number, 1 or more"),
            ({"n": 1}, "found_in: must lie between 1 and n"),
            ({"scales": [1]}, "scales: must be a list of 3 numbers"),
            ({"parents": {"waste": 3}}, "parents: must be an object of text"),
        ],
    )
    def test_that_is_not_whole_is_refused_with_its_field(
        self, changed: dict[str, Any], told: str
    ) -> None:
        with pytest.raises(ModelRefused, match=told.replace("?", r"\?")):
            a_model(**changed)

    def test_that_is_no_object_is_refused(self) -> None:
        with pytest.raises(ModelRefused, match="one JSON object"):
            read_model([])

    def test_survives_being_written_and_read(self) -> None:
        again = read_model(json.loads(json.dumps(DOCUMENT)))

        assert again.score(text="路灯不亮") == a_model().score(text="路灯不亮")

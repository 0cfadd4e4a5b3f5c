"""An answer that is remembered is the answer that would be given anew."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from dispatch.routing import remembered
from dispatch.routing.because import document
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from dispatch.routing.remembered import Answers
from dispatch.routing.sentence import sentence_zh
from tests.builders import (
    A_DAY,
    BUREAU,
    COMMUNITY,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    VILLAGE,
    Book,
    a_book,
    a_line,
    a_question,
)


@pytest.fixture
def book() -> Book:
    return a_book(
        a_line("A1", BUREAU, condition="severity < 3"),
        a_line("A2", OTHER_BUREAU, condition="severity >= 3"),
        a_line("A3", OTHER_BUREAU, areas=VILLAGE, zone="urban"),
        a_line("A4", BUREAU, areas=OTHER_TOWNSHIP, valid_from=A_DAY),
    )


A_QUESTION = a_question(attributes={"severity": 2})
OTHERS: tuple[Mapping[str, object], ...] = (
    {"attributes": {"severity": 4}},
    {"attributes": {}},
    {"attributes": {"severity": [4]}},
    {"attributes": {"severity": 2, "zone": "urban"}},
    {"attributes": {"severity": 2, "zone": 7}},
    {"area": COMMUNITY},
    {"area": f"{VILLAGE}777"},
    {"area": OTHER_TOWNSHIP},
    {"matter": None},
    {"day": A_DAY.replace(year=2020)},
    {"matter_source": "keyword"},
    {"matter_words": ("噪声",)},
    {"area_source": "gps"},
    {"zone": "urban", "zone_source": "polygon:城区"},
    {"zone_source": "unknown:GCJ02"},
)


class TestAnswers:
    @pytest.mark.parametrize("other", OTHERS, ids=str)
    def test_are_those_that_would_be_given_anew(
        self, book: Book, other: Mapping[str, object]
    ) -> None:
        answers = Answers(book)
        question = replace(A_QUESTION, **other)
        answers.to(A_QUESTION)

        for _ in range(2):
            answered = answers.to(question)

            because = decide(question, book).because
            assert answered.decision == decide(question, book)
            assert json.loads(answered.document) == document(because)
            assert answered.sentence == sentence_zh(because)

    def test_are_kept_for_whoever_says_the_same_in_what_the_list_asks(self, book: Book) -> None:
        answers = Answers(book)
        first = answers.to(A_QUESTION)

        again = replace(A_QUESTION, attributes={"severity": "2", "plate": "浙E·12345"})

        assert answers.to(again) is first

    def test_may_be_forgotten(self, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(remembered, "_REMEMBERED", 1)
        answers = Answers(book)
        first = answers.to(A_QUESTION)
        answers.to(replace(A_QUESTION, attributes={"severity": 4}))

        anew = answers.to(A_QUESTION)

        assert anew is not first
        assert anew.decision == first.decision
        assert anew.document == first.document

    def test_do_not_keep_what_the_report_alone_says(self, book: Book) -> None:
        said: Question = replace(A_QUESTION, attributes={"severity": 2, "phone": "13812345678"})

        assert "13812345678" not in Answers(book).to(said).document

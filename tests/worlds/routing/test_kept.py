"""What was kept of a decision is decided again, from it alone, byte for byte."""

import json
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.routing import explain as explain_module
from dispatch.routing.because import ENGINE, document
from dispatch.routing.decide import decide
from dispatch.routing.kept import OtherEngine, as_kept, replayed
from dispatch.routing.model import Question
from dispatch.routing.remembered import Answers
from tests.builders import (
    BUREAU,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    Book,
    a_book,
    a_line,
    a_question,
)
from tests.worlds.routing.test_against_oracle import book_of
from tests.worlds.routing.worlds import a_question_in, a_world, growing_from

in_many_worlds = settings(max_examples=150, deadline=None, database=None, print_blob=True)


def kept(question: Question, book: Book) -> dict[str, Any]:
    """As the database gives it back: read from JSON, its keys in another order."""
    stored = orjson.loads(Answers(book).to(question).document)
    return dict(sorted(stored.items(), key=lambda item: item[0][::-1]))


def unfaithful(seed: int) -> bool:
    grown = growing_from(seed)
    world = a_world(grown)
    book = book_of(world)
    documents = [kept(a_question_in(grown, world), book) for _ in range(10)]
    return any(replayed(each, book) != as_kept(each) for each in documents)


class TestReplayed:
    @in_many_worlds
    @given(seed=st.integers(0, 2**63))
    def test_is_what_was_kept_in_every_small_world(self, seed: int) -> None:
        assert not unfaithful(seed)

    def test_is_caught_when_a_reason_does_not_say_all_that_it_hangs_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(explain_module, "said", lambda *_: None)

        assert any(unfaithful(seed) for seed in range(40))

    @pytest.mark.parametrize("zone", ["urban", " urban ", 7, True, False, ["urban"], {"a": 1}, ""])
    def test_takes_a_zone_as_the_report_gave_it(self, zone: object) -> None:
        book = a_book(
            a_line("A1", BUREAU, zone="urban"),
            a_line("A2", OTHER_BUREAU, condition="zone in true;urban;7"),
        )
        document = kept(a_question(attributes={"zone": zone}), book)

        assert replayed(document, book) == as_kept(document)

    def test_needs_no_outline_again(self) -> None:
        book = a_book(a_line("A1", BUREAU, zone="park"), a_line("A2", OTHER_BUREAU))
        inside = replace(a_question(), zone="park", zone_source="polygon:公园")
        document = kept(inside, book)

        assert document["lead"] == BUREAU
        assert replayed(document, book) == as_kept(document)

    def test_knows_what_a_gap_was_held_against_elsewhere(self) -> None:
        book = a_book(a_line("A1", areas=OTHER_TOWNSHIP, condition="severity >= 3"))
        document = kept(a_question(attributes={"severity": 4}), book)

        assert document["outcome"] == "gap"
        assert document["inputs"]["attributes"] == [["severity", "4"]]
        assert replayed(document, book) == as_kept(document)

    @pytest.mark.parametrize(
        ("field", "value"), [("lead", "X"), ("rows", ["A9"]), ("supporting", ["X"]), ("copy_to", 1)]
    )
    def test_differs_from_what_somebody_changed(self, field: str, value: object) -> None:
        book = a_book(a_line("A1", BUREAU))
        changed = kept(a_question(), book) | {field: value}

        assert replayed(changed, book) != as_kept(changed)

    def test_differs_under_another_list(self) -> None:
        document = kept(a_question(area=OTHER_VILLAGE), a_book(a_line("A1", BUREAU)))

        assert replayed(document, a_book(a_line("A1", OTHER_BUREAU))) != as_kept(document)

    def test_refuses_what_other_rules_wrote(self) -> None:
        book = a_book(a_line())
        old = document(decide(a_question(), book).because) | {"engine": ENGINE - 1}

        with pytest.raises(OtherEngine, match=f"engine {ENGINE - 1}, this is engine {ENGINE}"):
            replayed(json.loads(json.dumps(old)), book)

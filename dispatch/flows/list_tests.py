"""A list's own tests: "this report goes there", kept with it and run before it is handed in.

tests of a book ─► asked like reports ─► outcome and lead as expected? ─► a verdict each
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.routing.decide import decide
from dispatch.routing.model import Outcome, Question
from dispatch.triage import sort
from dispatch.vocabulary import MatterCode, UnitCode
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.list_tests import ListTest


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one test came to."""

    test: ListTest
    passed: bool
    outcome: Outcome
    lead: UnitCode | None
    matter: MatterCode | None
    rows: tuple[str, ...]


def run_tests(book: CountyBook, *, today: date) -> tuple[Verdict, ...]:
    """Run every test of a book, in their order; a test without a day is asked as of ``today``."""
    return tuple(run_test(test, book, today=today) for test in book.tests)


def run_test(test: ListTest, book: CountyBook, *, today: date) -> Verdict:
    """Ask the list what a test asks, and compare."""
    matter = test.matter
    if matter is None:
        matter = sort(book.triage, text=test.text, matters=book.matters).asked(book.index)
    decision = decide(
        Question(
            matter=matter, area=test.area, day=test.day or today, attributes=dict(test.attributes)
        ),
        book,
    )
    passed = decision.outcome == test.outcome and (test.lead is None or decision.lead == test.lead)
    return Verdict(test, passed, decision.outcome, decision.lead, matter, decision.rows)


def failed(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the tests that did not come out as expected."""
    return tuple(each for each in verdicts if not each.passed)

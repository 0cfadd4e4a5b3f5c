"""A list looked over: worked out once, weighed by the newest past, repaired as edits of a draft."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dispatch.editions.model import Action
from dispatch.flows.look_over import (
    LookedOver,
    Recent,
    Shelf,
    is_advice,
    name_of,
    new_and_gone,
)
from dispatch.flows.mend_finding import repairing_edits
from dispatch.history.model import PastCase
from dispatch.responsibility.audit import Check, Finding
from dispatch.responsibility.audit.edits import AddRow, DropRow, EditDoesNotFit, SetField
from dispatch.vocabulary import MatterCode, RowId
from dispatch.web.lists.findings import findings_of_rows
from dispatch.wire.county import files as names
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files, read_folder
from dispatch.wire.county.written import edited, read_written, write

FOLDER = Path(__file__).parents[2] / "config" / "counties" / "330521"
TODAY = date(2026, 11, 23)
NOTHING = Recent((), (), 0)


@pytest.fixture(scope="module")
def book() -> CountyBook:
    return read_folder(FOLDER)


def looked_over(book: CountyBook, recent: Recent = NOTHING) -> LookedOver:
    return LookedOver(book, today=TODAY, recent=recent)


def contested(looked: LookedOver) -> Finding:
    return next(
        each for each in looked.findings if each.check is Check.MULTI_LEAD and each.matter == "M043"
    )


class TestShelf:
    def test_makes_a_value_once_and_forgets_the_oldest(self) -> None:
        made: list[str] = []
        shelf: Shelf[str, str] = Shelf(2)

        def make(name: str) -> str:
            made.append(name)
            return name.upper()

        got = [shelf.of(name, lambda name=name: make(name)) for name in "abacb"]

        assert got == ["A", "B", "A", "C", "B"]
        assert made == ["a", "b", "c", "b"]


class TestLookedOver:
    def test_puts_the_gravest_first_and_loses_none(self, book: CountyBook) -> None:
        looked = looked_over(book)

        items = looked.items()

        found = [finding for item in items for finding in item.findings]
        assert sorted(map(name_of, found)) == sorted(map(name_of, looked.findings))
        assert [item.severity for item in items] == sorted(
            (item.severity for item in items),
            key=["high", "medium", "low", "advice"].index,
        )

    def test_leaves_out_what_was_set_aside(self, book: CountyBook) -> None:
        looked = looked_over(book)
        advice = next(each for each in looked.findings if is_advice(each))

        items = looked.items({looked.keys[advice], "no finding's key"})

        assert advice not in [finding for item in items for finding in item.findings]

    def test_weighs_by_the_cases_that_it_is_given(self, book: CountyBook) -> None:
        cases = tuple(
            PastCase("old", str(n), TODAY - timedelta(days=n), "330521102", MatterCode("M043"))
            for n in range(30)
        )
        without, looked = looked_over(book), looked_over(book, Recent((), cases, 99))

        assert without.weights[contested(without)].cases is None
        assert looked.weights[contested(looked)].cases == 30
        assert looked.recent.cut

    def test_tells_what_a_draft_settled_and_what_it_brought(self, book: CountyBook) -> None:
        before = looked_over(book)
        lines = read_written(names.LINES, book.files[names.LINES])
        edits = [
            *repairing_edits(
                before.repair(contested(before)).choices[0].edits, lines, why="体检修复"
            ),
            *repairing_edits([DropRow(RowId("M016-01"))], lines, why="试试"),
        ]
        files = {**book.files, names.LINES: write(edited(names.LINES, lines, edits)[0])}
        after = looked_over(read_files(files))

        new, gone = new_and_gone(after, before)

        assert before.keys[contested(before)] in {before.keys[each] for each in gone}
        assert new
        assert all(key not in set(before.keys.values()) for key in new)

    def test_names_the_checks_next_to_the_lines(self, book: CountyBook) -> None:
        found = findings_of_rows(looked_over(book))

        assert "multi_lead" in found["M043-02"]
        assert all(row in looked_over(book).audited.by_row for row in found)


class TestRepairingEdits:
    def test_say_what_stood_there(self, book: CountyBook) -> None:
        lines = read_written(names.LINES, book.files[names.LINES])
        row = lines.find("row_id", "M001-01")
        assert row

        changed, added, dropped = repairing_edits(
            [
                SetField(RowId("M001-01"), "zone", "urban"),
                AddRow(RowId("M001-N1"), RowId("M001-01"), (("unit", "330521-GA"),)),
                DropRow(RowId("M001-02")),
            ],
            lines,
            why="体检修复",
        )

        assert (changed.action, changed.before, changed.fields) == (
            Action.SET,
            {"zone": row["zone"]},
            {"zone": "urban"},
        )
        assert added.action is Action.ADD
        assert added.fields["unit"] == "330521-GA"
        assert added.fields["matter_code"] == "M001"
        assert (dropped.action, dropped.row) == (Action.DROP, "M001-02")
        assert dropped.before == lines.find("row_id", "M001-02")

    def test_are_not_made_for_lines_that_are_gone(self, book: CountyBook) -> None:
        lines = read_written(names.LINES, book.files[names.LINES])

        with pytest.raises(EditDoesNotFit):
            repairing_edits([DropRow(RowId("M999-01"))], lines, why="体检修复")

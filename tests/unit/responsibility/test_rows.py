"""Rows of a list by their ids: what changed in them, and a draft carried onto a newer edition."""

import pytest

from dispatch.responsibility.rows import (
    Clash,
    RowTwice,
    rebase,
)


def a_row(row_id: str, **columns: str) -> dict[str, str]:
    return {"row_id": row_id, "unit": "A", "limit_value": "5", **columns}


class TestRebase:
    def test_takes_what_only_one_side_changed_field_by_field(self) -> None:
        base = [a_row("1"), a_row("2")]
        draft = [a_row("1", unit="B"), a_row("2")]
        new = [a_row("1", limit_value="9"), a_row("2", unit="C")]

        rows, clashes = rebase(base, draft, new)

        assert rows == (a_row("1", unit="B", limit_value="9"), a_row("2", unit="C"))
        assert clashes == ()

    def test_lists_a_field_that_both_changed_with_all_values_and_keeps_the_drafts(self) -> None:
        rows, clashes = rebase([a_row("1")], [a_row("1", unit="B")], [a_row("1", unit="C")])

        assert rows == (a_row("1", unit="B"),)
        assert clashes == (Clash("1", "unit", "A", "B", "C"),)

    def test_takes_what_both_changed_alike(self) -> None:
        rows, clashes = rebase([a_row("1")], [a_row("1", unit="B")], [a_row("1", unit="B")])

        assert (rows, clashes) == ((a_row("1", unit="B"),), ())

    def test_puts_the_rows_that_the_draft_added_after_those_of_the_new_edition(self) -> None:
        rows, clashes = rebase([a_row("1")], [a_row("9"), a_row("1")], [a_row("1"), a_row("5")])

        assert [row["row_id"] for row in rows] == ["1", "5", "9"]
        assert clashes == ()

    def test_strikes_what_one_side_struck_and_the_other_left_alone(self) -> None:
        base = [a_row("1"), a_row("2"), a_row("3")]

        rows, clashes = rebase(base, [a_row("1"), a_row("3")], [a_row("1"), a_row("2")])

        assert (rows, clashes) == ((a_row("1"),), ())

    def test_lists_a_row_that_one_struck_and_the_other_changed_and_keeps_it(self) -> None:
        base = [a_row("1"), a_row("2")]

        rows, clashes = rebase(base, [a_row("1", unit="B")], [a_row("2", unit="C")])

        assert rows == (a_row("2", unit="C"), a_row("1", unit="B"))
        assert clashes == (
            Clash("2", None, "", None, ""),
            Clash("1", None, "", "", None),
        )

    def test_lists_where_both_made_a_row_of_one_id(self) -> None:
        rows, clashes = rebase([], [a_row("7", basis="")], [a_row("7", basis="law")])

        assert rows == (a_row("7", basis=""),)
        assert clashes == (Clash("7", "basis", None, "", "law"),)

    def test_changes_nothing_where_nothing_was_published_meanwhile(self) -> None:
        base, draft = [a_row("1"), a_row("2")], [a_row("1", unit="B"), a_row("3")]

        rows, clashes = rebase(base, draft, base)

        assert (rows, clashes) == (tuple(draft), ())

    def test_refuses_a_side_with_an_id_twice(self) -> None:
        with pytest.raises(RowTwice):
            rebase([a_row("1")], [a_row("1"), a_row("1")], [])

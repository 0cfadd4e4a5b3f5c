"""Whoever brought what still differs has a hand in a draft; who took it back has none."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from dispatch.editions.hands import Place, differing_places, hands_in
from dispatch.editions.model import Action, Change

LIN, SHEN, WU = "lin", "shen", "wu"
FILE, ROW = "responsibility.csv", "M014-01"
UNIT = Place(FILE, ROW, "unit")


def a_change(
    by: str,
    action: Action = Action.SET,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
    *,
    file: str = FILE,
    row: str = ROW,
) -> Change:
    return Change(
        draft_id=UUID(int=1),
        change_id=0,
        version=2,
        file=file,
        row=row,
        action=action,
        before=before or {},
        after=after or {},
        why="",
        by=by,
        at=datetime(2026, 11, 28, tzinfo=UTC),
    )


def the_unit(by: str, before: str, after: str) -> Change:
    return a_change(by, before={"unit": before}, after={"unit": after})


class TestHandsIn:
    @pytest.mark.parametrize(
        ("changes", "hands"),
        [
            ([the_unit(LIN, "A", "B")], {LIN}),
            ([the_unit(LIN, "A", "B"), the_unit(SHEN, "B", "C")], {SHEN}),
            (
                [the_unit(LIN, "A", "B"), the_unit(SHEN, "B", "C"), the_unit(SHEN, "C", "B")],
                {LIN},
            ),
            (
                [the_unit(LIN, "A", "B"), the_unit(SHEN, "B", "C"), the_unit(WU, "C", "B")],
                {LIN, WU},
            ),
            (
                [the_unit(LIN, "A", "B"), the_unit(LIN, "B", "A"), the_unit(SHEN, "A", "B")],
                {SHEN},
            ),
            (
                [the_unit(LIN, "A", "B"), the_unit(SHEN, "B", "A"), the_unit(LIN, "A", "B")],
                {LIN},
            ),
        ],
        ids=[
            "the only one",
            "the last to set it",
            "not who took a correction back",
            "who restored another's value, beside them",
            "not who took it back before another brought it",
            "not who undid it once",
        ],
    )
    def test_are_of_those_who_brought_what_differs(
        self, changes: list[Change], hands: set[str]
    ) -> None:
        assert hands_in(changes, {UNIT}) == hands

    def test_are_none_where_nothing_differs(self) -> None:
        changes = [the_unit(LIN, "A", "B"), the_unit(SHEN, "B", "A")]

        assert hands_in(changes, set()) == frozenset()

    def test_are_told_field_by_field(self) -> None:
        basis = a_change(SHEN, before={"basis": "x"}, after={"basis": "y"})

        assert hands_in([the_unit(LIN, "A", "B"), basis], {UNIT}) == {LIN}

    def test_are_of_whoever_dropped_a_row(self) -> None:
        row = {"row_id": ROW, "unit": "B"}
        changes = [the_unit(LIN, "A", "B"), a_change(SHEN, Action.DROP, before=row)]

        assert hands_in(changes, {Place(FILE, ROW, "")}) == {SHEN}

    def test_are_not_of_who_took_a_drop_back(self) -> None:
        row = {"row_id": ROW, "unit": "B"}
        changes = [
            the_unit(LIN, "A", "B"),
            a_change(SHEN, Action.DROP, before=row),
            a_change(SHEN, Action.ADD, after=row),
        ]

        assert hands_in(changes, {UNIT}) == {LIN}

    def test_are_of_who_added_a_row_otherwise_than_it_was_dropped(self) -> None:
        changes = [
            a_change(LIN, Action.DROP, before={"row_id": ROW, "unit": "A"}),
            a_change(SHEN, Action.ADD, after={"row_id": ROW, "unit": ""}),
        ]

        assert hands_in(changes, {UNIT}) == {SHEN}

    def test_are_of_who_added_a_row_and_of_who_changed_it(self) -> None:
        row = {"row_id": ROW, "unit": "A", "basis": "x"}
        changes = [a_change(LIN, Action.ADD, after=row), the_unit(SHEN, "A", "B")]
        new = differing_places(FILE, {}, {ROW: {**row, "unit": "B"}})

        assert hands_in(changes, new) == {LIN, SHEN}
        taken_back = [*changes, the_unit(SHEN, "B", "A")]
        assert hands_in(taken_back, new) == {LIN}

    def test_are_of_who_comes_back_to_a_base_that_is_no_longer_the_base(self) -> None:
        changes = [the_unit(LIN, "A", "C"), the_unit(SHEN, "C", "A")]

        assert hands_in(changes, {UNIT}) == {SHEN}

    def test_are_of_all_who_had_a_part_in_a_whole_file(self) -> None:
        file = "triage.yaml"
        whole = {Place(file, "", "")}
        lin, both = {"red": "甲"}, {"red": "乙\n甲"}
        changes = [
            a_change(LIN, Action.REPLACE, {"red": ""}, lin, file=file, row=""),
            a_change(SHEN, Action.REPLACE, lin, both, file=file, row=""),
        ]

        assert hands_in(changes, whole) == {LIN, SHEN}
        taken_back = [*changes, a_change(SHEN, Action.REPLACE, both, lin, file=file, row="")]
        assert hands_in(taken_back, whole) == {LIN}

    def test_are_of_whoever_replaced_a_file_of_which_nothing_was_noted(self) -> None:
        file = "triage_model.json"
        changes = [a_change(each, Action.REPLACE, file=file, row="") for each in (LIN, SHEN)]

        assert hands_in(changes, {Place(file, "", "")}) == {LIN, SHEN}


class TestDifferingPlaces:
    def test_are_fields_and_rows_that_came_or_went(self) -> None:
        before = {"1": {"unit": "A", "basis": "x"}, "2": {"unit": "A"}}
        after = {"1": {"unit": "B", "basis": "x"}, "3": {"unit": "C", "basis": ""}}

        assert differing_places(FILE, before, after) == {
            Place(FILE, "1", "unit"),
            Place(FILE, "2", ""),
            Place(FILE, "3", ""),
            Place(FILE, "3", "unit"),
        }

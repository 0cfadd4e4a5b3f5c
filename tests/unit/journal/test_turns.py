"""Every case is told in order, whatever the order of the transactions that moved it."""

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from dispatch.journal.changes import Change, ChangeCursor
from dispatch.journal.turns import in_turn
from dispatch.vocabulary import CountyCode, UnitCode

ONE, OTHER = UUID(int=1), UUID(int=2)


def a_change(xid: int, seq: int, *, case: UUID = ONE, entry_id: int | None = None) -> Change:
    return Change(
        cursor=ChangeCursor(xid, entry_id if entry_id is not None else seq),
        county=CountyCode("330521"),
        case_id=case,
        seq=seq,
        kind="commented",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        actor="",
        actor_unit="",
        state="handling",
        holder=UnitCode("U"),
        body={},
    )


def told(changes: Iterable[Change], *, batch: int = 100) -> list[tuple[int, int]]:
    """Tell a whole log, in readings of so many entries."""
    log = sorted(changes, key=lambda change: change.cursor)
    of_cases = {
        case: sorted((one for one in log if one.case_id == case), key=lambda one: one.seq)
        for case in (ONE, OTHER)
    }
    return [
        (change.case_id.int, change.seq)
        for start in range(0, len(log), batch)
        for change in in_turn(log[start : start + batch], of_cases)
    ]


class TestInTurn:
    def test_tells_what_came_in_order_in_order(self) -> None:
        log = [a_change(10, 1), a_change(11, 1, case=OTHER), a_change(12, 2)]

        assert told(log) == [(1, 1), (2, 1), (1, 2)]

    def test_tells_an_entry_first_that_a_younger_transaction_wrote_before(self) -> None:
        log = [a_change(9, 1), a_change(11, 2), a_change(10, 3)]

        assert told(log) == [(1, 1), (1, 2), (1, 3)]

    @pytest.mark.parametrize("order", list(itertools.permutations((11, 12, 13, 14))), ids=str)
    @pytest.mark.parametrize("batch", [1, 2, 3])
    def test_tells_each_once_and_in_order_wherever_a_reading_ends(
        self, order: tuple[int, ...], batch: int
    ) -> None:
        log = [a_change(xid, seq) for seq, xid in enumerate(order, start=1)]

        assert told(log, batch=batch) == [(1, 1), (1, 2), (1, 3), (1, 4)]

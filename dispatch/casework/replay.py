"""Replay: the timeline alone must lead to the stored state."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.casework.lifecycle import MOVES
from dispatch.casework.model import Entry, Kind, State
from dispatch.casework.timeline import sealed
from dispatch.journal.chain import GENESIS
from dispatch.vocabulary import UnitCode

_BY_KIND = {move.kind: move for move in MOVES.values()}


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a timeline leads."""

    state: State
    holder_unit: UnitCode
    last_seq: int
    last_hash: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a timeline cannot be true, and at which entry."""

    seq: int
    why: str


def replay(entries: Iterable[Entry]) -> Replayed | Broken:
    """Follow a timeline from its first entry; say where it leads or where it breaks.

    Checked at every entry: numbers 1, 2, 3 … without a gap, the seal, and that
    the move is one the lifecycle allows from the state before it.
    """
    reached: Replayed | None = None
    for entry in entries:
        before_seq = reached.last_seq if reached else 0
        before_hash = reached.last_hash if reached else GENESIS
        if entry.seq != before_seq + 1:
            return Broken(entry.seq, f"entry {before_seq + 1} is missing")
        if entry.prev_hash != before_hash or entry.hash != sealed(entry):
            return Broken(entry.seq, "the entry does not match its seal")
        if not _allowed(reached.state if reached else None, entry):
            return Broken(entry.seq, f"{entry.kind} cannot lead to {entry.state} here")
        reached = Replayed(entry.state, entry.holder_unit, entry.seq, entry.hash)
    return reached or Broken(1, "entry 1 is missing")


def _allowed(before: State | None, entry: Entry) -> bool:
    if before is None:
        return entry.kind is Kind.OPENED and entry.state in {State.SORTING, State.DISPATCHED}
    if entry.kind in {Kind.ESCALATED, Kind.RETIMED}:
        return before is not State.CLOSED and entry.state is before
    move = _BY_KIND.get(entry.kind)
    return move is not None and before in move.start and entry.state is (move.end or before)

"""What every move of a case has in common: look, lock, may they, write, answer.

number ─► the case, locked ─► may this actor now? ─► entry + new state
              │                       └ no: refused, nothing changed
              └ not theirs to see: not found
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.casework.lifecycle import Move, check
from dispatch.casework.model import Case, Entry
from dispatch.casework.timeline import append
from dispatch.errors import Phrase, Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import UnitCode

TEXT_LIMIT = 1000
"""Characters of an opinion, a result or a comment."""


class WordsMissing(Refused):
    """The move needs words, and none or too many were given."""

    code = "casework.words_missing"


@dataclass(frozen=True, slots=True)
class Moving:
    """A case that is being moved, locked until the transaction ends."""

    case: Case
    move: Move
    actor: Actor
    work: Work
    county: LoadedCounty
    now: datetime

    def write(
        self,
        body: Mapping[str, Any],
        *,
        holder: UnitCode | None = None,
        **changes: Any,
    ) -> Entry:
        """Append the move's entry and bring the case to the state after it."""
        state = self.move.end or self.case.state
        entry = append(
            county=self.case.county,
            case_id=self.case.case_id,
            after_seq=self.case.last_seq,
            after_hash=self.case.last_hash,
            kind=self.move.kind,
            at=self.now,
            actor=self.actor.account,
            actor_unit=self.actor.unit,
            state=state,
            holder_unit=holder or self.case.holder_unit,
            body=body,
        )
        if self.move.end:
            changes["state_since"] = self.now
        self.work.cases.record(entry, changes)
        return entry


def begin_move(
    name: str, number: str, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> Moving:
    """Lock the case for a move that this actor may make on it now.

    Raises:
        NoSuchCase: it does not exist, or is not theirs to see.
        NotNow: its state does not allow the move.
        NotYours: somebody else must make it.
    """
    case = work.cases.get(number, lock=True)
    return Moving(case, check(name, case, actor), actor, work, county, now)


def words(text: str, what: str) -> str:
    """Return a text trimmed, or say that it is missing.

    Raises:
        WordsMissing: it is empty or longer than ``TEXT_LIMIT`` characters.
    """
    trimmed = text.replace("\0", "").strip()
    if not trimmed:
        raise WordsMissing("请填写%(what)s", what=Phrase(what))
    if len(trimmed) > TEXT_LIMIT:
        raise WordsMissing(
            "%(what)s不得超过 %(most)s 字,现有 %(length)s 字",
            what=Phrase(what),
            most=TEXT_LIMIT,
            length=len(trimmed),
        )
    return trimmed

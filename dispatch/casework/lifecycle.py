"""What may be done with a case, by whom, and where it leads: one table.

                          ┌─── sent back ────┐
                          ▼                  │
    sorting ─► dispatched ─► handling ─► to_verify ─► verified ─► closed
     ▲ assign    │    accept │ ▲  report back     verify      close │
     └───────────┴───────────┘ └──────────── reopened ──────────────┘
           handed back

A transfer sends what a unit holds to another one. Comments, a supervisor's
formal note and a suspension leave the state as it is. An escalation is the
system's: it alerts, and takes the case from nobody. The unit that handled never
verifies its own work (核实由他人), nor does any person who had a hand in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dispatch.casework.model import STATE_LABELS, Case, Kind, State
from dispatch.errors import Phrase, Refused
from dispatch.people.scope import Actor
from dispatch.vocabulary import Role


class NotNow(Refused):
    """The case is not in a state that allows this move."""

    code = "casework.not_now"


class NotYours(Refused):
    """The actor may see the case but not make this move."""

    code = "casework.not_yours"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: from where, to where, by whom."""

    kind: Kind
    label: str
    start: frozenset[State]
    end: State | None
    """None leaves the state as it is."""
    who: Callable[[Case, Actor], bool]
    whose: str
    """Who may, in words, for the refusal."""


def _the_desk(_case: Case, actor: Actor) -> bool:
    return actor.has(Role.COUNTY_DESK)


def _the_holder(case: Case, actor: Actor) -> bool:
    return case.holder_unit in actor.acts_for and bool(
        actor.roles & {Role.UNIT, Role.TOWNSHIP, Role.COUNTY_DESK}
    )


def _a_party(case: Case, actor: Actor) -> bool:
    return bool(case.parties & actor.acts_for) or actor.has(Role.COUNTY_DESK)


def _somebody_else(case: Case, actor: Actor) -> bool:
    reporters_side = (
        actor.account == case.reporter_account
        or (case.verify_unit in actor.acts_for and actor.has(Role.TOWNSHIP))
        or (case.verify_unit in actor.acts_for and actor.has(Role.COUNTY_DESK))
    )
    handled = actor.account in case.handled_by or actor.unit == case.handler_unit
    return reporters_side and not handled


def _the_dispatcher(case: Case, actor: Actor) -> bool:
    return (
        actor.has(Role.COUNTY_DESK)
        or (case.verify_unit in actor.acts_for and actor.has(Role.TOWNSHIP))
    ) and actor.account not in case.handled_by


def _the_supervisor(_case: Case, actor: Actor) -> bool:
    return actor.has(Role.SUPERVISOR)


def _who_was_not_content(case: Case, actor: Actor) -> bool:
    return _somebody_else(case, actor) or _the_dispatcher(case, actor)


_OPEN = frozenset(State) - {State.CLOSED}
_WITH_A_UNIT = frozenset({State.DISPATCHED, State.HANDLING})

MOVES: dict[str, Move] = {
    "assignment": Move(
        Kind.ASSIGNED,
        "交办",
        frozenset({State.SORTING}),
        State.DISPATCHED,
        _the_desk,
        "县级指挥中心",
    ),
    "acceptance": Move(
        Kind.ACCEPTED,
        "签收",
        frozenset({State.DISPATCHED}),
        State.HANDLING,
        _the_holder,
        "承办单位",
    ),
    "comment": Move(Kind.COMMENTED, "补充办理情况", _OPEN, None, _a_party, "参与单位"),
    "report-back": Move(
        Kind.REPORTED_BACK,
        "反馈结果",
        frozenset({State.HANDLING}),
        State.TO_VERIFY,
        _the_holder,
        "承办单位",
    ),
    "verification": Move(
        Kind.VERIFIED,
        "核实通过",
        frozenset({State.TO_VERIFY}),
        State.VERIFIED,
        _somebody_else,
        "上报人或镇街指挥室(不得由承办单位自行核实)",
    ),
    "sending-back": Move(
        Kind.SENT_BACK,
        "核实未通过",
        frozenset({State.TO_VERIFY}),
        State.HANDLING,
        _somebody_else,
        "上报人或镇街指挥室(不得由承办单位自行核实)",
    ),
    "closure": Move(
        Kind.CLOSED,
        "办结",
        frozenset({State.VERIFIED}),
        State.CLOSED,
        _the_dispatcher,
        "镇街指挥室或县级指挥中心",
    ),
    "hand-back": Move(
        Kind.HANDED_BACK,
        "退回",
        _WITH_A_UNIT,
        State.SORTING,
        _the_holder,
        "承办单位",
    ),
    "transfer": Move(
        Kind.TRANSFERRED,
        "转办",
        _WITH_A_UNIT,
        State.DISPATCHED,
        _the_desk,
        "县级指挥中心",
    ),
    "supervision": Move(Kind.SUPERVISED, "督办", _OPEN, None, _the_supervisor, "督查"),
    "suspension": Move(
        Kind.SUSPENDED,
        "挂账",
        _WITH_A_UNIT,
        None,
        _the_dispatcher,
        "镇街指挥室或县级指挥中心",
    ),
    "reopening": Move(
        Kind.REOPENED,
        "重启",
        frozenset({State.CLOSED}),
        State.HANDLING,
        _who_was_not_content,
        "上报人、镇街指挥室或县级指挥中心",
    ),
}


def check(name: str, case: Case, actor: Actor) -> Move:
    """Return the move ``name`` if this actor may make it on this case now.

    Raises:
        NotNow: the case's state does not allow it.
        NotYours: somebody else must do it.
    """
    move = MOVES[name]
    if case.state not in move.start:
        raise NotNow(
            "案件 %(number)s 当前为“%(state)s”,不能%(move)s",
            number=case.number,
            state=Phrase(STATE_LABELS[case.state]),
            move=Phrase(move.label),
        )
    if not move.who(case, actor):
        raise NotYours(
            "%(move)s应由%(whose)s办理", move=Phrase(move.label), whose=Phrase(move.whose)
        )
    return move


def open_moves(case: Case, actor: Actor) -> tuple[str, ...]:
    """Return the names of the moves that this actor may make on this case now."""
    return tuple(
        name for name, move in MOVES.items() if case.state in move.start and move.who(case, actor)
    )

"""The work queue: what waits for me, what I may see, the most pressing first."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.board.cursor import read_cursor
from dispatch.board.outages import broker_away
from dispatch.board.queues import QueueFilter, count_open, queue
from dispatch.casework.model import State
from dispatch.people.model import COMMAND_ROOM
from dispatch.territory.model import Level
from dispatch.vocabulary import AreaCode, Platform, Role, UnitCode, Urgency
from dispatch.web.navigation import DESK, QUEUE_READERS
from dispatch.web.visit import Visit, page

pages = Blueprint("queue", __name__)

_WORDS_LENGTH = 60
_Word = TypeVar("_Word", bound=StrEnum)


class Pile(StrEnum):
    """Which of the visible cases are looked at."""

    MINE = "mine"
    """Those that the asker's units must act on next."""
    ALL = "all"
    COPIES = "copies"
    """Those their command room was told of (抄告)."""


PILE_WORDS = {Pile.MINE: "待我办理", Pile.ALL: "全部可见", Pile.COPIES: "抄告"}


@pages.get("/queue")
@page(QUEUE_READERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show a page of the queue that the address asks for."""
    piles = _piles(visit)
    pile = _word(Pile, "pile") or piles[0]
    asked = _asked(visit, pile if pile in piles else piles[0])
    after = request.args.get("after")
    connection, scope = visit.work.connection, visit.work.scope
    return render_template(
        "desk/queue.html",
        found=queue(connection, scope, asked, after=read_cursor(after) if after else None),
        counts=count_open(connection, scope, asked),
        away=broker_away(connection, scope) if DESK & visit.actor.roles else None,
        asked=asked,
        pile=pile,
        piles={each: PILE_WORDS[each] for each in piles},
        townships=[area for area in visit.county.book.territory if area.level is Level.TOWNSHIP],
        units=sorted(
            (unit for unit in visit.county.book.register if unit.active), key=lambda unit: unit.code
        ),
        platforms=tuple(Platform),
        urgencies=tuple(Urgency),
    )


def _piles(visit: Visit) -> tuple[Pile, ...]:
    if visit.actor.has(Role.TOWNSHIP):
        return (Pile.MINE, Pile.ALL, Pile.COPIES)
    if visit.actor.has(Role.UNIT):
        return (Pile.MINE, Pile.ALL)
    if visit.actor.has(Role.COUNTY_DESK):
        return (Pile.ALL, Pile.MINE)
    return (Pile.ALL,)


def _asked(visit: Visit, pile: Pile) -> QueueFilter:
    actor, register = visit.actor, visit.county.book.register
    rooms = {
        unit.code for unit in register if unit.kind == COMMAND_ROOM and unit.code in actor.acts_for
    } | {actor.unit}
    return QueueFilter(
        state=_word(State, "state"),
        platform=_word(Platform, "platform"),
        urgency=_word(Urgency, "urgency"),
        township=AreaCode(request.args.get("township", "")) or None,
        unit=UnitCode(request.args.get("unit", "")) or None,
        holders=actor.acts_for if pile is Pile.MINE else None,
        copied_to=frozenset(rooms) if pile is Pile.COPIES else None,
        overdue=request.args.get("overdue") == "1",
        words=request.args.get("q", "").replace("\0", "").strip()[:_WORDS_LENGTH],
    )


def _word(kind: type[_Word], name: str) -> _Word | None:
    """Return the word that the address says; one nobody knows narrows nothing."""
    given = request.args.get(name, "")
    return kind(given) if given in set(kind) else None

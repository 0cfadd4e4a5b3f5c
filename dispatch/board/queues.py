"""The queues: cases as their holders see them, the most pressing first.

Every query goes through ``visible_cases``. Open cases come in the order of the
clock that runs out first, closed ones newest first; pages follow a cursor.

    what is asked ─┬─ much (a county, a township): walk along the dues, stop when the page is full
                   └─ little (my unit's, one state, a search): gather, then put in order
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from dispatch.board.clocks import (
    RunningClock,
    clock_from,
    first_clock,
    has_clock,
    running_clock,
)
from dispatch.board.cursor import Cursor
from dispatch.casework.model import State
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.intake.tables import report
from dispatch.notices.tables import notice
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import AreaCode, MatterCode, Platform, Strength, UnitCode, Urgency

PAGE = 25
MOST_COUNTED = 2_000
_PHONE_TAIL = 4
_TOWNSHIP = 9
"""So many digits has a township's code; below it lie villages and grids."""
_SHOWN = tuple(column for column in cases.c if column is not cases.c.because)
"""The reason is most of a row, and no list shows it."""
_PLANNER = text(
    "select set_config(name, :value, true) from unnest(array"
    "['enable_sort', 'enable_hashjoin', 'enable_mergejoin', 'enable_bitmapscan']) as s(name)"
)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the visible cases is asked for; what is left out does not narrow."""

    state: State | None = None
    platform: Platform | None = None
    urgency: Urgency | None = None
    township: AreaCode | None = None
    area: AreaCode | None = None
    """Lies in it, however deep."""
    unit: UnitCode | None = None
    """Leads, holds or supports it."""
    holders: frozenset[UnitCode] | None = None
    """The units that must act next."""
    copied_to: frozenset[UnitCode] | None = None
    """The command rooms that were told (抄告)."""
    outcome: str | None = None
    """What the list said of it."""
    overdue: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case of a queue."""

    case_id: UUID
    number: str
    state: State
    title: str
    area: AreaCode
    places: tuple[AreaCode, ...]
    township: AreaCode | None
    matter: MatterCode | None
    platform: Platform | None
    urgency: Urgency
    holder: UnitCode
    lead: UnitCode | None
    outcome: str
    reason: str | None
    overdue: bool
    strength: Strength | None
    opened_at: datetime
    closed_at: datetime | None
    clock: RunningClock | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page, and where the next begins."""

    rows: tuple[QueueRow, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many open cases stand behind each tab."""

    total: int = 0
    overdue: int = 0
    by_state: Mapping[State, int] = field(default_factory=dict)
    by_platform: Mapping[Platform | None, int] = field(default_factory=dict)
    by_outcome: Mapping[str, int] = field(default_factory=dict)
    at_least: bool = False
    """There are more; counting stopped."""


def queue(
    connection: Connection,
    scope: Scope,
    asked: QueueFilter,
    *,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> QueuePage:
    """Return one page of the cases asked for; open ones unless closed ones are."""
    closed = asked.state is State.CLOSED
    if _is_narrow(scope, asked):
        found = _gathered(connection, scope, asked, after, limit + 1)
    else:
        found = _walked(connection, scope, asked, after, limit + 1)
    rows = tuple(_row(each) for each in found[:limit])
    if len(found) <= limit:
        return QueuePage(rows, None)
    last = rows[-1]
    at = last.closed_at if closed else last.clock.due if last.clock else _NEVER
    return QueuePage(rows, Cursor(at or _NEVER, last.case_id))


def _is_narrow(scope: Scope, asked: QueueFilter) -> bool:
    """Say whether what is asked for is found quicker by itself than along the dues."""
    if scope.reach is Reach.SOME and not any(len(area) <= _TOWNSHIP for area in scope.areas):
        # A unit or a grid sees so little that the walk would pass over almost everything.
        return True
    few = asked.state in {State.SORTING, State.CLOSED}
    return bool(few or asked.words or asked.holders is not None or asked.copied_to is not None)


def _gathered(
    connection: Connection, scope: Scope, asked: QueueFilter, after: Cursor | None, limit: int
) -> list[Row[Any]]:
    """Take all that fits, then put it in order; closed cases lie in their order already."""
    clock = running_clock()
    query = (
        select(*_SHOWN, *clock.c)
        .select_from(cases)
        .outerjoin(clock, clock.c.clock_subject == cases.c.case_id)
        .where(visible_cases(scope), *_conditions(asked))
    )
    closed = asked.state is State.CLOSED
    key = cases.c.closed_at if closed else func.coalesce(clock.c.clock_due, _NEVER)
    return list(connection.execute(_page(query, key, after, newest=closed).limit(limit)))


def _walked(
    connection: Connection, scope: Scope, asked: QueueFilter, after: Cursor | None, limit: int
) -> list[Row[Any]]:
    """Walk along the dues until the page is full, then along the cases that have no clock.

    However many cases are open, a page costs what it shows and what it passes over.
    """
    clock = first_clock()
    seen = (visible_cases(scope), *_conditions(asked))
    found: list[Row[Any]] = []
    if after is None or after.at < _NEVER:
        # Of each clock its one case, looked up: the limit says so to the planner.
        of_clock = (
            select(*_SHOWN)
            .where(
                cases.c.county_code == clock.c.clock_county,
                cases.c.case_id == clock.c.clock_subject,
                *seen,
            )
            .limit(1)
            .lateral("of_clock")
        )
        timed = select(*of_clock.c, *clock.c).select_from(clock).join(of_clock, true())
        if scope.reach is not Reach.DEPLOYMENT:
            timed = timed.where(clock.c.clock_county == scope.county)
        timed = timed.order_by(clock.c.clock_due, clock.c.clock_subject).limit(limit)
        if after:
            place = tuple_(clock.c.clock_due, clock.c.clock_subject)
            timed = timed.where(place > tuple_(after.at, after.row))
        with _in_the_order_of_an_index(connection):
            found += connection.execute(timed)
        after = None
    if len(found) < limit:
        nothing = [null().label(column.name) for column in clock.c]
        untimed = select(*_SHOWN, *nothing).where(*seen, ~has_clock())
        if after:
            untimed = untimed.where(cases.c.case_id > after.row)
        found += connection.execute(untimed.order_by(cases.c.case_id).limit(limit - len(found)))
    return found


@contextmanager
def _in_the_order_of_an_index(connection: Connection) -> Iterator[None]:
    """Let the planner walk an index rather than gather and sort.

    It cannot know what row-level security lets through, takes it for next to nothing, and
    would read a county's every open case to sort out one page.
    """
    connection.execute(_PLANNER, {"value": "off"})
    yield
    connection.execute(_PLANNER, {"value": "on"})


def count_open(connection: Connection, scope: Scope, asked: QueueFilter) -> QueueCounts:
    """Return the open cases behind each tab, under every narrowing but the tabs' own.

    Of each state ``MOST_COUNTED`` at most are looked at: a number on a tab is not
    worth reading a county's every case for each page that is opened.
    """
    some = _some_of_each_state(scope, asked)
    rows = connection.execute(
        select(
            some.c.state,
            some.c.platform,
            some.c.outcome,
            func.count().label("found"),
            func.count().filter(some.c.overdue).label("late"),
        ).group_by(some.c.state, some.c.platform, some.c.outcome)
    ).all()
    in_state: Counter[str] = Counter()
    for row in rows:
        in_state[row.state] += row.found
    by_state: dict[State, int] = {}
    by_platform: dict[Platform | None, int] = {}
    by_outcome: dict[str, int] = {}
    for row in rows:
        state, platform = State(row.state), _platform(row.platform)
        if asked.platform in {None, platform}:
            by_state[state] = by_state.get(state, 0) + row.found
        if asked.state in {None, state}:
            by_platform[platform] = by_platform.get(platform, 0) + row.found
            by_outcome[row.outcome] = by_outcome.get(row.outcome, 0) + row.found
    shown = [row for row in rows if asked.platform in {None, _platform(row.platform)}]
    return QueueCounts(
        total=sum(row.found for row in shown),
        overdue=sum(row.late for row in shown),
        by_state=by_state,
        by_platform=by_platform,
        by_outcome=by_outcome,
        at_least=any(found >= MOST_COUNTED for found in in_state.values()),
    )


def _some_of_each_state(scope: Scope, asked: QueueFilter) -> FromClause:
    open_states = [state.value for state in State if state is not State.CLOSED]
    each = func.unnest(cast(open_states, ARRAY(Text))).table_valued("of_state").render_derived()
    of_state = (
        select(cases.c.state, cases.c.platform, cases.c.outcome, cases.c.overdue)
        .where(
            visible_cases(scope),
            cases.c.state == each.c.of_state,
            cases.c.state != State.CLOSED.value,
            *_narrowing(asked),
        )
        .limit(MOST_COUNTED)
        .lateral("some")
    )
    return select(*of_state.c).select_from(each).join(of_state, true()).subquery("some")


def _page(
    query: Select[Any], key: ColumnElement[datetime], after: Cursor | None, *, newest: bool
) -> Select[Any]:
    place = tuple_(key, cases.c.case_id)
    if newest:
        query = query.order_by(key.desc(), cases.c.case_id.desc())
        return query.where(place < tuple_(after.at, after.row)) if after else query
    query = query.order_by(key, cases.c.case_id)
    return query.where(place > tuple_(after.at, after.row)) if after else query


def _conditions(asked: QueueFilter) -> list[ColumnElement[bool]]:
    tabs: list[ColumnElement[bool]] = []
    if asked.state is None:
        # A search for one case finds it also when it is closed.
        if not asked.words:
            tabs.append(cases.c.state != State.CLOSED.value)
    else:
        tabs.append(cases.c.state == asked.state.value)
    if asked.platform:
        tabs.append(cases.c.platform == asked.platform.value)
    return [*tabs, *_narrowing(asked)]


def _narrowing(asked: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.urgency:
        conditions.append(cases.c.urgency == asked.urgency.value)
    if asked.township:
        conditions.append(cases.c.township == asked.township)
    if asked.area:
        conditions.append(cases.c.places.contains([asked.area]))
    if asked.unit:
        conditions.append(cases.c.parties.contains([asked.unit]))
    if asked.holders is not None:
        conditions.append(cases.c.holder_unit.in_(sorted(asked.holders)))
    if asked.copied_to is not None:
        conditions.append(_copied_to(asked.copied_to))
    if asked.outcome:
        conditions.append(cases.c.outcome == asked.outcome)
    if asked.overdue:
        conditions.append(cases.c.overdue)
    if asked.words:
        conditions.append(_found_by(asked.words))
    return conditions


def _copied_to(rooms: frozenset[UnitCode]) -> ColumnElement[bool]:
    return exists().where(
        notice.c.county_code == cases.c.county_code,
        notice.c.subject_id == cases.c.case_id,
        notice.c.kind == "copy",
        notice.c.unit_code.in_(sorted(rooms)),
    )


def _found_by(words: str) -> ColumnElement[bool]:
    """A case's number, its receipt, the last digits of a phone, or words of its text."""
    of_case = and_(
        report.c.county_code == cases.c.county_code, report.c.report_id == cases.c.report_id
    )
    number = cases.c.number.startswith(words.upper(), autoescape=True)
    ways: list[ColumnElement[bool]] = [
        number,
        cases.c.title.icontains(words, autoescape=True),
        exists().where(of_case, report.c.text.icontains(words, autoescape=True)),
        exists().where(of_case, report.c.receipt == words.upper()),
    ]
    if words.isascii() and words.isdigit() and len(words) >= _PHONE_TAIL:
        phone = report.c.reporter["phone"].as_string()
        ways.append(exists().where(of_case, phone.endswith(words, autoescape=True)))
        ways.append(cases.c.number.endswith(words, autoescape=True))
    return or_(*ways)


def _platform(value: str | None) -> Platform | None:
    return Platform(value) if value else None


def _row(row: Row[Any]) -> QueueRow:
    return QueueRow(
        case_id=row.case_id,
        number=row.number,
        state=State(row.state),
        title=row.title,
        area=AreaCode(row.area_code),
        places=tuple(AreaCode(place) for place in row.places),
        township=AreaCode(row.township) if row.township else None,
        matter=MatterCode(row.matter) if row.matter else None,
        platform=_platform(row.platform),
        urgency=Urgency(row.urgency),
        holder=UnitCode(row.holder_unit),
        lead=UnitCode(row.lead_unit) if row.lead_unit else None,
        outcome=row.outcome,
        reason=row.reason,
        overdue=row.overdue,
        strength=Strength(row.strength) if row.strength else None,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        clock=clock_from(row),
    )

"""A new edition moves no open case; it proposes, and the county desk decides each.

edition in force ─► every open case asked again, under it and under the one looked at before
    ─► the list says another unit now,        ─► proposal ─► accepted: transferred, or assigned
       or said so and nobody decided yet                  └─► kept: with the reason
"""

from collections.abc import Iterator
from datetime import datetime

from dispatch.board.open_questions import OpenQuestion, open_questions
from dispatch.casework.model import State
from dispatch.clock import COUNTY_ZONE
from dispatch.editions.model import Reroute, RerouteState
from dispatch.errors import NotFound, Refused
from dispatch.flows.assign_case import assign_case
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import words
from dispatch.flows.transfer_case import transfer_case
from dispatch.people.scope import Actor
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question
from dispatch.transaction import Work
from dispatch.vocabulary import Role
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files


class NoSuchProposal(NotFound):
    """No proposal waits for this case."""

    code = "reroute.no_such_proposal"


class DecidedAlready(Refused):
    """Somebody else decided the proposal meanwhile."""

    code = "reroute.decided_already"


class NobodyToMoveTo(Refused):
    """The new edition names nobody: there is nothing to accept."""

    code = "reroute.nobody_to_move_to"


class NotTheDesk(Refused):
    """Only the county desk moves cases between units."""

    code = "reroute.not_the_desk"


def propose_reroutes(*, work: Work, county: LoadedCounty, now: datetime) -> int | None:
    """Hold every open case against the edition in force; return how many would move.

    None where this edition was looked at before. Cases that people gave to somebody whom the
    list did not name are left alone unless the list itself now says otherwise than it did
    when the cases were last looked at; a proposal that nobody decided stays as long as it holds.
    """
    looked = work.reroutes.last_looked_at(county.code)
    if looked is not None and looked >= county.edition:
        return None
    before = work.counties.files(county.code, looked or county.edition - 1)
    old = read_files(before) if before else None
    waiting = {each.case_id: each for each in work.reroutes.open(county.code, limit=None)}
    seen = 0
    found: list[Reroute] = []
    for asked in open_questions(work.connection, county.code) if old else ():
        seen += 1
        found += _proposals(asked, old, county, waiting.get(asked.case_id), now) if old else ()
    work.reroutes.propose(county.code, county.edition, found, cases=seen, at=now)
    return len(found)


def _proposals(
    asked: OpenQuestion,
    old: CountyBook,
    county: LoadedCounty,
    waiting: Reroute | None,
    now: datetime,
) -> Iterator[Reroute]:
    was, now_says = _decided(asked, old), _decided(asked, county.book)
    if waiting is None and (was.outcome, was.lead) == (now_says.outcome, now_says.lead):
        return
    if now_says.lead == asked.lead:
        return
    yield Reroute(
        county=county.code,
        edition=county.edition,
        case_id=asked.case_id,
        number=asked.number,
        before=asked.lead,
        after=now_says.lead,
        outcome=now_says.outcome.value,
        reason=now_says.reason.value,
        state=RerouteState.OPEN,
        proposed_at=waiting.proposed_at if waiting else now,
    )


def _decided(asked: OpenQuestion, book: CountyBook) -> Decision:
    question = Question(
        matter=asked.matter,
        area=asked.area,
        day=asked.occurred_at.astimezone(COUNTY_ZONE).date(),
        attributes=asked.attributes,
    )
    return decide(book.located(question, lon=asked.lon, lat=asked.lat, crs=asked.crs), book)


def accept_reroute(
    number: str, *, note: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Move a case to the unit that the new edition names.

    Raises:
        NotTheDesk, NoSuchProposal, DecidedAlready, NobodyToMoveTo: there is nothing to accept.
        NoSuchCase, NotNow, NotYours, WordsMissing, UnitUnknown, HoldsItAlready: it cannot go so.
    """
    each = _waiting(number, actor, work)
    if each.after is None:
        raise NobodyToMoveTo("新版清单在此也没有唯一的主责单位,请到案件页研判或保持不动")
    note = words(note, "改派意见")
    case = work.cases.get(number, lock=True)
    if case.state is State.SORTING:
        assign_case(
            number, unit=each.after, note=note, actor=actor, work=work, county=county, now=now
        )
    else:
        transfer_case(
            number, unit=each.after, note=note, actor=actor, work=work, county=county, now=now
        )
    work.reroutes.decide(each, RerouteState.ACCEPTED, by=actor.account, note=note, at=now)


def keep_route(number: str, *, note: str, actor: Actor, work: Work, now: datetime) -> None:
    """Leave a case where it is, with the reason.

    Raises:
        NotTheDesk, NoSuchProposal, DecidedAlready, WordsMissing: there is nothing to keep, or no
            reason given.
    """
    each = _waiting(number, actor, work)
    work.reroutes.decide(
        each, RerouteState.KEPT, by=actor.account, note=words(note, "保持不动的理由"), at=now
    )
    work.audit.note(
        county=each.county,
        actor=actor.account,
        action="reroute.kept",
        object=number,
        body={"edition": each.edition, "note": note},
        at=now,
    )


def _waiting(number: str, actor: Actor, work: Work) -> Reroute:
    if not actor.has(Role.COUNTY_DESK):
        raise NotTheDesk("改派建议由县级指挥中心办理")
    each = work.reroutes.of_case(actor.scope.county, number)
    if each is None or each.state is RerouteState.MOOT:
        raise NoSuchProposal("没有案件 %(number)s 的改派建议", number=number)
    if each.state is RerouteState.OPEN:
        return each
    account = work.accounts.find(each.decided_by or "")
    who = account.person.name if account else each.decided_by
    if each.state is RerouteState.ACCEPTED:
        raise DecidedAlready("案件 %(number)s 已由%(who)s按新版改派", number=number, who=who)
    raise DecidedAlready("案件 %(number)s 已由%(who)s决定保持不动", number=number, who=who)

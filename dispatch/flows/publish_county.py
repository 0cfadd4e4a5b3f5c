"""A county's folder becomes its edition in force.

    folder, read and agreed ─► edition row (the files, whole) ─► units, accounts
                                      └─ another calendar ─► every open clock is timed anew

A running case keeps the edition it was decided under; nothing is moved by a
new list. A new calendar does move dues, and each move is told in the timeline.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.casework.model import SYSTEM, Entry, Kind
from dispatch.casework.timeline import append
from dispatch.deadlines.running import Running, SubjectKind, look_again
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.model import Origin
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName
from dispatch.wire.county.book import CountyBook

_NUMBERS_TOLD = 5
_CALENDAR_FILES = ("calendar.json", "county.yaml")


class AccountTaken(Refused):
    """An account's name is in use in another county of the deployment."""

    code = "county.account_taken"


class UnitStillNeeded(Refused):
    """A unit that the folder switches off or leaves out still has open cases."""

    code = "county.unit_still_needed"


def publish_county(
    book: CountyBook,
    *,
    by: str,
    work: Work,
    before: LoadedCounty | None,
    now: datetime,
    origin: Origin | None = None,
) -> int:
    """Put a county's book in force and return the edition's number.

    ``origin`` is the approved draft that it comes from, where it comes from one.

    Raises:
        AccountTaken: people.csv names an account of another county.
        UnitStillNeeded: open cases would be left without their unit.
        MissingYear: the new calendar lacks a year that an open promise needs.
    """
    for person in book.people:
        account = work.accounts.find(person.account)
        if account and account.county != book.county_code:
            raise AccountTaken(
                f"people.csv: account {person.account} is one of county {account.county}; rename it"
            )
    _keep_every_case_with_a_unit(book, work)
    edition = work.counties.publish(
        book.county_code,
        name=book.name,
        list_sha256=book.edition,
        files=book.files,
        units=book.register,
        people=book.people,
        by=by,
        at=now,
        origin=origin,
    )
    work.audit.note(
        county=book.county_code,
        actor=by,
        action="county.published",
        object=f"edition {edition}",
        body={"list": book.edition} | ({"draft": str(origin.draft_id)} if origin else {}),
        at=now,
    )
    if before and any(before.book.files.get(f) != book.files.get(f) for f in _CALENDAR_FILES):
        _time_anew(LoadedCounty(book, edition), work, now)
    return edition


def _keep_every_case_with_a_unit(book: CountyBook, work: Work) -> None:
    active = {unit.code for unit in book.register if unit.active}
    left = work.cases.needing_other_units(book.county_code, active)
    if left:
        told = "; ".join(
            f"{unit}: {len(numbers)} ({', '.join(numbers[:_NUMBERS_TOLD])}"
            f"{', …' if len(numbers) > _NUMBERS_TOLD else ''})"
            for unit, numbers in sorted(left.items())
        )
        raise UnitStillNeeded(
            "units.csv: field active: these units are no longer active and still hold, handle or "
            f"verify open cases: {told}; pass the cases on, or keep the units until they are closed"
        )


def _time_anew(county: LoadedCounty, work: Work, now: datetime) -> None:
    found = work.promises.open_clocks(county.code)
    ids = {each.subject_id for each in found if each.kind is SubjectKind.CASE}
    cases = work.cases.lock_all(county.code, ids)
    # Read once more behind the lock: a move may have stopped one of them meanwhile.
    clocks = [
        each
        for each in work.promises.open_clocks(county.code, lock=True)
        if each.kind is not SubjectKind.CASE or each.subject_id in cases
    ]
    last_fired = _last_fired(clocks, county, work)
    moved: list[Running] = []
    steps: list[tuple[Entry, dict[str, Any]]] = []
    for running in clocks:
        case = cases.get(running.subject_id)
        anew = look_again(
            running,
            county.calendar(case.places if case else (county.root,)),
            last_fired=last_fired.get((running.subject_id, running.promise.clock)),
        )
        if anew == running:
            continue
        moved.append(anew)
        if case is None or anew.due_at == running.due_at:
            continue
        entry = append(
            county=case.county,
            case_id=case.case_id,
            after_seq=case.last_seq,
            after_hash=case.last_hash,
            kind=Kind.RETIMED,
            at=now,
            actor=SYSTEM,
            actor_unit="",
            state=case.state,
            holder_unit=case.holder_unit,
            body={
                "clock": running.promise.clock.value,
                "due_before": running.due_at.isoformat(),
                "due": anew.due_at.isoformat(),
                "edition": county.edition,
            },
        )
        steps.append((entry, {}))
        cases[case.case_id] = case.after(entry)
    work.promises.save(moved)
    work.cases.record_each(steps)


def _last_fired(
    clocks: Sequence[Running], county: LoadedCounty, work: Work
) -> dict[tuple[UUID, ClockName], datetime]:
    """Return when clocks that are beyond their last rung were last told of."""
    beyond = {each.subject_id for each in clocks if each.rungs_fired >= len(each.ladder.rungs)}
    fired = work.promises.fired(county.code, sorted(beyond)) if beyond else []
    return {(each.subject_id, each.clock): each.fired_at for each in fired}

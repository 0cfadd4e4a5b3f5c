"""Other systems hear what happens to cases, in order, nothing left out.

    change log, from where we stopped ─► a message each ─► the broker has all ─► position moves
                                                             └ died before: sent again, same ids

Who reads the topic takes a message by its id, so the second time changes
nothing. No person is named, and nothing that a person wrote: what leaves is
codes of units, states and clocks (see ``TOLD``).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from dispatch.casework.model import Kind
from dispatch.errors import DispatchError
from dispatch.failpoints import fail_point
from dispatch.flows.relay_outbox import Send
from dispatch.intake.model import Json
from dispatch.journal.changes import Change
from dispatch.journal.model import Message
from dispatch.journal.turns import in_turn
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode
from dispatch.wire.envelope import change_message

CHANGES_TOPIC = "case.changes.v1"
READER = "case.changes.v1"

WHAT: dict[Kind, str] = {
    Kind.OPENED: "opened",
    Kind.COMMENTED: "commented",
    Kind.CLOSED: "closed",
    Kind.ESCALATED: "escalated",
    Kind.RETIMED: "retimed",
    Kind.SUPERVISED: "supervised",
    Kind.SUSPENDED: "suspended",
    Kind.REOPENED: "reopened",
}
"""The types of messages; every other kind is a case ``moved``."""

TOLD: dict[Kind, tuple[str, ...]] = {
    Kind.OPENED: (
        "matter",
        "urgency",
        "outcome",
        "reason",
        "lead",
        "receiver",
        "copy_to",
        "supporting",
        "rows",
        "edition",
    ),
    Kind.ASSIGNED: ("lead", "receiver", "matter", "rows", "edition"),
    Kind.TRANSFERRED: ("lead", "receiver", "matter", "rows", "edition"),
    Kind.HANDED_BACK: ("ground", "unit"),
    Kind.ESCALATED: ("clock", "cycle", "rung", "strength", "due"),
    Kind.SUPERVISED: ("strength",),
    Kind.SUSPENDED: ("until",),
}
"""What of an entry's body leaves the house; of every other kind nothing does."""


class ChangeRefused(DispatchError):
    """The broker will never take a change; passing it over would leave a gap."""

    code = "changes.refused"


def tell_changes(*, work: Work, send: Send, limit: int = 500) -> int:
    """Send what happened since the last time, and return how many entries were read.

    Raises:
        ChangeRefused: the broker will never take one of them; nothing is marked.
        ToldMeanwhile: another process told the same; nothing is marked.
    """
    before = work.told.claim(READER)
    if before is None:
        return 0
    read = work.change_log.read(before, limit=limit)
    if not read:
        return 0
    messages = list(_messages(read, work))
    answers = send(messages)
    fail_point("changes.sent")
    for message, why in zip(messages, answers, strict=True):
        if why is not None:
            raise ChangeRefused(f"{message.key}: {why}")
    work.told.advance(READER, expected=before, to=read[-1].cursor)
    return len(read)


def _messages(read: Sequence[Change], work: Work) -> Iterator[Message]:
    ids = {change.case_id for change in read}
    whole = groupby(work.change_log.of_cases(ids), key=lambda one: one.case_id)
    of_cases = {case_id: tuple(entries) for case_id, entries in whole}
    numbers: dict[UUID, str] = {}
    for county in {change.county for change in read}:
        numbers |= work.cases.numbers(CountyCode(county), ids)
    for change in in_turn(read, of_cases):
        yield _message(change, numbers[change.case_id])


def _message(change: Change, number: str) -> Message:
    kind = Kind(change.kind)
    data: dict[str, Json] = {
        "county": change.county,
        "case_number": number,
        "seq": change.seq,
        "kind": kind.value,
        "state": change.state,
        "holder_unit": change.holder,
    }
    if change.actor_unit:
        data["actor_unit"] = change.actor_unit
    body = change.body
    data |= {name: body[name] for name in TOLD.get(kind, ()) if body.get(name) is not None}
    payload = change_message(
        message_id=f"{change.case_id}:{change.seq}",
        at=change.at,
        what=WHAT.get(kind, "moved"),
        number=number,
        seq=change.seq,
        data=data,
    )
    return Message(change.county, CHANGES_TOPIC, number, payload)

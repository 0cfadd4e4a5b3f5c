"""The broker is away: what phones reported takes the same way in, without it.

    accepted, no case yet ─► in the outbox's order ─► take_reports ─► case, receipt
          │                                                └─ its place is the outbox, not Kafka
          └─ sent to Kafka or not: one that lies there unread must not be overtaken

The messages stay in the outbox and go to Kafka when it is back, for whoever
else reads them; our own consumer then finds each report with its case and
changes nothing. Should it be quicker, one of the two transactions fails whole.
"""

from datetime import datetime

from dispatch.failpoints import fail_point
from dispatch.flows.loaded_county import Counties
from dispatch.flows.take_reports import Taken, take_reports
from dispatch.intake.arrival import Arrival
from dispatch.journal.model import Waiting
from dispatch.transaction import Work

OUTBOX = "outbox"
"""Stands for a topic where a report came to its case without Kafka."""


def hand_over_reports(*, work: Work, counties: Counties, now: datetime, limit: int = 500) -> Taken:
    """Take accepted reports that have no case yet, at most ``limit``, the oldest first.

    Raises:
        TakenMeanwhile: a consumer took one of them first; roll back and look again.
        MissingYear: a county's calendar lacks a year that a promise needs.
    """
    arrivals = [_arrival(each) for each in work.reports.without_case(limit)]
    taken = take_reports(arrivals, work=work, counties=counties, now=now)
    fail_point("hand_over.before_commit")
    return taken


def _arrival(waiting: Waiting) -> Arrival:
    message = waiting.message
    return Arrival(OUTBOX, 0, waiting.message_id, message.key.encode(), message.payload)

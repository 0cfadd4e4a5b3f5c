"""Messages leave the house, in order, and are marked only when the broker has them.

    outbox, oldest first ─► send all ─► wait for every answer ─► mark ─► commit
                                              └ refused for good: set aside, alone

Dying between send and mark sends again; every reader of these topics takes a
message by its id, so the second time changes nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from dispatch.failpoints import fail_point
from dispatch.journal.model import Message
from dispatch.transaction import Work

Send = Callable[[Sequence[Message]], list[str | None]]
"""Sends messages in order and returns, for each, None or why the broker will never take it.

It raises when the broker cannot be asked; then nothing is marked.
"""

_log = structlog.get_logger()


def relay_outbox(*, work: Work, send: Send, now: datetime, limit: int = 500) -> int:
    """Send what waits, at most ``limit`` messages, and return how many were dealt with."""
    waiting = work.outbox.claim(limit)
    if not waiting:
        return 0
    answers = send([each.message for each in waiting])
    fail_point("relay.sent")
    sent = [each.message_id for each, why in zip(waiting, answers, strict=True) if why is None]
    work.outbox.mark_sent(sent, at=now)
    for each, why in zip(waiting, answers, strict=True):
        if why is not None:
            _log.error("message_refused", message=each.message_id, why=why)
            work.outbox.mark_refused(each.message_id, why)
    return len(waiting)

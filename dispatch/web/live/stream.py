"""What one page hears, from its first message to its last.

    hello ─► what it missed, read from the change log ─► what the hub tells ─► bye
               └ too much, or a place nobody knows ─► reset: fetch everything anew

The hub begins to keep messages for the page before the missed ones are read,
and both are told apart by their places: nothing lies between, nothing comes twice.
"""

import secrets
import time
from collections.abc import Iterator

from dispatch.bootstrap import Deployment
from dispatch.casework.visibility import within
from dispatch.journal.changes import ChangeCursor, NoSuchPlace, read_change_cursor
from dispatch.web.live import message
from dispatch.web.live.hub import Hub
from dispatch.web.live.reader import Reader
from dispatch.web.live.viewer import Viewer

REPLAYED = 1000
"""So many changes are told to somebody who comes back; who missed more fetches anew."""
LONGEST = 600.0
"""Seconds after which a page must come again and show that it is still signed in."""
_BACK_IN = 1000
_SPREAD = 3000
"""Milliseconds: a restart must not bring everybody back in one instant."""


def told(
    deployment: Deployment, hub: Hub, reader: Reader, viewer: Viewer, last_seen: str
) -> Iterator[bytes]:
    """Give a stream's messages until the page leaves or this side ends it."""
    beat = deployment.settings.live_heartbeat_seconds
    ends = time.monotonic() + LONGEST
    try:
        retry = _BACK_IN + secrets.randbelow(_SPREAD)
        position = viewer.since
        yield message.opening(position, retry_milliseconds=retry)
        if last_seen:
            said, position = missed(reader, viewer, last_seen)
            yield from said
        while time.monotonic() < ends:
            waiting = viewer.next(beat)
            # Silence must mean that nothing happened: no sign of life while nobody looks.
            if not waiting and reader.well:
                yield message.heartbeat(deployment.clock.now())
            # One write for all that waits: a crowded process catches up by itself.
            new = [each.text for each in waiting if each.new_after(position)]
            if new:
                yield b"".join(new)
            if any(each.last for each in waiting):
                return
        yield message.farewell("again")
    finally:
        hub.leave(viewer)


def missed(reader: Reader, viewer: Viewer, last_seen: str) -> tuple[list[bytes], ChangeCursor]:
    """Return what happened between the last place a page saw and where the hub stood."""
    try:
        after = read_change_cursor(last_seen)
    except NoSuchPlace:
        return [message.reset(viewer.since)], viewer.since
    if after > viewer.since:
        # Another process was ahead of this one; what comes up to there is known already.
        return [], after
    news, _ = reader.between(after, limit=REPLAYED + 1, until=viewer.since)
    if len(news) > REPLAYED:
        return [message.reset(viewer.since)], viewer.since
    return [
        message.changed(each.change, each.case.number)
        for each in news
        if within(viewer.scope, each.case.bounds)
    ], viewer.since

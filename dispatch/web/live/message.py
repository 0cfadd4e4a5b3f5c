"""The messages of a stream, as the browser's own reader of streams wants them."""

import json
from collections.abc import Mapping
from datetime import datetime

from dispatch.clock import COUNTY_ZONE
from dispatch.journal.changes import Change, ChangeCursor


def opening(position: ChangeCursor, *, retry_milliseconds: int) -> bytes:
    """Return what a stream begins with: from where it tells, and how soon to come back."""
    return f"retry: {retry_milliseconds}\n".encode() + _message("hello", {}, position)


def changed(change: Change, number: str) -> bytes:
    """Return what is told of one change: no word of what the case is about."""
    return _message(
        "change",
        {
            "case": number,
            "kind": change.kind,
            "state": change.state,
            "county": change.county,
            "holder": change.holder,
            "seq": change.seq,
            "at": change.at.astimezone(COUNTY_ZONE).isoformat(timespec="seconds"),
        },
        change.cursor,
    )


def reset(position: ChangeCursor) -> bytes:
    """Return the order to fetch everything anew: what lies between cannot be told."""
    return _message("reset", {}, position)


def heartbeat(at: datetime) -> bytes:
    """Return the sign of life: a comment for proxies, a message for pages."""
    said = {"at": at.astimezone(COUNTY_ZONE).isoformat(timespec="seconds")}
    return b": heartbeat\n" + _message("heartbeat", said, None)


def farewell(why: str) -> bytes:
    """Return the last message of a stream that this side ends."""
    return _message("bye", {"why": why}, None)


def _message(kind: str, said: Mapping[str, object], place: ChangeCursor | None) -> bytes:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    numbered = f"id: {place}\n" if place else ""
    return f"{numbered}event: {kind}\ndata: {body}\n\n".encode()

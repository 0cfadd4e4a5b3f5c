"""Messages: would they be taken. One message a line in, one verdict a line out."""

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

from dispatch.clock import RealClock
from dispatch.wire.envelope import MAX_BYTES, BadRecord, read_record


@click.group()
def command() -> None:
    """Messages: would they be taken."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of words.")
def check(*, as_json: bool) -> None:
    """Judge the shape of each line-feed-terminated message on standard input.

    Prints ``ok`` or the reason that would quarantine it, one line a message,
    empty ones too. Exit 0 when all are ok, else 1. An area or unit that does
    not exist is no matter of shape and is not judged.
    """
    clock = RealClock()
    all_ok = True
    for number, message in enumerate(_messages(sys.stdin.buffer), start=1):
        refusal = None
        try:
            read_record(message, now=clock.now())
        except BadRecord as error:
            refusal, all_ok = error, False
        # Flushed line by line: whoever feeds us may be waiting for this answer.
        print(_verdict(number, refusal, as_json=as_json), flush=True)
    if not all_ok:
        sys.exit(1)


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    # No message is read much beyond its limit, so a gigabyte without a line feed needs no memory.
    while line := stream.readline(MAX_BYTES + 2):
        if line.endswith(b"\n"):
            yield line[:-1]
            continue
        rest = line
        while len(rest) == MAX_BYTES + 2 and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 2)
        yield line


def _verdict(number: int, refusal: BadRecord | None, *, as_json: bool) -> str:
    if not as_json:
        return "ok" if refusal is None else refusal.reason.value
    return json.dumps(
        {
            "line": number,
            "ok": refusal is None,
            "reason": None if refusal is None else refusal.reason.value,
            "detail": None if refusal is None else refusal.detail,
        },
        ensure_ascii=False,
    )

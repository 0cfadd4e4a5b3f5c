"""The change log: what happened to every case, in the one order that skips nothing.

A place in it is (transaction, entry): ids are given before they commit, so
whoever remembers only the last id he saw loses what commits late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.errors import DispatchError, Refused
from dispatch.vocabulary import CountyCode, UnitCode

_LARGEST = 2**63 - 1


class NoSuchPlace(Refused):
    """What was given as a place in the change log is none."""

    code = "journal.no_such_place"


class ToldMeanwhile(DispatchError):
    """Another process has told what this one was about to mark as told."""

    code = "journal.told_meanwhile"


@dataclass(frozen=True, slots=True, order=True)
class ChangeCursor:
    """A place in the change log; what comes after it is read next."""

    xid: int
    entry_id: int

    def __str__(self) -> str:
        return f"{self.xid}.{self.entry_id}"


BEGINNING = ChangeCursor(0, 0)
"""Before the first change there ever was."""


def read_change_cursor(written: str) -> ChangeCursor:
    """Return the place that a text like ``745.1289`` names.

    Raises:
        NoSuchPlace: it names none.
    """
    xid, _, entry_id = written.partition(".")
    if not all(part.isascii() and part.isdigit() for part in (xid, entry_id)):
        raise NoSuchPlace("变更日志中没有这个位置")
    cursor = ChangeCursor(int(xid[:20]), int(entry_id[:20]))
    if cursor.xid > _LARGEST or cursor.entry_id > _LARGEST:
        raise NoSuchPlace("变更日志中没有这个位置")
    return cursor


@dataclass(frozen=True, slots=True)
class Change:
    """One timeline entry as it stands in the change log."""

    cursor: ChangeCursor
    county: CountyCode
    case_id: UUID
    seq: int
    kind: str
    at: datetime
    actor: str
    actor_unit: str
    state: str
    holder: UnitCode
    body: Mapping[str, Any]

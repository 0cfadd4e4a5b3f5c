"""Believable reports of a county's own matters, as its townships' systems would send them.

A matter of the list, one of its words, a place, an hour, sometimes a hint, a
title, an alarm. Where a line asks for more than that, most reports say it and
some do not. Now and then one says nothing of use, comes twice, or is broken.
The same seed gives the same reports for the same county.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from deploy.demo.malformed import FAULTS
from deploy.demo.phrases import Phrases
from deploy.demo.points import Point, leaves_of, points
from dispatch.clock import COUNTY_ZONE
from dispatch.intake.quarantine import QuarantineReason
from dispatch.responsibility.model import Matter
from dispatch.territory.tree import Area
from dispatch.triage import sort
from dispatch.vocabulary import Urgency
from dispatch.wire.county.book import CountyBook
from dispatch.wire.envelope import REPORT_TYPE

_HINTED = 0.05
_HINTED_WHERE_WORDS_FAIL = 0.85
"""A county without keywords gets its matters from the senders' own forms."""
_URGENCY_HINTED = 0.12
_ALARMED = 0.03
_SILENT = 0.2
"""Of the reports whose matter hangs on something they would have to say."""
_TITLED = 0.35
_NAMED = 0.6
_IN_BRACKETS = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
_ORDINARY_DAY = (93, 3, 2, 2)
_CHANNELS = ("township_system", "hotline_12345", "grid_app", "video_patrol")


@dataclass(frozen=True, slots=True)
class Record:
    """One record for Kafka, and what must become of it."""

    key: bytes
    value: bytes | None
    source: str | None
    record_id: str | None
    refused_for: QuarantineReason | None = None
    again: bool = False
    """It repeats a record sent before, byte for byte."""
    point: Point | None = None
    """Set when it was aimed at a point of the list."""


class Traffic:
    """An endless stream of records."""

    def __init__(self, book: CountyBook, *, now: datetime, seed: int | str, run: str) -> None:
        """Prepare the stream; ``run`` keeps the ids of two streams apart."""
        self._book = book
        self._rng = Random(seed)  # noqa: S311 - believable, not secret
        self._phrases = Phrases(self._rng, book.territory)
        self._run = run
        self._count = 0
        self._faults = 0
        self._leaves = leaves_of(book)
        self._day = now.astimezone(COUNTY_ZONE).date()

    @cached_property
    def points(self) -> Sequence[Point]:
        """Every way in which the list answers on the stream's first day."""
        return points(self._book, self._day, self._rng)

    def ordinary(self, now: datetime) -> Record:
        """Return a report of some matter somewhere."""
        point = self._rng.choice(self.points)
        if point.attributes and self._rng.random() < _SILENT:
            return self._record(point, {}, now, hint=None)
        return self._record(point, dict(point.attributes), now, hint=None)

    def aimed(self, point: Point, now: datetime) -> Record:
        """Return a report that the list must answer as the point says."""
        return self._record(point, dict(point.attributes), now, hint=True)

    def told(
        self, point: Point, now: datetime, *, channel: str, area: Area | None = None
    ) -> Record:
        """Return a report of a point as it comes through one channel, perhaps from next door."""
        silent = point.attributes and self._rng.random() < _SILENT
        attributes = {} if silent else dict(point.attributes)
        return self._record(point, attributes, now, hint=None, channel=channel, area=area)

    def vague(self, now: datetime) -> Record:
        """Return a report of which nobody can tell what is the matter."""
        area = self._rng.choice(self._leaves)
        return self._finished(self._body(self._phrases.vague(area), area, now), area, now)

    def broken(self, now: datetime) -> Record:
        """Return a record that must be set aside; the kinds come in turn."""
        reason, spoil = FAULTS[self._faults % len(FAULTS)]
        self._faults += 1
        area = self._rng.choice(self._leaves)
        message = self._message(self._body(self._phrases.vague(area), area, now), area, now)
        value = spoil(message)
        return Record(self._key(area), value, None, None, refused_for=reason)

    def same_id_other_words(self, before: Record, now: datetime) -> Record:
        """Return another report under an id that was used before: a sender's mistake."""
        area = self._rng.choice(self._leaves)
        message = self._message(self._body(self._phrases.vague(area), area, now), area, now)
        message |= {"source": before.source, "id": before.record_id}
        return Record(
            before.key, _written(message), None, None, refused_for=QuarantineReason.ID_REUSED
        )

    def again(self, before: Record) -> Record:
        """Return a record as a nervous sender sends it once more."""
        return Record(before.key, before.value, before.source, before.record_id, again=True)

    def words_for(self, matter: Matter, area: Area) -> str:
        """Return what somebody at a place might write of a matter."""
        return self._phrases.report(self._word(matter), area)

    def mixed(self, now: datetime, sent: Sequence[Record]) -> Record:
        """Return the next record of an ordinary day."""
        kind = self._rng.choices(("ordinary", "vague", "again", "broken"), _ORDINARY_DAY)[0]
        if kind == "broken":
            return self.broken(now)
        if kind == "again" and sent:
            return self.again(self._rng.choice(sent))
        return self.vague(now) if kind == "vague" else self.ordinary(now)

    def _record(
        self,
        point: Point,
        attributes: dict[str, Any],
        now: datetime,
        *,
        hint: bool | None,
        channel: str | None = None,
        area: Area | None = None,
    ) -> Record:
        rng, area = self._rng, area or point.area
        words = self._word(point.matter)
        text = self._phrases.report(words, area, alarm=rng.random() < _ALARMED)
        title = None
        if rng.random() < _TITLED:
            title = f"{self._phrases.place(area)}{words}"
        body = self._body(text, area, now)
        if channel:
            body["channel"] = channel
        if title:
            body["title"] = title
        if attributes:
            body["attributes"] = attributes
        if rng.random() < _URGENCY_HINTED:
            body["urgency_hint"] = rng.choice(tuple(Urgency)).value
        if self._wants_hint(point, text, title, certain=bool(hint)):
            body["matter_hint"] = point.matter.code
        return self._finished(body, area, now, point if hint else None)

    def _wants_hint(self, point: Point, text: str, title: str | None, *, certain: bool) -> bool:
        book = self._book
        found = sort(book.triage, text=text, title=title, matters=book.matters).matter
        if found == point.matter.code:
            return self._rng.random() < _HINTED
        return certain or self._rng.random() < (
            _HINTED if point.matter.keywords else _HINTED_WHERE_WORDS_FAIL
        )

    def _word(self, matter: Matter) -> str:
        name = _IN_BRACKETS.sub("", matter.name).strip() or matter.name
        return self._rng.choice((*matter.keywords, name))

    def _body(self, text: str, area: Area, now: datetime) -> dict[str, Any]:
        rng = self._rng
        body: dict[str, Any] = {
            "text": text,
            "area_code": area.code,
            "occurred_at": (now - timedelta(minutes=rng.randrange(90)))
            .astimezone(COUNTY_ZONE)
            .isoformat(timespec="seconds"),
            "channel": rng.choice(_CHANNELS),
        }
        if rng.random() < _NAMED:
            body["reporter"] = {"name": self._phrases.person(), "phone": self._phrases.phone()}
        return body

    def _finished(
        self, body: dict[str, Any], area: Area, now: datetime, point: Point | None = None
    ) -> Record:
        message = self._message(body, area, now)
        return Record(
            self._key(area), _written(message), message["source"], message["id"], point=point
        )

    def _message(self, body: dict[str, Any], area: Area, now: datetime) -> dict[str, Any]:
        self._count += 1
        return {
            "specversion": "1.0",
            "id": f"{self._run}-{self._count:06d}",
            "source": f"urn:township:{area.township or self._book.county_code}",
            "type": REPORT_TYPE,
            "time": now.astimezone(COUNTY_ZONE).isoformat(timespec="seconds"),
            "datacontenttype": "application/json",
            "data": body,
        }

    def _key(self, area: Area) -> bytes:
        return (area.township or self._book.county_code).encode()


def _written(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def aimed_at(found: Sequence[Point], wanted: frozenset[str], count: int) -> Iterator[Point]:
    """Return up to ``count`` points that show one of ``wanted``, over and over if there are few."""
    fitting = [point for point in found if point.aims & wanted]
    for number in range(count if fitting else 0):
        yield fitting[number % len(fitting)]

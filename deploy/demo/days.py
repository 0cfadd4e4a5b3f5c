"""The days of a county: what is in season, at the hour's pace, some of it told by several people.

county time ─► how many are due (rhythm) ─► what is in season ─► one record
                                                   └ now and then a burst: neighbours report
                                                     the same within minutes, in other words
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from deploy.demo.points import Point
from deploy.demo.rhythm import Rhythm
from deploy.demo.seasons import channel, weight
from deploy.demo.traffic import Record, Traffic
from dispatch.clock import COUNTY_ZONE
from dispatch.responsibility.model import Matter
from dispatch.vocabulary import MatterCode

_KINDS = ("one", "burst", "vague", "again", "broken")
_SHARES = (88, 4, 4, 2, 2)
_WITNESSES = (2, 3, 3, 4, 6)
_WITHIN = timedelta(minutes=12)
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class _Later:
    """A neighbour who has seen it, too, and reports in a few minutes."""

    at: datetime
    point: Point


class Days:
    """One county's reports, hour by hour; the same seed gives the same days."""

    def __init__(self, traffic: Traffic, begins: datetime, *, seed: str) -> None:
        """Begin at an instant of the county."""
        self._traffic = traffic
        self._rng = Random(seed)  # noqa: S311 - believable, not secret
        self._rhythm = Rhythm(begins)
        self._later: list[_Later] = []
        self._sent: list[Record] = []
        self._shares: dict[int, list[float]] = {}

    def records(self, now: datetime, *, real_seconds: float) -> list[Record]:
        """Return what was reported since the last call."""
        coming = [each for each in self._later if each.at <= now]
        self._later = [each for each in self._later if each.at > now]
        found = [self._seen_by_a_neighbour(each.point, now) for each in coming]
        due = self._rhythm.due(now, real_seconds=real_seconds)
        return found + [self.one(now) for _ in range(due)]

    def one(self, now: datetime) -> Record:
        """Return one record of this hour."""
        kind = self._rng.choices(_KINDS, _SHARES)[0]
        if kind == "broken":
            return self._traffic.broken(now)
        if kind == "vague":
            return self._traffic.vague(now)
        if kind == "again" and self._sent:
            return self._traffic.again(self._rng.choice(self._sent))
        point = self.point(now)
        if kind == "burst":
            self._later += [
                _Later(now + self._rng.random() * _WITHIN, point)
                for _ in range(self._rng.choice(_WITNESSES) - 1)
            ]
        return self._kept(self._traffic.told(point, now, channel=channel(now, self._rng.random())))

    def point(self, now: datetime) -> Point:
        """Return something that is reported at this time of the year."""
        month = now.astimezone(COUNTY_ZONE).month
        if month not in self._shares:
            weights = (weight(matter, month) for matter, _ in self._by_matter)
            self._shares[month] = list(accumulate(weights))
        _, points = self._rng.choices(self._by_matter, cum_weights=self._shares[month])[0]
        return self._rng.choice(points)

    @cached_property
    def _by_matter(self) -> Sequence[tuple[Matter, Sequence[Point]]]:
        found: dict[MatterCode, list[Point]] = defaultdict(list)
        for point in self._traffic.points:
            found[point.matter.code].append(point)
        return [(points[0].matter, points) for _, points in sorted(found.items())]

    def _seen_by_a_neighbour(self, point: Point, now: datetime) -> Record:
        return self._kept(self._traffic.told(point, now, channel="hotline_12345"))

    def _kept(self, record: Record) -> Record:
        self._sent = [*self._sent, record][-_REMEMBERED:]
        return record

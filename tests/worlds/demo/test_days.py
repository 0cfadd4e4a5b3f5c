"""The days of a county have their shape: seasons, hours, weekends, bursts, and a cap."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from deploy.demo.days import Days
from deploy.demo.rhythm import MOST_A_SECOND, Rhythm
from deploy.demo.seasons import channel, pace, weight
from deploy.demo.traffic import Traffic
from dispatch.clock import COUNTY_ZONE

MONDAY = datetime(2026, 11, 23, tzinfo=COUNTY_ZONE)
BEAT = 2.0


def days(book, begins=MONDAY, seed="1") -> Days:
    return Days(Traffic(book, now=begins, seed=seed, run="test"), begins, seed=seed)


def by_hour(begins, *, factor=60.0) -> Counter:
    """Return how many records come in each hour of a day at a speed of the county's clock."""
    rhythm, found = Rhythm(begins), Counter()
    step = timedelta(seconds=BEAT * factor)
    at = begins
    while at < begins + timedelta(days=1):
        at += step
        found[(at - timedelta(seconds=1)).hour] += rhythm.due(at, real_seconds=BEAT)
    return found


class TestPace:
    def test_has_its_peaks_in_the_morning_and_the_afternoon(self):
        day = by_hour(MONDAY)

        assert max(day, key=day.get) in {8, 9, 10}
        assert day[14] > 1.4 * day[12]
        assert sum(day[hour] for hour in range(5)) < 0.03 * sum(day.values())

    def test_is_slower_on_weekends(self):
        saturday = sum(by_hour(MONDAY - timedelta(days=2)).values())

        assert 0.45 < saturday / sum(by_hour(MONDAY).values()) < 0.65


class TestRhythm:
    @pytest.mark.parametrize("factor", [1.0, 60.0, 3600.0, 86400.0])
    def test_never_brings_more_than_the_machine_bears(self, factor):
        rhythm, most = Rhythm(MONDAY), 0
        for beat in range(1, 200):
            now = MONDAY + timedelta(seconds=beat * BEAT * factor)
            most = max(most, rhythm.due(now, real_seconds=BEAT))

        assert most <= MOST_A_SECOND * BEAT + 1

    def test_keeps_the_shape_of_the_day_when_it_is_capped(self):
        slow, fast = by_hour(MONDAY), by_hour(MONDAY, factor=900.0)

        share = slow[9] / sum(slow.values())
        assert fast[9] / sum(fast.values()) == pytest.approx(share, abs=0.03)

    def test_brings_nothing_while_the_clock_stands_or_goes_back(self):
        rhythm = Rhythm(MONDAY)

        assert rhythm.due(MONDAY, real_seconds=BEAT) == 0
        assert rhythm.due(MONDAY - timedelta(hours=1), real_seconds=BEAT) == 0


class TestSeasons:
    def test_bring_straw_fires_in_autumn_and_floods_in_summer(self, example):
        def share(month: int, words: str) -> float:
            begins = MONDAY.replace(month=month, day=1)
            stream = days(example, begins)
            names = [stream.point(begins).matter.name for _ in range(1500)]
            return sum(any(word in name for word in words.split("|")) for name in names) / 1500

        assert share(11, "秸秆|焚烧") > 2 * share(2, "秸秆|焚烧")
        assert share(7, "汛|涝|积水|地质") > 2 * share(12, "汛|涝|积水|地质")

    def test_leave_every_matter_possible(self, example):
        assert all(
            weight(matter, month) > 0 for matter in example.matters.values() for month in (1, 7)
        )

    def test_let_the_hotline_ring_at_night_and_the_grids_report_by_day(self):
        night, noon = MONDAY.replace(hour=3), MONDAY.replace(hour=10)
        dice = [number / 1000 for number in range(1000)]

        by_night = Counter(channel(night, each) for each in dice)
        by_day = Counter(channel(noon, each) for each in dice)

        assert by_night["hotline_12345"] > 600
        assert by_day["township_system"] > by_day["hotline_12345"]
        assert by_night["grid_app"] < 0.4 * by_day["grid_app"]


class TestBursts:
    def test_tell_of_one_thing_in_other_words_within_minutes(self, example):
        begins = MONDAY.replace(hour=9)
        stream, found = days(example, begins), []
        for minute in range(1, 481):
            now = begins + timedelta(minutes=minute)
            found += [(now, each) for each in stream.records(now, real_seconds=60)]
        bodies = [(at, json.loads(each.value)["data"]) for at, each in _whole(found)]

        pairs = [
            (one["text"], other["text"])
            for place, (at, one) in enumerate(bodies)
            for later, other in bodies[place + 1 :]
            if later - at <= timedelta(minutes=12)
            and one["area_code"] == other["area_code"]
            and one["channel"] == "hotline_12345"
        ]

        assert len(pairs) > 10
        assert sum(one != other for one, other in pairs) > 0.9 * len(pairs)


class TestDays:
    def test_are_the_same_for_the_same_seed_and_others_for_another(self, example):
        first, again, other = (
            [days(example, seed=seed).one(MONDAY).value for _ in range(1)]
            for seed in ("1", "1", "2")
        )

        assert first == again != other


def _whole(found):
    return [(at, each) for at, each in found if each.refused_for is None and not each.again]


def test_the_pace_is_one_at_most():
    assert max(pace(MONDAY + timedelta(minutes=step)) for step in range(1440)) == 1.0

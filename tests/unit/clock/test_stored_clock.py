"""One clock in one file: many readers, moved forward by hand, never back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dispatch import clock as clocks
from dispatch.clock import ClockRunsForward, RealClock, StoredClock

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Wall:
    """The machine's clock, as a test lets it run."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    found = Wall()
    monkeypatch.setattr(clocks, "_wall", found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clock.json"


class TestStoredClock:
    def test_shows_what_it_was_started_at(self, file: Path, wall: Wall) -> None:
        assert StoredClock.start(file, at=START, factor=1).now() == START

    def test_runs_as_many_times_as_fast_as_it_is_told(self, file: Path, wall: Wall) -> None:
        clock = StoredClock.start(file, at=START, factor=60)

        wall.seconds += 2

        assert clock.now() == START + timedelta(minutes=2)
        assert clock.course() == (60, 0)

    def test_of_factor_nought_stands_still(self, file: Path, wall: Wall) -> None:
        clock = StoredClock.start(file, at=START, factor=0)

        wall.seconds += 86_400

        assert clock.now() == START

    def test_is_the_same_for_everybody_who_reads_the_file(self, file: Path, wall: Wall) -> None:
        mine = StoredClock.start(file, at=START, factor=1)
        theirs = StoredClock(file)

        mine.forward(timedelta(days=3))

        assert theirs.now() == START + timedelta(days=3)
        assert theirs.course() == mine.course() == (1, 1)

    def test_goes_on_at_its_pace_after_it_was_moved(self, file: Path, wall: Wall) -> None:
        clock = StoredClock.start(file, at=START, factor=10)
        wall.seconds += 1
        clock.forward(timedelta(hours=1))

        wall.seconds += 1

        assert clock.now() == START + timedelta(hours=1, seconds=20)

    def test_changes_its_pace_without_a_leap(self, file: Path, wall: Wall) -> None:
        clock = StoredClock.start(file, at=START, factor=10)
        wall.seconds += 6

        clock.speed(1)
        wall.seconds += 1

        assert clock.now() == START + timedelta(seconds=61)

    def test_never_goes_back(self, file: Path, wall: Wall) -> None:
        clock = StoredClock.start(file, at=START, factor=1)

        with pytest.raises(ClockRunsForward):
            clock.forward(timedelta(seconds=-1))
        with pytest.raises(ClockRunsForward):
            clock.speed(-1)
        assert clock.now() == START

    def test_is_never_read_half_written(self, file: Path, wall: Wall) -> None:
        clock = StoredClock.start(file, at=START, factor=1)
        before = file.stat().st_ino

        clock.forward(timedelta(hours=1))

        assert file.stat().st_ino != before
        assert set(json.loads(file.read_text())) == {
            "anchor_wall",
            "anchor_instant",
            "factor",
            "moves",
        }
        assert [each.name for each in file.parent.iterdir()] == ["clock.json"]


class TestRealClock:
    def test_is_aware_and_runs_a_second_a_second(self) -> None:
        assert RealClock().now().utcoffset() == timedelta(0)
        assert RealClock().course() == (1.0, 0)

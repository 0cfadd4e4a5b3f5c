"""A county's calendar and clocks with ordinary defaults; a test states only what matters to it."""

from collections.abc import Iterable
from datetime import date, datetime

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.budget import Amount, Budget
from dispatch.deadlines.calendar import AreaHours, Calendar
from dispatch.deadlines.hours import DayHours, Season, WorkingHours
from dispatch.deadlines.promise import Promise
from dispatch.deadlines.rungs import Audience, Ladder, Rung
from dispatch.deadlines.years import Year, YearStatus
from dispatch.vocabulary import ClockName, LimitType, Strength

HOUR, DAY = LimitType.WORK_HOUR, LimitType.WORK_DAY
URGENT_HOUR, URGENT_DAY = LimitType.URGENT_HOUR, LimitType.URGENT_DAY

_OFF_2026 = {
    "New Year's Day": ("01-01", "01-02", "01-03"),
    "Spring Festival": tuple(f"02-{day}" for day in range(15, 24)),
    "Tomb-sweeping Day": ("04-04", "04-05", "04-06"),
    "Labour Day": tuple(f"05-0{day}" for day in range(1, 6)),
    "Dragon Boat Festival": ("06-19", "06-20", "06-21"),
    "Mid-autumn Festival": ("09-25", "09-26", "09-27"),
    "National Day": tuple(f"10-0{day}" for day in range(1, 8)),
}
_WORK_2026 = {
    "New Year's Day": ("01-04",),
    "Spring Festival": ("02-14", "02-28"),
    "Labour Day": ("05-09",),
    "National Day": ("09-20", "10-10"),
}


def at(text: str) -> datetime:
    """Beijing time, like ``2026-11-23 08:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def hours(*periods: str) -> DayHours:
    """The periods of a day, each like ``08:00-12:00``."""
    return DayHours(
        tuple(tuple(int(t[:2]) * 60 + int(t[3:]) for t in period.split("-")) for period in periods)  # type: ignore[misc] - each period has two ends
    )


def a_year(
    number: int,
    *,
    off: Iterable[str] = (),
    work: Iterable[str] = (),
    status: YearStatus = YearStatus.FINAL,
) -> Year:
    def days(written: Iterable[str]) -> dict[date, str]:
        return {date.fromisoformat(f"{number}-{day}"): "holiday" for day in written}

    return Year(number, status, days(off), days(work))


def the_year_2026() -> Year:
    def days(named: dict[str, tuple[str, ...]]) -> dict[date, str]:
        return {date.fromisoformat(f"2026-{day}"): name for name, of in named.items() for day in of}

    return Year(2026, YearStatus.FINAL, days(_OFF_2026), days(_WORK_2026))


def the_year_2027() -> Year:
    return a_year(2027, off=("01-01",), status=YearStatus.PROVISIONAL)


def a_calendar(
    *years: Year,
    day: DayHours | None = None,
    seasons: tuple[Season, ...] = (),
    areas: tuple[AreaHours, ...] = (),
) -> Calendar:
    """2026 as published and 2027 as expected, 08:00-12:00 and 14:00-18:00."""
    standard = day or hours("08:00-12:00", "14:00-18:00")
    return Calendar(
        years or (the_year_2026(), the_year_2027()), WorkingHours(standard, seasons), areas
    )


def a_promise(
    value: Amount = 5,
    type_: LimitType = DAY,
    *,
    started: str = "2026-11-23 08:00",
    clock: ClockName = ClockName.HANDLE,
) -> Promise:
    """Five working days for handling, from a Monday morning on."""
    return Promise("case-1", clock, 1, Budget.of(value, type_), at(started))


def a_rung(
    share: Amount | None = None,
    strength: Strength = Strength.REMIND,
    *,
    or_after: int | None = None,
    after: int | None = None,
    told: Audience = Audience.HANDLER,
    score: int = 0,
) -> Rung:
    """Offsets are working days."""
    days = or_after if or_after is not None else after
    return Rung(
        strength,
        (told,),
        None if share is None else Budget.of(share, DAY).value,
        None if days is None else Budget.of(days, DAY),
        score,
    )


def the_usual_ladder() -> Ladder:
    """Half, three quarters, due, yellow, red, publish; then again each working day."""
    return Ladder(
        (
            a_rung("0.5", Strength.SCREEN),
            a_rung("0.75"),
            a_rung(1, Strength.SUPERVISE, told=Audience.LEADER),
            a_rung("1.25", Strength.YELLOW_CARD, or_after=1, told=Audience.COUNTY_DESK, score=-5),
            a_rung(2, Strength.RED_CARD, or_after=3, told=Audience.SUPERVISOR, score=-10),
            a_rung(None, Strength.PUBLISH, after=5, told=Audience.SUPERVISOR),
        ),
        repeat=Budget.of(1, DAY),
    )

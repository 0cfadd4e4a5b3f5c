"""The plain demo: a county that goes on working until somebody ends it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from deploy.demo.accounts import show_accounts
from deploy.demo.broker import Broker
from deploy.demo.days import Days
from deploy.demo.house import House
from deploy.demo.people import People
from deploy.demo.saying import Saying
from deploy.demo.seasons import pace
from deploy.demo.traffic import Traffic
from deploy.demo.web_door import PhoneReports
from dispatch.clock import COUNTY_ZONE

_FIRST_WAVE = 60
_BEAT = 2.0
"""Seconds between two looks of the people at their work."""
_MOVES_A_BEAT = 4
_ACKNOWLEDGED_A_BEAT = 2
_PHONED = 0.3
"""Of the beats of the busiest hour, those in which a grid worker hands in a report."""
_BEFORE_THE_CALENDAR_ENDS = timedelta(days=60)


def live(house: House, say: Saying, *, traffic: bool) -> None:
    """Say where everything is, then let the county live until Ctrl-C."""
    show_accounts(say.console, house.book, house.password)
    factor, _ = house.clock.course()
    at = f"{house.clock.now().astimezone(COUNTY_ZONE):%Y-%m-%d %H:%M}"
    say.line(f"县时钟 county clock: {at}, {factor:g} × as fast as yours")
    say.line(f"数据与日志 data and logs: {house.processes.logs.parent}")
    say.line(f"打开 open {house.url}   Ctrl-C 结束 ends everything")
    beats = _with_traffic(house) if traffic else iter(lambda: None, 0)
    for _ in beats:
        _stay_in_the_calendar(house, say)
        time.sleep(_BEAT)


def _with_traffic(house: House) -> Iterator[None]:
    deployment, code, clock = house.deployment, house.book.county_code, house.clock
    begins = clock.now()
    run = f"{begins:%Y%m%d%H%M%S}-{time.time_ns() % 1_000_000:06d}"
    traffic = Traffic(house.book, now=begins, seed=run, run=run)
    days = Days(traffic, begins, seed=run)
    phones = PhoneReports(deployment, code, traffic, seed=run, choose=days.point)
    people = People(deployment, code, busy=True)
    dice = Random(run)  # noqa: S311 - believable, not secret
    broker = Broker(deployment.settings)
    looked = time.monotonic()
    try:
        broker.send([days.one(begins) for _ in range(_FIRST_WAVE)])
        while True:
            now, seconds = clock.now(), time.monotonic() - looked
            looked += seconds
            if records := days.records(now, real_seconds=seconds):
                broker.send(records)
            if dice.random() < _PHONED * pace(now):
                phones.one()
            people.work_through(at_most=_MOVES_A_BEAT)
            people.acknowledge_late(at_most=_ACKNOWLEDGED_A_BEAT)
            yield
    finally:
        broker.close()


def _stay_in_the_calendar(house: House, say: Saying) -> None:
    """Slow the clock down to real time before it leaves the years the county knows."""
    factor, _ = house.clock.course()
    last_year = max(house.book.calendar.years)
    if factor > 1 and (house.clock.now() + _BEFORE_THE_CALENDAR_ENDS).year > last_year:
        house.clock.speed(1)
        say.line(f"the calendar ends with {last_year}: the county clock now runs in real time")

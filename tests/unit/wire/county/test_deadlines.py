import json
from typing import Any

import pytest
import yaml

from dispatch.deadlines import limits
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.policy import LadderBook, LimitBook
from dispatch.deadlines.quiet import QuietHours
from dispatch.deadlines.rungs import Audience
from dispatch.vocabulary import AreaCode, ClockName, LimitType, Strength, Urgency
from dispatch.wire.county.deadlines import read_calendar, read_ladder, read_limits
from dispatch.wire.county.files import LADDER, LIMITS, or_default
from dispatch.wire.county.problems import Problems
from tests.unit.deadlines.builders import at

MONDAY = at("2026-11-23 00:00")
PERIODS = {
    "default": ["08:30-12:00", "13:30-17:00"],
    "seasons": [{"from": "06-15", "to": "09-15", "periods": ["08:00-12:00"]}],
    "areas": [{"areas": ["330521104"], "periods": ["06:00-12:00"]}],
}


def a_calendar_file(**changes: Any) -> bytes:
    year = {
        "status": "final",
        "off": {"2026-10-01": "National Day"},
        "work": {"2026-10-10": "National Day"},
    }
    return json.dumps({"2026": year | changes.pop("year", {}), **changes}).encode()


def calendar_of(data: bytes, county: dict[str, Any] | None = None) -> Calendar:
    problems = Problems()
    calendar = read_calendar(data, county, problems)
    assert list(problems) == []
    assert calendar is not None
    return calendar


def end_of_work(calendar: Calendar, start: str = "2026-11-23 00:00") -> str:
    return f"{limits.due(calendar, at(start), 1, LimitType.WORK_DAY).due:%m-%d %H:%M}"


def refusals(read: Any, *given: Any) -> list[str]:
    problems = Problems()
    assert read(*given, problems) is None
    return [str(problem) for problem in problems]


class TestReadCalendar:
    def test_takes_days_off_and_make_up_days(self) -> None:
        calendar = calendar_of(a_calendar_file())

        assert end_of_work(calendar, "2026-10-01 08:00") == "10-02 18:00"
        assert end_of_work(calendar, "2026-10-10 08:00") == "10-10 18:00"

    def test_knows_a_provisional_year(self) -> None:
        calendar = calendar_of(a_calendar_file(year={"status": "provisional"}))

        assert limits.due(calendar, MONDAY, 1, LimitType.WORK_DAY).provisional

    def test_takes_the_periods_of_the_county(self) -> None:
        calendar = calendar_of(a_calendar_file(), {"name": "X", "periods": PERIODS})

        assert end_of_work(calendar) == "11-23 17:00"
        assert end_of_work(calendar, "2026-07-01 00:00") == "07-01 12:00"
        assert end_of_work(calendar.for_area([AreaCode("330521104")])) == "11-23 12:00"

    def test_takes_periods_written_beside_the_days(self) -> None:
        calendar = calendar_of(a_calendar_file(periods=["09:00-12:00", "13:00-16:30"]))

        assert end_of_work(calendar) == "11-23 16:30"

    def test_prefers_the_countys_own_periods(self) -> None:
        county = {"periods": {"default": ["08:00-11:00"]}}

        calendar = calendar_of(a_calendar_file(periods=["09:00-12:00"]), county)

        assert end_of_work(calendar) == "11-23 11:00"

    def test_gives_an_area_with_a_season_alone_the_countys_day(self) -> None:
        areas = [{"areas": [330521104], "seasons": PERIODS["seasons"]}]
        county = {"periods": {"default": ["08:00-11:00"], "areas": areas}}

        there = calendar_of(a_calendar_file(), county).for_area([AreaCode("330521104")])

        assert end_of_work(there) == "11-23 11:00"
        assert end_of_work(there, "2026-07-01 00:00") == "07-01 12:00"

    def test_takes_periods_as_yaml_gives_them(self) -> None:
        county = yaml.safe_load("periods: [[10:00, 12:00], {from: 13:00, to: 15:30}]")

        assert end_of_work(calendar_of(a_calendar_file(), county)) == "11-23 15:30"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"{", "calendar.json, row 1: is no JSON"),
            (b"[]", "is no set of names"),
            (b"{}", "holds no year"),
            (b"\xff{}", "UTF-8"),
            (b'{"2026": {"status": "final"}, "2026": {"status": "final"}}', "column 2026"),
            (a_calendar_file(year={"status": "sure"}), "column 2026.status: needs a status"),
            (a_calendar_file(year={"of": {}}), "column 2026.of: is not known"),
            (a_calendar_file(year={"off": {"2026-02-30": "x"}}), "'2026-02-30' is no date"),
            (a_calendar_file(year={"off": {"20261001": "x"}}), "'20261001' is no date"),
            (a_calendar_file(year={"off": {"2027-01-01": "x"}}), "stands under 2026"),
            (a_calendar_file(year={"off": {"2026-10-10": "x"}}), "both off and worked"),
            (a_calendar_file(y2027={}), "column y2027: is neither a year"),
            (a_calendar_file(periods=["12:00-08:00"]), "column periods[0]"),
        ],
    )
    def test_refuses_a_bad_file(self, data: bytes, said: str) -> None:
        (message,) = refusals(read_calendar, data, None)

        assert said in message

    @pytest.mark.parametrize(
        ("periods", "said"),
        [
            ("08:00-12:00", "column periods: is no set of names"),
            ({"defaults": []}, "column periods.defaults: is not known"),
            ({"default": []}, "column periods.default: is no list"),
            ({"default": ["08:00"]}, "column periods.default[0]: '08:00' is no period"),
            ({"default": ["8-12"]}, "'8-12' is no period"),
            ({"default": ["08:00-25:00"]}, "is no period"),
            ({"default": ["08:00-12:00", "11:00-14:00"]}, "not in order, or overlap"),
            ({"seasons": [{"from": "06-31", "to": "07-01", "periods": ["08:00-12:00"]}]}, "06-31"),
            ({"seasons": [{"from": "06-01", "periods": ["08:00-12:00"]}]}, "has no to"),
            ({"seasons": PERIODS["seasons"] * 2}, "seasons[1]: overlaps a season"),
            ({"areas": [{"areas": ["330521104"]}]}, "neither periods nor seasons"),
            ({"areas": [{"areas": ["东门"], "periods": ["08:00-12:00"]}]}, "is no area code"),
            ({"areas": PERIODS["areas"] * 2}, "stands in another entry"),
        ],
    )
    def test_refuses_bad_periods(self, periods: Any, said: str) -> None:
        (message,) = refusals(read_calendar, a_calendar_file(), {"periods": periods})

        assert message.startswith("county.yaml")
        assert said in message

    def test_says_everything_at_once(self) -> None:
        data = a_calendar_file(year={"status": "sure", "of": {}}, y2027={})

        assert len(refusals(read_calendar, data, {"periods": []})) == 4


class TestReadLimits:
    def read(self, text: str) -> LimitBook:
        problems = Problems()
        book = read_limits(text.encode(), problems)
        assert list(problems) == []
        assert book is not None
        return book

    def test_takes_minutes_and_values(self) -> None:
        book = self.read(
            "dispatch:\n  red: {minutes: 5, type: urgent_hour}\n"
            "  blue: {value: 2.5, type: work_hour}\n"
        )

        red = book.budget(ClockName.DISPATCH, Urgency.RED)
        assert (red.value * 60, red.type) == (5, LimitType.URGENT_HOUR)
        assert book.budget(ClockName.DISPATCH, Urgency.BLUE) == Budget.of(
            "2.5", LimitType.WORK_HOUR
        )

    def test_keeps_what_the_product_ships_where_the_county_says_nothing(self) -> None:
        book = self.read("handle: {default: {value: 10, type: work_day}}")

        assert book.budget(ClockName.HANDLE, Urgency.RED) == Budget.of(10, LimitType.WORK_DAY)
        assert book.budget(ClockName.SIGN, Urgency.YELLOW) == Budget.of(2, LimitType.WORK_HOUR)

    def test_takes_an_empty_file_for_the_products_own(self) -> None:
        assert self.read("") == self.read(or_default({}, LIMITS).decode())

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("dispatch: {red: {value: 2, type: hour}}", "column dispatch.red.type: limit type"),
            ("dispatch: {red: {value: 2}}", "exactly one of minutes and value, and a type"),
            (
                "dispatch: {red: {value: 2, minutes: 2, type: work_hour}}",
                "exactly one of minutes and value",
            ),
            ("dispatch: {red: {value: 0, type: work_hour}}", "0 is no number above 0"),
            ("dispatch: {red: {value: -1, type: work_hour}}", "-1 is no number above 0"),
            ("dispatch: {red: {value: yes, type: work_hour}}", "True is no number above 0"),
            ("dispatch: {red: {minutes: 5, type: work_day}}", "minutes are parts of an hour"),
            ("dispatch: {pink: {value: 1, type: work_day}}", "column dispatch.pink: is not known"),
            ("overall: {red: {value: 1, type: work_day}}", "column overall: is not known"),
            ("dispatch: {red: 5}", "column dispatch.red: is no set of names"),
            ("dispatch: [", "row 1: is no usable YAML"),
            ("dispatch: {red: &a [*a]}", "is no set of names"),
            ("sign: {}\nsign: {}", "row 2: is no usable YAML: 'sign' stands here twice"),
        ],
    )
    def test_refuses_a_bad_file(self, text: str, said: str) -> None:
        messages = refusals(read_limits, text.encode())

        assert messages[0].startswith("limits.yaml")
        assert said in messages[0]


class TestReadLadder:
    def read(self, text: str) -> LadderBook:
        problems = Problems()
        book = read_ladder(text.encode(), problems)
        assert list(problems) == []
        assert book is not None
        return book

    def test_takes_rungs_as_written(self) -> None:
        book = self.read(
            "ladders: {handle: {red: ["
            "{share: 0.8, strength: remind, audience: [holder.handler]},"
            "{share: 1.25, or_after: {value: 1, type: work_day}, strength: yellow_card,"
            " audience: [county_desk, holder.leader], score: -5},"
            "{after: {value: 5, type: work_day}, strength: publish, audience: [supervisor]}]}}"
        )

        remind, yellow, publish = book.ladder(ClockName.HANDLE, Urgency.RED).rungs

        assert remind.share == Budget.of("0.8", LimitType.WORK_DAY).value
        assert (yellow.offset, yellow.score) == (Budget.of(1, LimitType.WORK_DAY), -5)
        assert yellow.audience == (Audience.COUNTY_DESK, Audience.LEADER)
        assert (publish.share, publish.strength) == (None, Strength.PUBLISH)

    def test_keeps_what_the_product_ships_where_the_county_says_nothing(self) -> None:
        shipped, own = self.read(""), self.read("repeat: {every: {value: 2, type: work_day}}")

        for clock in ClockName:
            ladder = own.ladder(clock, Urgency.YELLOW)
            assert ladder.rungs == shipped.ladder(clock, Urgency.YELLOW).rungs
            assert ladder.repeat == Budget.of(2, LimitType.WORK_DAY)

    def test_knows_quiet_hours_and_how_long_an_acknowledgement_lasts(self) -> None:
        book = self.read(
            "quiet_hours: {from: 21:30, to: '06:30', urgencies: [blue]}\n"
            "acknowledge_expires: {value: 2, type: work_hour}\n"
        )

        assert book.quiet_hours == QuietHours(1290, 390, frozenset({Urgency.BLUE}))
        assert book.acknowledge_expires == Budget.of(2, LimitType.WORK_HOUR)

    def test_lets_a_county_do_without_quiet_hours(self) -> None:
        assert self.read("quiet_hours: null").quiet_hours is None

    @pytest.mark.parametrize(
        ("rung", "said"),
        [
            ("{strength: remind, audience: [supervisor]}", "needs either share"),
            (
                (
                    "{share: 1, after: {value: 1, type: work_day}, strength: remind,"
                    " audience: [supervisor]}"
                ),
                "needs either share",
            ),
            (
                (
                    "{after: {value: 1, type: work_day}, or_after: {value: 1, type: work_day},"
                    " strength: remind, audience: [supervisor]}"
                ),
                "needs either share",
            ),
            ("{share: 0, strength: remind, audience: [supervisor]}", "default[0].share: 0 is no"),
            ("{share: 1, strength: loud, audience: [supervisor]}", "needs a strength of screen"),
            ("{share: 1, audience: [supervisor]}", "needs a strength of screen"),
            ("{share: 1, strength: remind}", "tells nobody"),
            ("{share: 1, strength: remind, audience: []}", "audience: is no list"),
            ("{share: 1, strength: remind, audience: [mayor]}", "'mayor' is no audience"),
            ("{share: 1, strength: remind, audience: [supervisor], score: x}", "no whole number"),
            ("{share: 1, strength: remind, audience: [supervisor], mail: 1}", "mail: is not known"),
            (
                (
                    "{share: 1, or_after: {value: 1, type: day}, strength: remind,"
                    " audience: [supervisor]}"
                ),
                "or_after.type: limit type 'day' is ambiguous",
            ),
            (
                (
                    "{share: 1, strength: red_card, audience: [supervisor]},"
                    " {share: 2, strength: remind, audience: [supervisor]}"
                ),
                "strength only rises",
            ),
        ],
    )
    def test_refuses_a_bad_rung(self, rung: str, said: str) -> None:
        text = f"ladders: {{sign: {{default: [{rung}]}}}}"

        (message,) = refusals(read_ladder, text.encode())

        assert message.startswith("ladder.yaml, column ladders.sign.default")
        assert said in message

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("ladder: {}", "column ladder: is not known"),
            ("ladders: {overall: {}}", "column ladders.overall: is not known"),
            ("ladders: {sign: {default: []}}", "is no list with at least one entry"),
            ("repeat: {}", "column repeat: needs every"),
            ("repeat: {every: {value: 1, type: day}}", "column repeat.every.type"),
            ("quiet_hours: {from: '22:00'}", "needs from, to and urgencies"),
            ("quiet_hours: {from: '25:00', to: '07:00', urgencies: [blue]}", "no time of day"),
            ("quiet_hours: {from: '07:00', to: '07:00', urgencies: [blue]}", "same minute"),
            ("quiet_hours: {from: '22:00', to: '07:00', urgencies: [red]}", "red and orange never"),
            ("acknowledge_expires: {minutes: 5, type: work_hour}", "acknowledge_expires.minutes"),
        ],
    )
    def test_refuses_a_bad_file(self, text: str, said: str) -> None:
        messages = refusals(read_ladder, text.encode())

        assert messages[0].startswith("ladder.yaml")
        assert said in messages[0]


class TestShippedDefaults:
    def test_promise_what_the_table_of_urgencies_says(self) -> None:
        book = read_limits(or_default({}, LIMITS), Problems())

        assert book is not None
        said = {
            (clock.value, urgency.value): book.budget(clock, urgency).text
            for clock in (ClockName.DISPATCH, ClockName.SIGN, ClockName.VERIFY)
            for urgency in Urgency
        }
        assert said == {
            ("dispatch", "red"): "5 分钟",
            ("dispatch", "orange"): "15 分钟",
            ("dispatch", "yellow"): "30 分钟",
            ("dispatch", "blue"): "2 工作时",
            ("sign", "red"): "10 分钟",
            ("sign", "orange"): "30 分钟",
            ("sign", "yellow"): "2 工作时",
            ("sign", "blue"): "4 工作时",
            ("verify", "red"): "30 分钟",
            ("verify", "orange"): "2 紧急工作时",
            ("verify", "yellow"): "1 工作日",
            ("verify", "blue"): "1 工作日",
        }

    def test_have_a_ladder_that_reaches_the_supervisor_for_every_clock(self) -> None:
        book = read_ladder(or_default({}, LADDER), Problems())

        assert book is not None
        for clock in ClockName:
            for urgency in Urgency:
                assert Audience.SUPERVISOR in book.ladder(clock, urgency).rungs[-1].audience

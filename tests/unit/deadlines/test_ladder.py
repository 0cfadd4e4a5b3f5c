import json
from dataclasses import replace
from datetime import datetime

import pytest

from dispatch.deadlines.budget import Budget
from dispatch.deadlines.ladder import freeze, instants, next_rung
from dispatch.deadlines.promise import finish, reopen, suspend
from dispatch.deadlines.rungs import Audience, Ladder
from dispatch.deadlines.years import MissingYear
from dispatch.vocabulary import Strength
from tests.unit.deadlines.builders import (
    DAY,
    HOUR,
    URGENT_DAY,
    URGENT_HOUR,
    a_calendar,
    a_promise,
    a_rung,
    at,
    the_usual_ladder,
)

ALL = ["screen", "remind", "supervise", "yellow_card", "red_card", "publish"]


def told(instant: datetime) -> str:
    return f"{instant:%m-%d %H:%M}"


class TestInstants:
    def test_lie_at_shares_and_offsets_whichever_comes_first(self) -> None:
        rungs = instants(the_usual_ladder(), a_promise(8, DAY), a_calendar())

        assert [(rung.number, rung.strength.value, told(rung.due)) for rung in rungs] == [
            (1, "screen", "11-26 18:00"),
            (2, "remind", "11-30 18:00"),
            (3, "supervise", "12-02 18:00"),
            (4, "yellow_card", "12-03 18:00"),
            (5, "red_card", "12-07 18:00"),
            (6, "publish", "12-09 18:00"),
        ]

    def test_of_a_short_limit_lie_at_its_shares(self) -> None:
        rungs = instants(the_usual_ladder(), a_promise(4, HOUR), a_calendar())

        assert [told(rung.due) for rung in rungs[:5]] == [
            "11-23 10:00",
            "11-23 11:00",
            "11-23 12:00",
            "11-23 15:00",
            "11-23 18:00",
        ]

    def test_of_an_urgent_limit_lie_at_its_shares_alone(self) -> None:
        rungs = instants(the_usual_ladder(), a_promise(10, URGENT_DAY), a_calendar())

        assert [told(rung.due) for rung in rungs[3:5]] == ["12-05 20:00", "12-13 08:00"]

    def test_of_an_urgent_limit_keep_an_offset_that_stands_alone(self) -> None:
        promise = a_promise(2, URGENT_HOUR, started="2026-11-21 03:00")

        *_, publish = instants(the_usual_ladder(), promise, a_calendar())

        assert told(publish.due) == "11-27 18:00"

    def test_move_with_a_suspension(self) -> None:
        promise = suspend(
            a_promise(8, DAY),
            a_calendar(),
            now=at("2026-11-27 08:00"),
            until=at("2026-12-04 08:00"),
            reason="",
            approved_by="dispatcher",
        )

        rungs = instants(the_usual_ladder(), promise, a_calendar())

        assert [told(rung.due) for rung in rungs[:3]] == [
            "11-26 18:00",
            "12-07 18:00",
            "12-09 18:00",
        ]

    def test_say_when_they_may_still_change(self) -> None:
        rungs = instants(
            the_usual_ladder(), a_promise(4, DAY, started="2026-12-28 08:00"), a_calendar()
        )

        assert [rung.provisional for rung in rungs] == [False] * 3 + [True] * 3


class TestFreeze:
    def test_leaves_a_ladder_in_order_as_it_is(self) -> None:
        ladder = the_usual_ladder()

        assert freeze(ladder, a_promise(), a_calendar()) is ladder

    def test_sorts_by_instant_and_never_grows_quieter(self) -> None:
        ladder = the_usual_ladder()

        frozen = freeze(ladder, a_promise(10, URGENT_DAY), a_calendar())

        assert [rung.strength.value for rung in frozen.rungs] == [*ALL[:4], "publish", "publish"]
        assert frozen.rungs[5].score == -10

    def test_sorts_by_strength_where_instants_are_the_same(self) -> None:
        ladder = Ladder(
            (a_rung(1, Strength.SUPERVISE), a_rung(1, Strength.REMIND)), Budget.of(1, DAY)
        )

        frozen = freeze(ladder, a_promise(), a_calendar())

        assert [rung.strength for rung in frozen.rungs] == [Strength.REMIND, Strength.SUPERVISE]

    def test_puts_what_lies_beyond_the_calendar_last(self) -> None:
        promise = a_promise(4, DAY, started="2027-12-24 08:00")

        frozen = freeze(the_usual_ladder(), promise, a_calendar())

        assert [rung.strength.value for rung in frozen.rungs] == ALL


class TestLadder:
    def test_survives_being_stored(self) -> None:
        ladder = the_usual_ladder()

        again = Ladder.from_json(ladder.to_json())

        assert again == ladder
        assert again.rungs == ladder.rungs
        assert again.repeat == ladder.repeat

    def test_has_one_fingerprint_for_one_content(self) -> None:
        ladder = the_usual_ladder()

        stored = Ladder.from_json(json.dumps(json.loads(ladder.to_json()), indent=1))
        other = replace(ladder, repeat=Budget.of(2, DAY))

        assert stored.fingerprint == ladder.fingerprint != other.fingerprint


class TestNextRung:
    def test_is_one_rung_however_late_it_is(self) -> None:
        numbers = []
        for fired in range(6):
            rung = next_rung(the_usual_ladder(), a_promise(), fired, a_calendar())
            assert rung is not None
            numbers.append((rung.number, rung.strength.value))

        assert numbers == list(enumerate(ALL, start=1))

    def test_carries_audience_and_score(self) -> None:
        rung = next_rung(the_usual_ladder(), a_promise(), 4, a_calendar())

        assert rung is not None
        assert (rung.audience, rung.score) == ((Audience.SUPERVISOR,), -10)

    def test_is_none_once_the_clock_is_finished(self) -> None:
        done = finish(a_promise(), now=at("2026-11-24 08:00"))

        assert next_rung(the_usual_ladder(), done, 0, a_calendar()) is None

    def test_keeps_its_number_after_a_failed_verification(self) -> None:
        reported = finish(a_promise(), now=at("2026-11-26 08:00"))

        reopened = reopen(reported, now=at("2026-12-03 08:00"))
        rung = next_rung(the_usual_ladder(), reopened, 1, a_calendar())

        assert rung is not None
        assert (rung.number, told(rung.due)) == (2, "12-03 16:00")

    def test_lies_behind_a_suspension(self) -> None:
        promise = suspend(
            a_promise(),
            a_calendar(),
            now=at("2026-11-24 08:00"),
            until=at("2026-12-24 08:00"),
            reason="",
            approved_by="dispatcher",
        )

        rung = next_rung(the_usual_ladder(), promise, 0, a_calendar())

        assert rung is not None
        assert told(rung.due) == "12-25 12:00"

    def test_tells_the_top_again_each_working_day(self) -> None:
        promise, ladder = a_promise(1, DAY), the_usual_ladder()

        seventh, eighth = (next_rung(ladder, promise, fired, a_calendar()) for fired in (6, 7))

        assert seventh is not None
        assert eighth is not None
        assert (seventh.number, told(seventh.due)) == (7, "12-01 18:00")
        assert (eighth.number, told(eighth.due)) == (8, "12-02 18:00")
        assert eighth.strength is Strength.PUBLISH
        assert eighth.audience == (Audience.SUPERVISOR,)

    def test_tells_the_top_once_a_working_day_even_after_a_long_sleep(self) -> None:
        rung = next_rung(
            the_usual_ladder(), a_promise(), 9, a_calendar(), last_fired=at("2026-12-18 10:20")
        )

        assert rung is not None
        assert (rung.number, told(rung.due)) == (10, "12-21 10:20")

    def test_costs_nothing_more_when_it_is_told_again(self) -> None:
        ladder = Ladder((a_rung(1, Strength.RED_CARD, score=-10),), Budget.of(1, DAY))

        again = next_rung(ladder, a_promise(), 1, a_calendar())

        assert again is not None
        assert again.score == 0

    def test_needs_the_year_it_lies_in(self) -> None:
        promise = a_promise(4, DAY, started="2027-12-24 08:00")

        with pytest.raises(MissingYear, match="2028"):
            next_rung(the_usual_ladder(), promise, 5, a_calendar())

    def test_takes_the_share_where_only_the_offset_lies_beyond_the_calendar(self) -> None:
        promise = a_promise(4, HOUR, started="2027-12-31 08:00")

        rung = next_rung(the_usual_ladder(), promise, 3, a_calendar())

        assert rung is not None
        assert told(rung.due) == "12-31 15:00"

"""What waits for one page is bounded; who is too slow is told to fetch anew."""

from uuid import UUID

import pytest

from dispatch.board.bounds import Bounded
from dispatch.casework.visibility import Bounds
from dispatch.journal.changes import BEGINNING, Change, ChangeCursor
from dispatch.people.access import GivenKey
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import CountyCode, UnitCode
from dispatch.web.live.hub import Hub, News, NotReady, TooManyStreams
from dispatch.web.live.viewer import WAITING, Telling, Viewer
from tests.support.county import START

COUNTY = CountyCode("330521")
KEY = GivenKey(COUNTY, UUID(int=1), "secret")
EVERYTHING = Scope(COUNTY, Reach.COUNTY, account="desk1")
ONE_UNIT = Scope(COUNTY, Reach.SOME, units=frozenset({UnitCode("police")}), account="officer")


def news(entry: int, *, party: str = "police") -> News:
    change = Change(
        cursor=ChangeCursor(7, entry),
        county=COUNTY,
        case_id=UUID(int=entry),
        seq=1,
        kind="opened",
        at=START,
        actor="system",
        actor_unit="",
        state="dispatched",
        holder=UnitCode(party),
        body={"text": "of no concern to anybody but the page"},
    )
    bounds = Bounds(COUNTY, frozenset({UnitCode(party)}), frozenset(), None)
    return News(change, Bounded(f"C{entry}", bounds))


def a_hub(most: int = 8) -> Hub:
    hub = Hub(most)
    hub.stand_at(BEGINNING)
    return hub


def everything_told(viewer: Viewer) -> list[Telling]:
    return viewer.next(0)


class TestHub:
    def test_tells_each_only_what_lies_in_their_scope(self):
        hub = a_hub()
        desk, officer = hub.join("desk1", KEY, EVERYTHING), hub.join("officer", KEY, ONE_UNIT)

        hub.tell([news(1), news(2, party="water")], ChangeCursor(7, 2))

        assert len(everything_told(desk)) == 2
        assert [each.cursor for each in everything_told(officer)] == [ChangeCursor(7, 1)]

    def test_gives_a_busy_page_all_that_waits_at_once_in_order(self):
        hub = a_hub()
        page = hub.join("desk1", KEY, EVERYTHING)

        for entry in (1, 2, 3):
            hub.tell([news(entry)], ChangeCursor(7, entry))

        assert [each.cursor for each in page.next(0)] == [ChangeCursor(7, n) for n in (1, 2, 3)]
        assert page.next(0) == []

    def test_keeps_no_more_than_so_many_for_a_page_that_takes_none(self):
        hub = a_hub()
        slow, quick = hub.join("slow", KEY, EVERYTHING), hub.join("quick", KEY, EVERYTHING)

        told = 0
        for entry in range(1, WAITING + 3):
            hub.tell([news(entry)], ChangeCursor(7, entry))
            told += len(everything_told(quick))

        (only,) = everything_told(slow)
        assert only.last
        assert b"event: reset" in only.text
        assert told == WAITING + 2

    def test_tells_nobody_who_left(self):
        hub = a_hub()
        gone = hub.join("desk1", KEY, EVERYTHING)
        hub.leave(gone)
        hub.leave(gone)

        hub.tell([news(1)], ChangeCursor(7, 1))

        assert everything_told(gone) == []
        assert hub.viewers() == ()

    def test_gives_an_account_no_more_streams_than_it_may_have(self):
        hub = a_hub(most=1)
        first = hub.join("desk1", KEY, EVERYTHING)
        hub.join("officer", KEY, ONE_UNIT)

        with pytest.raises(TooManyStreams):
            hub.join("desk1", KEY, EVERYTHING)

        hub.leave(first)
        hub.join("desk1", KEY, EVERYTHING)

    def test_takes_nobody_before_the_first_look_or_after_the_end(self):
        with pytest.raises(NotReady):
            Hub(8).join("desk1", KEY, EVERYTHING)

        hub = a_hub()
        hub.close()
        with pytest.raises(NotReady):
            hub.join("desk1", KEY, EVERYTHING)

    def test_ends_everybody_with_one_last_message(self):
        hub = a_hub()
        page = hub.join("desk1", KEY, EVERYTHING)
        hub.tell([news(1)], ChangeCursor(7, 1))

        hub.close()
        hub.close()

        (only,) = everything_told(page)
        assert only.last
        assert b"event: bye" in only.text

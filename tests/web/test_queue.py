"""The queues: the most pressing first, found by number, receipt, phone or words."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest

from dispatch.board.cursor import BadCursor, Cursor, read_cursor
from dispatch.board.queues import QueueFilter, QueueRow, count_open, queue
from dispatch.casework.model import State
from dispatch.flows.accept_case import accept_case
from dispatch.flows.close_case import close_case
from dispatch.flows.report_back import report_back
from dispatch.flows.verify_case import verify_case
from dispatch.people.scope import WORKER
from dispatch.vocabulary import AreaCode, Platform, UnitCode, Urgency
from tests.web.people import Opens, Page
from tests.web.world import START, World

ZFD = UnitCode("330521001-ZFD")


def numbers(page: Page) -> list[str]:
    return re.findall(r'class="what"><a href="/cases/(C\d+)"', page.raw)


def asks(world: World, account: str, **asked: Any) -> tuple[QueueRow, ...]:
    scope = world.actor(account).scope
    with world.deployment.work(scope) as work:
        return queue(work.connection, scope, QueueFilter(**asked), limit=200).rows


class TestQueue:
    def test_shows_a_unit_what_waits_for_it_with_the_time_left(
        self, browser: Opens, world: World
    ) -> None:
        fresh = world.arrives("店外经营,占了人行道。", "330521001001", matter="M014")

        page = browser("wk-zfd-01").opens("/queue?" + query(q=fresh))

        assert fresh in numbers(page)
        assert re.search(r"剩 \d 小时( \d+ 分)?|剩 \d+ 分", page.text)
        assert "到期" in page

    def test_puts_first_what_runs_out_first(self, world: World) -> None:
        late = world.arrives("占道。", "330521001001", matter="M014", urgency="blue")
        urgent = world.arrives("占道。", "330521001001", matter="M014", urgency="red")

        rows = asks(world, "wk-zfd-01")
        order = [row.number for row in rows]

        dues = [row.clock.due for row in rows if row.clock]
        assert dues == sorted(dues)
        assert order.index(urgent) < order.index(late)

    def test_pages_through_everything_once(self, world: World) -> None:
        for count in range(7):
            world.arrives(f"占道 {count}。", "330521001002", matter="M014")
        scope = world.actor("wk-zfd-01").scope
        seen, after = [], None

        with world.deployment.work(scope) as work:
            while True:
                page = queue(work.connection, scope, QueueFilter(), after=after, limit=3)
                seen += [row.number for row in page.rows]
                if (after := page.after) is None:
                    break

        assert len(seen) == len(set(seen))
        assert set(seen) == {row.number for row in asks(world, "wk-zfd-01")}

    @pytest.mark.parametrize(
        "words",
        ["{number}", "{tail}", "{receipt}", "5577", "手机贴膜摊", "100%", "{lower}"],
        ids=[
            "number",
            "tail of it",
            "receipt",
            "tail of a phone",
            "words",
            "wildcard",
            "lower case",
        ],
    )
    def test_is_searched(self, browser: Opens, world: World, words: str) -> None:
        number = world.arrives(
            "手机贴膜摊占道,100%挡路。", "330521001001", matter="M014", phone="13900005577"
        )
        receipt = world.receipt_of(number)
        asked = words.format(number=number, tail=number[-4:], lower=number.lower(), receipt=receipt)

        page = browser("desk1").opens("/queue?" + query(q=asked))

        assert number in numbers(page)

    def test_takes_no_sign_of_a_search_for_a_wildcard(self, browser: Opens) -> None:
        assert numbers(browser("desk1").opens("/queue?" + query(q="%_%"))) == []

    def test_finds_a_closed_case_by_its_number_but_does_not_list_it(
        self, browser: Opens, world: World
    ) -> None:
        number = a_closed_case(world)

        listed = browser("desk1").opens("/queue")
        found = browser("desk1").opens("/queue?" + query(q=number))
        closed = browser("desk1").opens("/queue?state=closed")

        assert number not in numbers(listed)
        assert number in numbers(found)
        assert number in numbers(closed)

    @pytest.mark.parametrize(
        "asked",
        [
            {"state": State.SORTING},
            {"platform": Platform.LAW_ENFORCEMENT},
            {"urgency": Urgency.YELLOW},
            {"township": AreaCode("330521102")},
            {"unit": ZFD},
            {"holders": frozenset({ZFD})},
            {"outcome": "gap"},
        ],
        ids=lambda asked: next(iter(asked)),
    )
    def test_is_narrowed(self, world: World, asked: dict[str, Any]) -> None:
        everything = {row.number for row in asks(world, "desk1")}

        found = {row.number for row in asks(world, "desk1", **asked)}

        assert found
        assert found < everything

    def test_ignores_a_word_that_no_filter_knows(self, browser: Opens) -> None:
        page = browser("desk1").opens("/queue?state=nonsense&platform=x&urgency=y&pile=z")

        assert page.status == 200
        assert numbers(page)

    def test_counts_what_it_lists(self, world: World) -> None:
        scope = world.actor("desk1").scope
        with world.deployment.work(scope) as work:
            counts = count_open(work.connection, scope, QueueFilter())

        rows = asks(world, "desk1")
        assert counts.total == len(rows) == sum(counts.by_state.values())
        assert counts.by_platform[Platform.LAW_ENFORCEMENT] == sum(
            row.platform is Platform.LAW_ENFORCEMENT for row in rows
        )

    def test_masks_phone_numbers(self, browser: Opens, world: World) -> None:
        world.arrives("占道,联系 13812345678。", "330521001001", matter="M014")

        page = browser("wk-zfd-01").opens("/queue?" + query(q="占道,联系"))

        assert "138****5678" in page
        assert "13812345678" not in page

    def test_shows_a_command_room_what_it_was_told_of(self, browser: Opens, world: World) -> None:
        street = "/queue?" + query(pile="copies", q=world.street)

        assert numbers(browser("wk-zhs-01").opens(street)) == [world.street]
        assert numbers(browser("xs-zhs-01").opens(street)) == []

    def test_marks_what_is_late(self, world: World) -> None:
        number = world.arrives("占道。", "330521001001", matter="M014")
        world.forward(days=1)
        world.climbs()

        assert number in {row.number for row in asks(world, "desk1", overdue=True)}


class TestCursor:
    def test_reads_back_what_it_wrote(self, world: World) -> None:
        cursor = Cursor(START + timedelta(microseconds=7), case_id(world))

        assert read_cursor(str(cursor)) == cursor

    @pytest.mark.parametrize("text", ["", "-", "1-", "x-" + "0" * 32, "1-" + "g" * 32])
    def test_refuses_what_it_never_wrote(self, text: str) -> None:
        with pytest.raises(BadCursor):
            read_cursor(text)


def query(**said: str) -> str:
    return urlencode(said)


def case_id(world: World) -> UUID:
    with world.deployment.work(WORKER) as work:
        return work.cases.get(world.street).case_id


def a_closed_case(world: World) -> str:
    number = world.arrives("占道。", "330521001001", matter="M014")
    world.acts(accept_case, "wk-zfd-01", number)
    world.acts(report_back, "wk-zfd-01", number, result="已劝离")
    world.acts(verify_case, "wk-zhs-01", number, passed=True, note="")
    world.acts(close_case, "wk-zhs-01", number)
    return number

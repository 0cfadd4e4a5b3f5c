"""The supervisor's inbox: told when it matters, with the clock's proof, until it is in hand."""

import re

import pytest

from dispatch.board.inbox import Alert, Shelf, inbox
from dispatch.flows.accept_case import accept_case
from dispatch.flows.close_case import close_case
from dispatch.flows.report_back import report_back
from dispatch.flows.verify_case import verify_case
from tests.web.people import Opens
from tests.web.world import World


@pytest.fixture(scope="module")
def neglected(world: World) -> str:
    """A red-carded case that nobody has touched for days."""
    number = world.arrives("沿街占道经营,一直没人来。", "330521001001", matter="M014")
    for _ in range(8):
        world.forward(hours=12)
        world.climbs()
    return number


def shelf_of(world: World, account: str, shelf: Shelf) -> dict[str, Alert]:
    actor = world.actor(account)
    with world.deployment.work(actor.scope) as work:
        found = inbox(
            work.connection,
            actor.scope,
            shelf,
            units=actor.acts_for,
            now=world.clock.now(),
            limit=500,
        )
    return {each.case.number: each for each in found.rows if each.case}


class TestAlerts:
    def test_prove_which_clock_and_rung_and_who_was_told_before(
        self, neglected: str, world: World
    ) -> None:
        alert = shelf_of(world, "duban1", Shelf.OPEN)[neglected]

        told_before = {one.post for one in alert.told if one.rung < alert.rung}
        assert alert.clock.due < world.clock.now()
        assert alert.body["late_minutes"] > 0
        assert {"handler", "leader", "dispatcher"} <= told_before

    @pytest.mark.usefixtures("neglected")
    def test_are_read_by_being_seen(self, browser: Opens) -> None:
        visitor = browser("duban1")

        first = visitor.opens("/alerts").raw
        second = visitor.opens("/alerts").raw

        assert '<span class="new">新</span>' in first
        assert first.count('<span class="new">') > second.count('<span class="new">')

    def test_stay_away_while_in_hand_and_come_back(
        self, browser: Opens, neglected: str, world: World
    ) -> None:
        alert = shelf_of(world, "wk-duban", Shelf.OPEN)[neglected]
        visitor = browser("wk-duban")

        said = visitor.sends_and_follows(f"/alerts/{alert.notice_id}/acknowledgement")
        in_hand = shelf_of(world, "wk-duban", Shelf.IN_HAND)
        open_now = shelf_of(world, "wk-duban", Shelf.OPEN)
        world.forward(days=3)
        open_later = shelf_of(world, "wk-duban", Shelf.OPEN)

        assert "已知悉。如到" in said
        assert neglected in in_hand
        assert neglected not in open_now
        assert neglected in open_later

    @pytest.mark.usefixtures("neglected")
    def test_show_of_each_clock_only_the_last_rung(self, world: World) -> None:
        actor = world.actor("wk-zfd-02")
        with world.deployment.work(actor.scope) as work:
            page = inbox(
                work.connection,
                actor.scope,
                Shelf.OPEN,
                units=actor.acts_for,
                now=world.clock.now(),
                limit=500,
            )

        clocks = [(each.subject, each.clock.name) for each in page.rows if each.clock]
        assert len(clocks) == len(set(clocks))

    def test_are_settled_when_the_clock_stops(self, world: World) -> None:
        number = world.arrives("占道。", "330521001002", matter="M014")
        for _ in range(4):
            world.forward(hours=6)
            world.climbs()
        assert number in shelf_of(world, "desk1", Shelf.OPEN)

        world.acts(accept_case, "wk-zfd-01", number)
        world.acts(report_back, "wk-zfd-01", number, result="已劝离")
        world.acts(verify_case, "wk-zhs-01", number, passed=True, note="")
        world.acts(close_case, "wk-zhs-01", number)

        assert number not in shelf_of(world, "desk1", Shelf.OPEN)
        assert number in shelf_of(world, "desk1", Shelf.SETTLED)

    def test_come_page_by_page(self, browser: Opens, world: World) -> None:
        for _ in range(22):
            world.arrives("占道。", "330521001001", matter="M014")
        world.forward(days=2)
        for _ in range(6):
            world.climbs()
            world.forward(hours=12)
        visitor = browser("duban2")
        seen, path = [], "/alerts"

        while path:
            page = visitor.opens(path)
            seen += re.findall(r"/alerts/([0-9a-f-]{36})/acknowledgement", page.raw)
            after = re.search(r'href="(/alerts\?[^"]*after=[^"]*)">下一页', page.text)
            path = after[1] if after else None

        assert len(seen) > 20
        assert len(seen) == len(set(seen))

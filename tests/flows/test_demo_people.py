"""The demo's people take some old alerts in hand, never all, and none that is young."""

import pytest

from deploy.demo.people import People
from dispatch.board.inbox import Shelf
from tests.support.county import CountyWorld


@pytest.fixture
def people(county: CountyWorld) -> People:
    """A county in which alerts have piled up, half an hour ago."""
    county.takes(*(county.record(f"第{n}处") for n in range(8)))
    county.clock.forward(days=1)
    county.tick_until_quiet()
    county.clock.forward(minutes=30)
    return People(county.deployment, county.code, busy=True)


def in_hand(county: CountyWorld) -> int:
    ((count,),) = county.rows("select count(*) from notice where acknowledged_at is not null")
    return int(count)


class TestAcknowledgingLate:
    def test_leaves_young_alerts_alone(self, county: CountyWorld, people: People) -> None:
        assert people.acknowledge_late(at_most=100) == 0
        assert in_hand(county) == 0

    def test_takes_no_more_at_once_than_it_may(self, county: CountyWorld, people: People) -> None:
        county.clock.forward(minutes=11)

        assert people.acknowledge_late(at_most=2) == 2

        assert in_hand(county) == 2
        assert people.refused == []

    def test_never_takes_them_all(self, county: CountyWorld, people: People) -> None:
        county.clock.forward(minutes=11)
        for _ in range(10):
            people.acknowledge_late(at_most=100)

        ((told,),) = county.rows("select count(*) from notice where kind = 'rung'")
        assert 0 < in_hand(county) < told
        assert people.acknowledge_late(at_most=100) == 0
        assert county.breaches() == []

    def test_moves_an_alert_to_the_shelf_of_its_own_person(
        self, county: CountyWorld, people: People
    ) -> None:
        county.clock.forward(minutes=11)
        people.acknowledge_late(at_most=1)

        ((account,),) = county.rows("select account from notice where acknowledged_at is not null")
        assert len(county.person(account).inbox.on(Shelf.IN_HAND)) == 1

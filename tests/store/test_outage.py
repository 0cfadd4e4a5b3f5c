"""The broker is away: since when is kept, and how much waits; who says so twice moves nothing."""

from datetime import datetime

from dispatch.board.outages import BrokerAway, broker_away
from dispatch.flows.note_outage import note_away, note_back
from dispatch.journal.model import Part
from dispatch.people.scope import WORKER
from tests.support.county import CountyWorld


def seen(county: CountyWorld) -> BrokerAway | None:
    scope = county.desk().actor.scope
    with county.deployment.work(scope) as work:
        return broker_away(work.connection, scope)


def says_away(county: CountyWorld) -> datetime:
    with county.deployment.work(WORKER) as work:
        note_away(Part.KAFKA, work=work, now=county.clock.now())
    return county.clock.now()


def says_back(county: CountyWorld) -> None:
    with county.deployment.work(WORKER) as work:
        note_back(Part.KAFKA, work=work, now=county.clock.now())


class TestOutage:
    def test_is_not_there_while_all_is_well(self, county: CountyWorld) -> None:
        says_back(county)

        assert seen(county) is None

    def test_begins_when_it_was_first_said(self, county: CountyWorld) -> None:
        began = says_away(county)
        county.clock.forward(minutes=5)
        says_away(county)

        assert seen(county) == BrokerAway(began, 0)

    def test_counts_the_reports_that_have_no_case_yet(self, county: CountyWorld) -> None:
        began = says_away(county)
        worker = county.grid_worker("敖凯")
        worker.reports("一处")
        worker.reports("二处")
        before = seen(county)
        county.relay()

        assert before == BrokerAway(began, 2)
        assert seen(county) == BrokerAway(began, 0)

    def test_ends_and_the_next_one_begins_anew(self, county: CountyWorld) -> None:
        says_away(county)
        county.clock.forward(minutes=5)
        says_back(county)
        between = seen(county)
        county.clock.forward(minutes=5)
        again = says_away(county)

        assert between is None
        assert seen(county) == BrokerAway(again, 0)

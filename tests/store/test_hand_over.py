"""While the broker is away accepted reports find their case without it, once and in order."""

import pytest

from dispatch.bootstrap import Deployment
from dispatch.flows.accept_report import EVENTS_TOPIC
from dispatch.flows.hand_over_reports import hand_over_reports
from dispatch.flows.take_reports import take_reports
from dispatch.intake.inbox import inbox_key
from dispatch.people.scope import WORKER
from dispatch.transaction import TakenMeanwhile
from dispatch.wire.envelope import read_record
from tests.support.county import CountyWorld, Somebody


@pytest.fixture
def worker(county: CountyWorld) -> Somebody:
    return county.grid_worker("敖凯")


def hands_over(county: CountyWorld, limit: int = 500) -> list[str]:
    """Hand over as the relay does; return the texts in the order of their cases."""
    deployment = county.deployment
    with deployment.work(WORKER) as work:
        taken = hand_over_reports(
            work=work, counties=deployment.counties(), now=county.clock.now(), limit=limit
        )
    assert not taken.quarantined
    return [new.report.text for new in taken.opened]


def outcomes(county: CountyWorld) -> list[str]:
    """Return what became of each record, as the receipts tell it, oldest first."""
    return [
        outcome
        for (outcome,) in county.rows(
            "select convert_from(payload, 'UTF8')::jsonb #>> '{data,outcome}' from outbox"
            " where topic like '%receipts%' order by message_id"
        )
    ]


class TestHandOver:
    def test_opens_the_cases_in_the_order_of_the_outbox(
        self, county: CountyWorld, worker: Somebody
    ) -> None:
        for n in range(5):
            worker.reports(f"第{n}处小广告")

        first, second = hands_over(county, limit=3), hands_over(county)

        assert [*first, *second] == [f"第{n}处小广告" for n in range(5)]
        assert hands_over(county) == []
        county.clock.forward(minutes=6)
        assert county.breaches() == []

    def test_leaves_the_messages_for_kafka_where_they_change_nothing(
        self, county: CountyWorld, worker: Somebody
    ) -> None:
        receipt = worker.reports().receipt
        hands_over(county)

        relayed = county.relay()

        assert relayed == 1
        assert outcomes(county) == ["accepted", "duplicate"]
        assert county.rows("select receipt, topic from report") == [(receipt, "outbox")]
        assert county.rows("select count(*) from cases") == [(1,)]
        assert county.breaches() == []

    def test_takes_one_that_lies_unread_in_kafka_before_those_that_wait(
        self, county: CountyWorld, worker: Somebody
    ) -> None:
        worker.reports("已发出")
        with county.deployment.work(WORKER) as work:
            sent = work.outbox.claim(10)
            work.outbox.mark_sent([each.message_id for each in sent], at=county.clock.now())
        worker.reports("还在等")

        assert hands_over(county) == ["已发出", "还在等"]

    def test_takes_nothing_that_has_its_case(self, county: CountyWorld, worker: Somebody) -> None:
        worker.reports()
        county.relay()

        assert hands_over(county) == []

    def test_leaves_the_records_of_townships_alone(self, county: CountyWorld) -> None:
        county.a_case()

        assert hands_over(county) == []

    def test_waits_while_another_hands_over(self, county: CountyWorld, worker: Somebody) -> None:
        worker.reports()
        with county.deployment.work(WORKER) as work:
            assert len(work.reports.without_case(10)) == 1

            assert hands_over(county) == []

        assert len(hands_over(county)) == 1


class TestBothWays:
    def test_at_once_give_one_case_and_the_later_fails_whole(
        self, county: CountyWorld, worker: Somebody, deployment: Deployment
    ) -> None:
        """The consumer has looked the report up, and only then the relay hands it over."""
        worker.reports()
        ((payload,),) = county.rows(
            "select payload from outbox where topic = :topic", topic=EVENTS_TOPIC
        )
        arrivals = county.arrivals(bytes(payload))

        def consumer_looks_first(*_: object) -> dict[object, object]:
            return known

        with deployment.work(WORKER) as looking:
            report = read_record(arrivals[0].value, now=county.clock.now())
            known = looking.reports.known([inbox_key(report)])
        hands_over(county)

        with pytest.raises(TakenMeanwhile), deployment.work(WORKER) as work:
            work.reports.known = consumer_looks_first  # type: ignore[method-assign]
            take_reports(
                arrivals, work=work, counties=deployment.counties(), now=county.clock.now()
            )

        assert county.rows("select count(*) from cases") == [(1,)]
        county.take(arrivals)
        assert outcomes(county) == ["accepted", "duplicate"]
        assert county.breaches() == []

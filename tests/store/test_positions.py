"""The position in Kafka, kept beside the effects: whoever lost the partition cannot write."""

import pytest

from dispatch.bootstrap import Deployment
from dispatch.flows.take_reports import take_reports
from dispatch.intake.store import Fenced
from dispatch.people.scope import WORKER
from tests.support.county import CountyWorld

HERE = ("a group", "township.events.v1", 0)


class TestPosition:
    def test_is_unknown_before_anything_was_read(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            assert work.positions.read(*HERE) is None

    def test_moves_from_where_it_is_expected(self, deployment: Deployment) -> None:
        for expected, to in ((0, 5), (5, 6), (6, 100)):
            with deployment.work(WORKER) as work:
                work.positions.advance(*HERE, expected=expected, to=to)

        with deployment.work(WORKER) as work:
            assert work.positions.read(*HERE) == 100

    @pytest.mark.parametrize("expected", [0, 4, 6])
    def test_moves_from_nowhere_else(self, deployment: Deployment, expected: int) -> None:
        with deployment.work(WORKER) as work:
            work.positions.advance(*HERE, expected=0, to=5)

        with pytest.raises(Fenced), deployment.work(WORKER) as work:
            work.positions.advance(*HERE, expected=expected, to=9)

        with deployment.work(WORKER) as work:
            assert work.positions.read(*HERE) == 5

    def test_of_one_group_is_not_anothers(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            work.positions.advance(*HERE, expected=0, to=5)
            work.positions.advance("another", *HERE[1:], expected=0, to=2)

            assert work.positions.read(*HERE) == 5


class TestFrozenConsumer:
    def test_that_wakes_up_late_writes_nothing(
        self, county: CountyWorld, deployment: Deployment
    ) -> None:
        """It was frozen before its commit; another took over the partition and went on."""
        value = county.record(record_id="1")
        arrivals = county.arrivals(value)

        with pytest.raises(Fenced), deployment.work(WORKER) as frozen:
            take_reports(
                arrivals, work=frozen, counties=deployment.counties(), now=county.clock.now()
            )
            # The other process takes the same records first, under the same group.
            frozen.connection.rollback()
            with deployment.work(WORKER) as other:
                other.positions.advance(*HERE, expected=0, to=1)
                take_reports(
                    arrivals, work=other, counties=deployment.counties(), now=county.clock.now()
                )
            with deployment.work(WORKER) as thawed:
                thawed.positions.advance(*HERE, expected=0, to=1)

        assert county.rows("select count(*) from cases") == [(1,)]
        assert county.breaches() == []

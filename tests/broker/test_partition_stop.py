"""Nothing but refusals means that something larger is wrong: the partition waits for a person."""

from tests.support.crashing import wait_until
from tests.support.working import TOWNSHIPS, Working

RUN = "5"


class TestPartition:
    def test_that_brings_only_refusals_stops_and_the_others_go_on(self, at_work: Working) -> None:
        bad, others = TOWNSHIPS[0], TOWNSHIPS[1:]
        consumer = at_work.workers.start("reports", quarantine_run=RUN, batch_size="3")
        stopped = at_work.produce([(bad, b"{no json")] * 6)[0].partition
        wait_until(lambda: consumer.lines("partition_stopped"), told="the partition stops")
        position = at_work.stored()[stopped]

        others_lie = at_work.produce([at_work.a_record(key) for key in others for _ in range(5)])
        behind = at_work.produce([at_work.a_record(bad)])
        elsewhere = sum(each.partition != stopped for each in others_lie)
        wait_until(lambda: at_work.count("cases") >= elsewhere, told="the others go on")

        (said,) = consumer.lines("partition_stopped")
        assert (said["level"], said["partition"]) == ("critical", stopped)
        assert at_work.stored()[stopped] == position <= behind[0].position
        assert elsewhere > 0
        at_work.holds()

    def test_goes_on_as_long_as_good_ones_come_between(self, at_work: Working) -> None:
        key = TOWNSHIPS[0]
        consumer = at_work.workers.start("reports", quarantine_run=RUN, batch_size="3")

        at_work.produce(
            [
                record
                for _ in range(4)
                for record in (*[(key, b"{no json")] * 4, at_work.a_record(key))
            ]
        )
        at_work.settles(20)

        assert consumer.lines("partition_stopped") == []
        assert at_work.count("cases") == 4
        assert at_work.count("quarantine") == 16
        at_work.holds()

"""The position beside the effects counts, whatever Kafka believes."""

from kafka import OffsetAndMetadata, TopicPartition

from tests.support.working import Working
from workers.topics import EVENTS, PARTITIONS


class TestConsumer:
    def test_goes_on_at_the_stored_position_when_kafkas_own_says_zero(
        self, at_work: Working
    ) -> None:
        records = at_work.records(60)
        consumer = at_work.workers.start("reports")
        at_work.produce(records)
        at_work.settles(60)
        assert consumer.stop() == 0
        before = at_work.stored()

        with at_work.admin() as admin:
            # A static member stays in the group until its session ends; an empty one can be moved.
            admin.remove_group_members(at_work.group, [])
            admin.alter_group_offsets(
                at_work.group,
                {
                    TopicPartition(at_work.topic(EVENTS), n): OffsetAndMetadata(0)
                    for n in range(PARTITIONS)
                },
            )
        more = at_work.records(30)
        again = at_work.workers.start("reports")
        at_work.produce(more)
        at_work.settles(90)

        at_work.each_is_one_case([*records, *more])
        assert all(at_work.stored()[number] >= position for number, position in before.items())
        assert sum(each["duplicates"] for each in again.lines("batch_taken")) == 0
        at_work.holds()

    def test_takes_up_everything_when_its_group_is_deleted(self, at_work: Working) -> None:
        records = at_work.records(60)
        consumer = at_work.workers.start("reports", consumer_slot="")
        at_work.produce(records)
        at_work.settles(60)
        assert consumer.stop() == 0

        with at_work.admin() as admin:
            admin.delete_groups([at_work.group])
        more = at_work.records(30)
        again = at_work.workers.start("reports")
        at_work.produce(more)
        at_work.settles(90)

        at_work.each_is_one_case([*records, *more])
        assert sum(each["duplicates"] for each in again.lines("batch_taken")) == 0
        at_work.holds()

    def test_of_which_two_share_the_partitions_takes_each_record_once(
        self, at_work: Working
    ) -> None:
        records = at_work.records(300)
        for slot in ("a", "b"):
            at_work.workers.start("reports", consumer_slot=slot, batch_size="10")

        at_work.produce(records)
        at_work.settles(300)

        at_work.each_is_one_case(records)
        at_work.holds()


class TestRecordSentTwice:
    def test_by_its_producer_is_one_case_and_answered_with_the_first_receipt(
        self, at_work: Working
    ) -> None:
        records = at_work.records(20)
        at_work.workers.start("reports")

        at_work.produce([*records, *records])
        at_work.settles(40)

        at_work.each_is_one_case(records)
        at_work.holds()

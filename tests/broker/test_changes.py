"""Changes on Kafka: per case in order and without a gap, also under a death in between."""

import json
from itertools import groupby
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from tests.support.crashing import wait_until
from tests.support.working import PARTITIONS, Working

CHANGES = "case.changes.v1"


def changes(at_work: Working) -> list[dict[str, Any]]:
    """Read the whole topic, partition by partition, with each message's key."""
    reader = KafkaConsumer(bootstrap_servers=at_work.deployment.settings.kafka_bootstrap)
    partitions = [TopicPartition(at_work.topic(CHANGES), number) for number in range(PARTITIONS)]
    found: list[dict[str, Any]] = []
    try:
        ends = reader.end_offsets(partitions)
        reader.assign(partitions)
        reader.seek_to_beginning(*partitions)
        while any(reader.position(each) < ends[each] for each in partitions):
            for records in reader.poll(timeout_ms=500).values():
                found += [{**json.loads(one.value), "key": one.key.decode()} for one in records]
    finally:
        reader.close()
    return found


def told_of(at_work: Working) -> dict[str, list[int]]:
    """Return of each case the numbers of its changes, each id taken once, in order of arrival."""
    seen: set[str] = set()
    once = [one for one in changes(at_work) if not (one["id"] in seen or seen.add(one["id"]))]
    by_case = sorted(once, key=lambda one: one["key"])
    return {
        key: [one["caseseq"] for one in of_case]
        for key, of_case in groupby(by_case, key=lambda one: one["key"])
    }


def lengths(at_work: Working) -> dict[str, list[int]]:
    """Return of each case the numbers that its timeline has."""
    rows = at_work.county.rows("select number, last_seq from cases")
    return {number: list(range(1, last + 1)) for number, last in rows}


class TestChanges:
    def test_reach_the_topic_once_in_order_when_the_teller_dies_between_send_and_mark(
        self, at_work: Working
    ) -> None:
        county = at_work.county
        numbers = [county.a_case(f"第{n}处小广告") for n in range(12)]
        unit = county.person("wk-zfd-01")
        for number in numbers:
            unit.accepts(number)
        at_work.workers.start("changes", failpoint="changes.sent:exit").dies_at_its_fail_point()
        for number in numbers[::2]:
            unit.reports_back(number)
        at_work.workers.start("changes", failpoint="changes.sent:exit").dies_at_its_fail_point()

        at_work.workers.start("changes")
        wait_until(lambda: told_of(at_work) == lengths(at_work), told="every change is told")

        assert len(changes(at_work)) > sum(map(len, lengths(at_work).values()))
        assert {one["key"] for one in changes(at_work)} == set(numbers)
        assert at_work.breaches() == []

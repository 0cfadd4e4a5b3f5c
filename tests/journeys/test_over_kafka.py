"""The same promise on the whole road: phone, outbox, Kafka, three worker processes, an inbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.stack import LocalStack
from dispatch.casework.model import State
from tests.support.crashing import wait_until
from tests.support.topics import check
from tests.support.working import Working, working
from workers.topics import TOPICS


@pytest.fixture
def at_work(stack: LocalStack, database: str, tmp_path: Path) -> Iterator[Working]:
    with working(stack.endpoints, database, tmp_path) as found:
        for name in ("reports", "relay", "changes", "clockwork"):
            found.workers.start(name)
        yield found


@pytest.fixture(autouse=True)
def every_message_is_as_published(at_work: Working) -> Iterator[None]:
    """Check afterwards what lies on the topics against what is published of them."""
    yield
    for topic in TOPICS:
        for payload in at_work.payloads(topic.name):
            check(topic.name, payload)


class TestReport:
    def test_that_nobody_touches_reaches_the_supervisor(self, at_work: Working) -> None:
        county = at_work.county
        receipt = county.grid_worker("敖凯").reports("桥头有人乱贴小广告", at="居仁社区第1网格")
        wait_until(lambda: at_work.count("cases") == 1, told="the report became a case")

        county.clock.forward(days=10)
        supervisor = county.supervisor("慎云飞")
        wait_until(
            lambda: any("挂牌通报" in alert.words for alert in supervisor.inbox.open),
            told="the last rung of the handle clock",
        )

        assert supervisor.inbox.first.says("居仁社区", "桥头有人乱贴小广告", "超期")
        ((number,),) = county.rows(
            "select c.number from cases c join report r using (case_id) where r.receipt = :receipt",
            receipt=receipt.receipt,
        )
        told = [account for fired in county.fired(number) for account in fired.told]
        assert told[0] == "wk-zfd-01"
        assert county.case(number).holder_unit == "330521001-ZFD"
        until = supervisor.acknowledges(supervisor.inbox.first)
        assert until > county.clock.now()

    def test_that_is_handled_in_time_disturbs_nobody(self, at_work: Working) -> None:
        county = at_work.county
        county.grid_worker("敖凯").reports("桥头有人乱贴小广告")
        wait_until(lambda: at_work.count("cases") == 1, told="the report became a case")
        ((number,),) = county.rows("select number from cases")

        county.person("wk-zfd-01").accepts(number)
        county.person("wk-zfd-01").reports_back(number)
        county.grid_worker("敖凯").verifies(number)
        county.person("wk-zhs-01").closes(number)
        county.clock.forward(days=10)
        at_work.workers.start("clockwork")

        assert county.case(number).state is State.CLOSED
        wait_until(lambda: not at_work.unsent(), told="nothing waits in the outbox")
        assert at_work.count("rung_fired") == 0
        at_work.holds()

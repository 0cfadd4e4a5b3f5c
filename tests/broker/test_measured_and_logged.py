"""A worker tells what it measured at its own port, and logs nothing that a citizen wrote."""

import json
import re
import urllib.request

from deploy.local.server import free_port
from tests.support.crashing import wait_until
from tests.support.working import TOWNSHIPS, Working

NAME, PHONE = "金丝雀沈秀英", "13805721234"


def measured(port: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def records(at_work: Working) -> list[tuple[bytes, bytes]]:
    key = TOWNSHIPS[0]
    good = json.loads(at_work.a_record(key)[1])
    good["data"] |= {"text": f"{NAME},电话{PHONE}", "reporter": {"name": NAME, "phone": PHONE}}
    bodies = [
        good,
        good,
        {**good, "data": {**good["data"], "text": f"{NAME}另有一事"}},
        {**good, "id": NAME, "data": {**good["data"], "area_code": NAME}},
        {**good, "id": "n", "data": {**good["data"], "text": f"{NAME}\0{PHONE}"}},
        {**good, "id": "l", "source": NAME * 40},
        {**good, "id": "o", "data": {**good["data"], "occurred_at": PHONE}},
    ]
    odd = [
        f'{{"{NAME}": {PHONE}, "{NAME}": 1}}'.encode(),
        f"{NAME}{PHONE}".encode(),
        NAME.encode("gb18030"),
    ]
    return [(key, json.dumps(each, ensure_ascii=False).encode()) for each in bodies] + [
        (key, each) for each in odd
    ]


class TestReportsWorker:
    def test_tells_what_it_measured_and_nothing_personal(self, at_work: Working) -> None:
        sent, port = records(at_work), str(free_port())
        worker = at_work.workers.start("reports", metrics_port=port)
        relay = at_work.workers.start("relay")

        at_work.produce(sent)
        at_work.settles(len(sent))
        at_work.relayed()
        wait_until(lambda: "dispatch_batch_seconds_count" in measured(port))

        shown = measured(port)
        counts = dict(re.findall(r'dispatch_records_total\{outcome="(\w+)"\} (\S+)', shown))
        assert sum(map(float, counts.values())) == len(sent)
        assert float(counts["quarantined"]) >= 5
        assert re.search(r'dispatch_lag_records\{partition="\d+"\} 0\.0', shown)
        assert 'dispatch_heartbeat_timestamp_seconds{worker="reports"}' in shown
        for text in (shown, worker.said, relay.said):
            assert NAME not in text
            assert PHONE not in text
        assert worker.lines("batch_taken")


class TestClockwork:
    def test_measures_how_the_deployment_stands(self, at_work: Working) -> None:
        port = str(free_port())

        at_work.workers.start("clockwork", metrics_port=port)

        wait_until(lambda: "dispatch_cases_overdue" in measured(port), seconds=60)
        shown = measured(port)
        assert 'dispatch_brake_on{county="330521"} 0.0' in shown
        assert "dispatch_outbox_waiting 0.0" in shown
        assert "dispatch_records_total" not in shown

"""What the web accepts goes through the outbox and Kafka to the consumer, and is one case."""

import uuid

from tests.support.crashing import wait_until
from tests.support.working import RECEIPTS, Working


class TestReportAcceptedByTheWeb:
    def test_becomes_one_case_under_the_receipt_that_was_given_first(
        self, at_work: Working
    ) -> None:
        worker = at_work.county.grid_worker("敖凯")
        keys = [str(uuid.uuid4()) for _ in range(20)]
        given = [worker.reports(f"第{n}处小广告", key=key).receipt for n, key in enumerate(keys)]
        assert at_work.count("report where case_id is null") == 20

        at_work.workers.start("relay")
        at_work.workers.start("reports")
        wait_until(lambda: at_work.count("cases") >= 20, told="every report has its case")
        at_work.relayed()

        rows = at_work.county.rows(
            "select r.receipt, r.text, r.reporter_account, c.reporter_account from report r"
            " join cases c using (county_code, case_id) order by r.position"
        )
        assert rows == [
            (receipt, f"第{n}处小广告", worker.account, worker.account)
            for n, receipt in enumerate(given)
        ]
        told = at_work.read(RECEIPTS)
        assert [each["receipt"] for each in told] == given
        assert worker.reports("第3处小广告", key=keys[3]).receipt == given[3]
        assert (at_work.unsent(), at_work.count("cases")) == (0, 20)
        at_work.holds()

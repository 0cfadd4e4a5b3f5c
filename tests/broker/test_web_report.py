"""What the web accepts goes through the outbox and Kafka to the consumer, and is one case."""

from tests.support.crashing import wait_until
from tests.support.working import RECEIPTS, Working


class TestReportAcceptedByTheWeb:
    def test_becomes_one_case_under_the_receipt_that_was_given_first(
        self, at_work: Working
    ) -> None:
        worker = at_work.county.grid_worker("敖凯")
        given = [worker.reports(f"第{n}处小广告").receipt for n in range(20)]
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
        at_work.holds()

    def test_is_answered_with_the_same_receipt_when_the_form_is_sent_again(
        self, at_work: Working
    ) -> None:
        key = "018f0000-0000-7000-8000-000000000001"
        worker = at_work.county.grid_worker("敖凯")
        first = worker.reports(key=key)
        at_work.workers.start("relay")
        at_work.workers.start("reports")
        wait_until(lambda: at_work.count("cases") == 1, told="the report has its case")

        again = worker.reports(key=key)

        assert again.receipt == first.receipt
        at_work.relayed()
        assert at_work.count("cases") == 1
        at_work.holds()

"""A new edition comes into force while reports pour in: no restart, nothing lost, none mis-stamped.

Each case names the edition that decided it; the edition's own files, read again, must give the
very reason that was stored, byte for byte.
"""

import json
import threading
import time
from datetime import date
from typing import Any

from dispatch.editions.model import Action, Edit
from dispatch.flows.decide_draft import approve_draft
from dispatch.flows.keep_draft import begin_draft, edit_draft
from dispatch.flows.submit_draft import submit_draft
from dispatch.routing.because import document
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from dispatch.wire.county.files import LINES
from dispatch.wire.county.reader import read_files
from tests.support.crashing import wait_until
from tests.support.working import Keyed, Working

STALLS = "M014"
LEADS = ("330521-ZJ", "330521-GA", "330521-ZHZF", "330521-ZJ")
TOWNSHIPS = ("330521001", "330521002", "330521102")


class Pouring(threading.Thread):
    """Sends reports of one matter, some hundred a second, until it is told to stop."""

    def __init__(self, at_work: Working) -> None:
        super().__init__(daemon=True)
        self._at_work = at_work
        self.sent: list[Keyed] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            records = [
                (
                    township.encode(),
                    self._at_work.county.record(
                        f"第 {len(self.sent)} 处占道经营",
                        at=f"{township}",
                        matter=STALLS,
                        record_id=f"{len(self.sent) + n:06}",
                    ),
                )
                for n, township in enumerate(TOWNSHIPS * 5)
            ]
            self._at_work.produce_later(records)
            self.sent += records
            time.sleep(0.05)


def publish(at_work: Working, unit: str) -> None:
    """Let two keepers bring an edition that gives the matter to another unit."""
    county = at_work.county
    rows = [
        line.row_id
        for line in county.loaded.book.lines
        if line.matter == STALLS and line.part == "lead" and line.duty == "dispose"
    ]
    county.look_for_editions()
    for account, step in (("qingdan1", "write"), ("qingdan2", "approve")):
        actor = county.person(account).actor
        with county.deployment.work(actor.scope) as work:
            here: dict[str, Any] = {
                "actor": actor,
                "work": work,
                "county": county.loaded,
                "now": county.clock.now(),
            }
            if step == "write":
                draft = begin_draft(f"改由 {unit}", **here)
                edits = [Edit(LINES, row, Action.SET, {"unit": unit}) for row in rows]
                edit_draft(draft.draft_id, edits, **here)
                submit_draft(draft.draft_id, note="演练", **here)
            else:
                approve_draft(draft.draft_id, in_force_from=date(2026, 11, 23), note="", **here)


def in_force(at_work: Working) -> int:
    ((edition,),) = at_work.county.rows("select edition from county where county_code = '330521'")
    return int(edition)


class TestEdition:
    def test_is_taken_up_under_load_and_each_case_names_the_one_that_decided(
        self, at_work: Working
    ) -> None:
        consumers = [
            at_work.workers.start("reports", consumer_slot=slot, batch_size="40")
            for slot in ("a", "b")
        ]
        at_work.workers.start("lists")
        pouring = Pouring(at_work)
        pouring.start()
        wait_until(lambda: at_work.count("cases") > 100, seconds=60, told="reports become cases")

        for number, unit in enumerate(LEADS, 2):
            publish(at_work, unit)
            wait_until(lambda n=number: in_force(at_work) == n, told=f"edition {number} in force")
            wait_until(
                lambda n=number: at_work.count(f"cases where edition = {n}") > 20,
                seconds=60,
                told=f"edition {number} decides",
            )
            at_work.county.look_for_editions()
        pouring.over.set()
        pouring.join()
        at_work.delivered()
        at_work.settles(len(pouring.sent), seconds=120)

        assert [each.ended for each in consumers] == [None, None]
        at_work.each_is_one_case(pouring.sent)
        editions = self.decided_by(at_work)
        assert set(editions) == {1, 2, 3, 4, 5}
        at_work.holds()

    def test_comes_once_although_its_worker_died_before_the_commit(self, at_work: Working) -> None:
        publish(at_work, LEADS[0])
        at_work.workers.start(
            "lists", failpoint="lists.before_commit:exit"
        ).dies_at_its_fail_point()
        assert in_force(at_work) == 1

        at_work.workers.start("lists")
        wait_until(lambda: in_force(at_work) == 2, told="the edition is in force")
        wait_until(lambda: at_work.count("rerouted_edition") > 0, told="open cases were asked")

        states = at_work.county.rows("select state, edition from list_draft")
        assert states == [("in_force", 2)]
        assert at_work.count("edition") == 2

    def decided_by(self, at_work: Working) -> dict[int, int]:
        """Replay every stored decision by the edition that it names; count them by edition."""
        with at_work.county.deployment.work(at_work.county.person("desk1").actor.scope) as work:
            books = {
                number: read_files(work.counties.files(at_work.county.code, number))
                for number in range(1, len(LEADS) + 2)
            }
        found: dict[int, int] = {}
        for edition, lead, because in at_work.county.rows(
            "select edition, lead_unit, because from cases"
        ):
            kept = because["routing"]
            inputs = kept["inputs"]
            again = decide(
                Question(
                    matter=inputs["matter"],
                    area=inputs["area_given"],
                    day=date.fromisoformat(inputs["day"]),
                    attributes=dict(inputs["attributes"]),
                    matter_source=inputs["matter_source"],
                    matter_words=tuple(inputs["matter_words"]),
                    area_source=inputs["area_source"],
                ),
                books[edition],
            )
            assert json.dumps(document(again.because), sort_keys=True) == json.dumps(
                kept, sort_keys=True
            )
            assert again.lead == lead
            assert lead == ("330521-ZHZF", *LEADS)[edition - 1]
            found[edition] = found.get(edition, 0) + 1
        return found

"""Who did what to the system itself: numbered from 1, each entry sealing the one before it."""

import threading
from contextlib import suppress
from typing import Any

from sqlalchemy import text

from dispatch.bootstrap import Deployment
from dispatch.journal.chain import GENESIS, instant, seal
from dispatch.people.scope import WORKER
from tests.support.county import START, CountyWorld


def note(deployment: Deployment, object_: str, *, county: str = "330521") -> None:
    with deployment.work(WORKER) as work:
        work.audit.note(
            county=county,
            actor="desk1",
            action="test.noted",
            object=object_,
            body={"words": "墙上", "count": 3},
            at=START,
        )


def entries(county: CountyWorld, code: str = "330521") -> list[Any]:
    with county.deployment.work(WORKER) as work:
        return list(
            work.connection.execute(
                text("select * from audit_entry where county_code = :code order by seq"),
                {"code": code},
            )
        )


def first_unsealed(chain: list[Any]) -> int | None:
    """Return the number of the first entry that its seal does not hold."""
    before = GENESIS
    for number, entry in enumerate(chain, start=1):
        sealed = seal(
            before,
            {
                "county_code": entry.county_code,
                "seq": number,
                "actor": entry.actor,
                "action": entry.action,
                "object": entry.object,
                "body": entry.body,
                "at": instant(entry.at),
            },
        )
        if (entry.seq, bytes(entry.prev_hash), bytes(entry.hash)) != (number, before, sealed):
            return number
        before = sealed
    return None


class TestAudit:
    def test_counts_from_one_and_seals_each_entry(self, county: CountyWorld) -> None:
        for n in range(3):
            note(county.deployment, f"object {n}")

        chain = entries(county)
        assert [entry.seq for entry in chain] == [1, 2, 3, 4]
        assert chain[0].action == "county.published"
        assert first_unsealed(chain) is None

    def test_of_each_county_is_its_own(self, county: CountyWorld) -> None:
        note(county.deployment, "ours")
        note(county.deployment, "theirs", county="330122")

        assert [entry.seq for entry in entries(county)] == [1, 2]
        assert [entry.seq for entry in entries(county, "330122")] == [1]
        assert first_unsealed(entries(county, "330122")) is None

    def test_stays_whole_when_many_write_at_once(self, county: CountyWorld) -> None:
        writers, each = 4, 5
        gate = threading.Barrier(writers)

        def write(me: int) -> None:
            gate.wait(10)
            for n in range(each):
                note(county.deployment, f"{me}/{n}")

        threads = [threading.Thread(target=write, args=(me,)) for me in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        chain = entries(county)
        assert len(chain) == 1 + writers * each
        assert first_unsealed(chain) is None

    def test_has_no_gap_where_a_transaction_failed(self, county: CountyWorld) -> None:
        with suppress(LookupError), county.deployment.work(WORKER) as work:
            work.audit.note(county="330521", actor="a", action="b", object="c", body={}, at=START)
            raise LookupError

        note(county.deployment, "after")

        assert [entry.seq for entry in entries(county)] == [1, 2]
        assert first_unsealed(entries(county)) is None

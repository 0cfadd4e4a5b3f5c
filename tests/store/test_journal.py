"""What was told stays told: nobody in the product can alter or remove it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from dispatch.bootstrap import Deployment
from dispatch.journal.chain import GENESIS, instant, seal
from dispatch.people.scope import WORKER
from tests.support.county import CountyWorld

APPENDED = ("journal", "audit_entry", "edition", "list_change", "rung_fired")


@pytest.mark.parametrize("table", APPENDED)
@pytest.mark.parametrize("statement", ["update {} set county_code = county_code", "delete from {}"])
def test_what_is_appended_is_never_changed(
    deployment: Deployment, table: str, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        deployment.work(WORKER) as work,
    ):
        work.connection.execute(text(statement.format(table)))


@pytest.mark.parametrize("table", ["cases", "report", "promise", "notice", "account", "county"])
def test_what_people_rely_on_is_never_removed(deployment: Deployment, table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        deployment.work(WORKER) as work,
    ):
        work.connection.execute(text(f"delete from {table}"))


@pytest.mark.parametrize(
    "statement", ["truncate journal", "drop table journal", "create table x ()"]
)
def test_the_schema_is_not_the_products_own(deployment: Deployment, statement: str) -> None:
    with pytest.raises(ProgrammingError), deployment.work(WORKER) as work:
        work.connection.execute(text(statement))


class TestTimeline:
    def test_has_no_two_entries_of_one_number(self, county: CountyWorld) -> None:
        number = county.a_case()
        entry = county.timeline(number)[0]

        with pytest.raises(IntegrityError), county.deployment.work(WORKER) as work:
            work.cases.record(entry, {})


class TestAudit:
    def test_seals_each_entry_with_the_one_before(self, county: CountyWorld) -> None:
        with county.deployment.work(WORKER) as work:
            for n in range(3):
                work.audit.note(
                    county=county.code,
                    actor="auditor",
                    action="looked",
                    object=str(n),
                    body={"n": n},
                    at=county.clock.now(),
                )

        rows = county.rows(
            "select seq, actor, action, object, body, at, prev_hash, hash from audit_entry"
            " order by seq"
        )
        before = GENESIS
        for seq, actor, action, thing, body, at, prev_hash, digest in rows:
            values = {
                "county_code": county.code,
                "seq": seq,
                "actor": actor,
                "action": action,
                "object": thing,
                "body": body,
                "at": instant(at),
            }
            assert bytes(prev_hash) == before
            assert bytes(digest) == seal(before, values)
            before = bytes(digest)
        assert [row[0] for row in rows] == [1, 2, 3, 4]

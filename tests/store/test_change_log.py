"""The change log is read in the order of its transactions, and nothing of it is skipped."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from dispatch.bootstrap import Deployment
from dispatch.casework.model import Entry, Kind, State
from dispatch.casework.timeline import append
from dispatch.journal.chain import GENESIS
from dispatch.journal.changes import BEGINNING, Change, ChangeCursor
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode, UnitCode
from tests.support.county import START, CountyWorld

COUNTY = CountyCode("330521")


def an_entry(case_id: UUID | None = None, *, word: str = "") -> Entry:
    return append(
        county=COUNTY,
        case_id=case_id or uuid4(),
        after_seq=0,
        after_hash=GENESIS,
        kind=Kind.COMMENTED,
        at=START,
        actor="desk1",
        actor_unit="330521-ZHZX",
        state=State.HANDLING,
        holder_unit=UnitCode("330521-GA"),
        body={"word": word},
    )


def write(work: Work, *words: str) -> None:
    for word in words:
        work.cases.record(an_entry(word=word), {})


def writes(deployment: Deployment, *words: str) -> None:
    with deployment.work(WORKER) as work:
        write(work, *words)


@contextmanager
def writer(deployment: Deployment, *words: str) -> Iterator[ExitStack]:
    """Hold a transaction open that has written these; closing what it gives commits it."""
    with ExitStack() as open_:
        write(open_.enter_context(deployment.work(WORKER)), *words)
        yield open_


def read(
    deployment: Deployment, after: ChangeCursor = BEGINNING, limit: int = 1000
) -> list[Change]:
    with deployment.work(WORKER) as work:
        return work.change_log.read(after, limit=limit)


def words(changes: list[Change]) -> list[str]:
    return [change.body["word"] for change in changes]


class TestRead:
    def test_gives_each_change_whole(self, county: CountyWorld) -> None:
        number = county.a_case()
        case = county.case(number)

        change = read(county.deployment)[0]

        assert (change.county, change.case_id, change.seq) == (COUNTY, case.case_id, 1)
        assert (change.kind, change.state, change.holder) == (
            "opened",
            case.state,
            case.holder_unit,
        )
        assert change.at == county.timeline(number)[0].at
        assert change.body == county.timeline(number)[0].body

    def test_goes_on_after_a_place_and_no_further_than_asked(self, deployment: Deployment) -> None:
        writes(deployment, "1", "2", "3")
        writes(deployment, "4")

        first = read(deployment, limit=2)
        rest = read(deployment, first[-1].cursor)

        assert (words(first), words(rest)) == (["1", "2"], ["3", "4"])

    def test_ends_at_a_place_when_asked(self, deployment: Deployment) -> None:
        writes(deployment, "1", "2", "3")
        second = read(deployment)[1].cursor

        with deployment.work(WORKER) as work:
            found = work.change_log.read(BEGINNING, limit=10, until=second)

        assert words(found) == ["1", "2"]

    def test_waits_for_a_writer_that_took_an_earlier_id(self, deployment: Deployment) -> None:
        writes(deployment, "before")
        with writer(deployment, "slow") as slow:
            writes(deployment, "quick")
            while_open = read(deployment)
            slow.close()

        assert words(while_open) == ["before"]
        assert words(read(deployment, while_open[-1].cursor)) == ["slow", "quick"]

    def test_finds_what_a_reader_by_id_alone_would_lose(self, deployment: Deployment) -> None:
        with writer(deployment, "slow") as slow:
            writes(deployment, "quick")
            with deployment.work(WORKER) as work:
                seen, last = by_id(work.connection, 0)
            slow.close()
        with deployment.work(WORKER) as work:
            later, _ = by_id(work.connection, last)

        assert (seen, later) == (["quick"], []), "the naive reader never sees the slow one"
        assert words(read(deployment)) == ["slow", "quick"]

    def test_skips_and_doubles_nothing_while_four_write(self, deployment: Deployment) -> None:
        heard: list[str] = []
        writers = [threading.Thread(target=many, args=(deployment, n)) for n in range(4)]
        for each in writers:
            each.start()
        after = BEGINNING
        while any(each.is_alive() for each in writers):
            after = follow(deployment, after, heard)
        follow(deployment, after, heard)

        assert sorted(heard) == sorted(f"{n}-{i}" for n in range(4) for i in range(40))
        for n in range(4):
            mine = [word for word in heard if word.startswith(f"{n}-")]
            assert mine == [f"{n}-{i}" for i in range(40)]

    def test_uses_its_index(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            work.connection.execute(text("set local enable_seqscan = off"))
            plan = "\n".join(
                work.connection.scalars(
                    text(
                        "explain select * from journal where (xid, entry_id) > ('5'::xid8, 7)"
                        " and xid < pg_snapshot_xmin(pg_current_snapshot())"
                        " order by xid, entry_id limit 10"
                    )
                )
            )

        assert "journal_order" in plan
        assert "Sort" not in plan


class TestNewest:
    def test_is_the_beginning_while_nothing_happened(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            assert work.change_log.newest() == BEGINNING

    def test_is_the_place_after_which_nothing_is_read_yet(self, deployment: Deployment) -> None:
        writes(deployment, "1", "2")

        with deployment.work(WORKER) as work:
            newest = work.change_log.newest()

        assert newest == read(deployment)[-1].cursor
        assert read(deployment, newest) == []

    def test_stays_before_whoever_still_writes(self, deployment: Deployment) -> None:
        with writer(deployment, "slow") as slow:
            writes(deployment, "quick")
            with deployment.work(WORKER) as work:
                newest = work.change_log.newest()
            slow.close()

        assert words(read(deployment, newest)) == ["slow", "quick"]


@pytest.mark.parametrize("account", ["wk-zfd-01", "desk1"])
def test_shows_a_person_no_more_than_their_cases(county: CountyWorld, account: str) -> None:
    county.a_case()
    person = county.person(account)

    with county.deployment.work(person.actor.scope) as work:
        seen = {change.case_id for change in work.change_log.read(BEGINNING, limit=100)}
        theirs = {row.case_id for row in work.connection.execute(text("select case_id from cases"))}

    assert seen <= theirs


def many(deployment: Deployment, n: int) -> None:
    """Write forty changes, some of them slowly."""
    for i in range(40):
        with deployment.work(WORKER) as work:
            write(work, f"{n}-{i}")
            time.sleep(0.01 * ((i + n) % 3))


def follow(deployment: Deployment, after: ChangeCursor, heard: list[str]) -> ChangeCursor:
    for change in read(deployment, after):
        heard.append(change.body["word"])
        after = change.cursor
    return after


def by_id(connection: Connection, last: int) -> tuple[list[str], int]:
    """Read on after the last id seen, as a reader would who trusts ids to commit in order."""
    rows = connection.execute(
        text("select entry_id, body from journal where entry_id > :last order by 1"),
        {"last": last},
    ).all()
    return [row.body["word"] for row in rows], max((row[0] for row in rows), default=last)

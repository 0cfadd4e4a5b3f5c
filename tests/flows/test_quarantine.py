"""What a person may do with a refused record: take it again, or put it away."""

from uuid import UUID

import pytest

from dispatch.flows.dismiss_quarantined import dismiss_quarantined
from dispatch.flows.move_case import WordsMissing
from dispatch.flows.replay_quarantined import StillRefused, replay_quarantined
from dispatch.flows.take_reports import Taken
from dispatch.intake.store import AlreadyResolved, NotInQuarantine
from dispatch.people.scope import WORKER, Scope
from tests.support.county import CountyWorld
from tests.support.databases import as_owner


def quarantined(county: CountyWorld, value: bytes = b"{") -> UUID:
    return county.takes(value).quarantined[0].quarantine_id


def replay(county: CountyWorld, record: UUID, scope: Scope = WORKER) -> Taken:
    with county.deployment.work(scope) as work:
        return replay_quarantined(
            record,
            by="desk1",
            work=work,
            counties=county.deployment.counties(),
            now=county.clock.now(),
        )


def dismiss(county: CountyWorld, record: UUID, note: str = "测试数据") -> None:
    with county.deployment.work(WORKER) as work:
        dismiss_quarantined(record, note=note, by="desk1", work=work, now=county.clock.now())


def mend(database: str, value: bytes) -> None:
    """Stand in for a mended reading: the record is good now."""
    with as_owner(database) as owner:
        owner.execute("update quarantine set raw = %s", [value])


class TestReplay:
    def test_of_what_can_be_taken_now_opens_its_case(
        self, county: CountyWorld, database: str
    ) -> None:
        record = quarantined(county)
        mend(database, county.record())

        taken = replay(county, record)

        assert len(taken.opened) == 1
        assert county.rows("select state, resolved_by from quarantine") == [("replayed", "desk1")]
        assert county.rows(
            "select finished_at is null, next_at is null from promise where clock = 'quarantine'"
        ) == [(False, True)]
        assert county.rows("select action from audit_entry where action like 'quar%'") == [
            ("quarantine.replayed",)
        ]
        assert county.breaches() == []

    def test_by_the_desk_sees_enough(self, county: CountyWorld, database: str) -> None:
        record = quarantined(county)
        mend(database, county.record())

        taken = replay(county, record, county.desk().actor.scope)

        assert len(taken.opened) == 1

    def test_of_what_is_refused_again_changes_nothing(self, county: CountyWorld) -> None:
        record = quarantined(county)

        with pytest.raises(StillRefused, match="not_json"):
            replay(county, record)

        assert county.rows("select state from quarantine") == [("open",)]
        assert county.rows("select count(*) from promise where finished_at is null") == [(1,)]
        assert county.breaches() == []

    def test_of_what_came_again_meanwhile_is_a_duplicate(
        self, county: CountyWorld, database: str
    ) -> None:
        record, value = quarantined(county), county.record()
        county.takes(value)
        mend(database, value)

        taken = replay(county, record)

        assert (len(taken.opened), len(taken.duplicates)) == (0, 1)
        assert county.rows("select state from quarantine") == [("replayed",)]
        assert county.breaches() == []

    def test_happens_once(self, county: CountyWorld, database: str) -> None:
        record = quarantined(county)
        mend(database, county.record())
        replay(county, record)

        with pytest.raises(AlreadyResolved):
            replay(county, record)
        with pytest.raises(AlreadyResolved):
            dismiss(county, record)

    def test_while_its_rung_fires_keeps_the_count_of_rungs(
        self, county: CountyWorld, database: str
    ) -> None:
        """The clockwork fires between the look at the clock and its stopping."""
        record = quarantined(county)
        mend(database, county.record())
        county.clock.forward(days=1)
        with county.deployment.work(WORKER) as work:
            look = work.promises.of

            def meanwhile(*subject: object, **how: object) -> object:
                found = look(*subject, **how)
                county.tick()
                return found

            work.promises.of = meanwhile
            replay_quarantined(
                record,
                by="desk1",
                work=work,
                counties=county.deployment.counties(),
                now=county.clock.now(),
            )

        assert county.breaches() == []


class TestDismissal:
    def test_says_why_and_stops_the_clock(self, county: CountyWorld) -> None:
        record = quarantined(county)

        dismiss(county, record)

        assert county.rows("select state, note, raw from quarantine") == [
            ("dismissed", "测试数据", b"{")
        ]
        county.clock.forward(days=30)
        assert county.tick_until_quiet() == 0
        assert county.breaches() == []

    def test_without_a_reason_is_refused(self, county: CountyWorld) -> None:
        record = quarantined(county)

        with pytest.raises(WordsMissing):
            dismiss(county, record, note="  ")
        assert county.rows("select state from quarantine") == [("open",)]


class TestForeignRecord:
    def test_is_not_found(self, county: CountyWorld) -> None:
        record = quarantined(county)

        for who in ("wk-zfd-01", "wk-zhs-01", "wk-aokai", "admin", "qingdan1"):
            with pytest.raises(NotInQuarantine):
                replay(county, record, county.person(who).actor.scope)

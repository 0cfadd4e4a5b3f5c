"""Photos in the database: who sees them, by condition and by policy; what is forgotten."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import ProgrammingError

from dispatch.board.case_photos import CasePhotos, photos_of_case
from dispatch.cli.verify import command
from dispatch.db import owner_engine, transaction
from dispatch.flows.check_photos import broken_photos
from dispatch.flows.forget_photos import forget_photos
from dispatch.people.scope import WORKER
from dispatch.photos.model import NoSuchPhoto, PhotosUnknown
from dispatch.photos.tables import photo, photo_use
from dispatch.photos.visibility import visible_photos
from tests.support.county import CountyWorld
from tests.support.settings import environment
from workers.clockwork import Clockwork


def case_with(county: CountyWorld, *photos: str, by: str = "敖凯") -> str:
    """Let somebody report with photos; return the case's number."""
    receipt = county.person(by).reports(photos=photos).receipt
    county.relay()
    return number_of(county, receipt)


def number_of(county: CountyWorld, receipt: str) -> str:
    ((number,),) = county.rows(
        "select c.number from cases c join report r on r.case_id = c.case_id"
        " where r.receipt = :receipt",
        receipt=receipt,
    )
    return str(number)


def forget(county: CountyWorld) -> int:
    with county.deployment.work(WORKER) as work:
        return forget_photos(work=work, blobs=county.deployment.blobs, now=county.clock.now())


def page_of(county: CountyWorld, number: str) -> CasePhotos:
    with county.deployment.work(WORKER) as work:
        return photos_of_case(work.connection, WORKER, number)


@pytest.fixture
def owner(lived_in_database: str) -> Iterator[Engine]:
    engine = owner_engine(lived_in_database)
    yield engine
    engine.dispose()


class TestVisibility:
    def test_is_the_same_by_condition_and_by_policy(
        self, lived_in: CountyWorld, owner: Engine
    ) -> None:
        """One that a report shows, one of its handler, one that nothing shows."""
        ids = select(photo.c.photo_id)
        sees: dict[str, int] = {}
        for account in (
            "wk-aokai", "wk-zfd-01", "desk1", "duban1", "wk-zhs-01", "xs-zhs-01", "xs-pcs-01",
            "wk-qianshuigen", "admin", "tl-desk1",
        ):  # fmt: skip
            scope = (
                lived_in.person(account).actor.scope
                if account != "tl-desk1"
                else CountyWorld(lived_in.deployment, lived_in.clock.stored, "330122")  # type: ignore[arg-type]  # a county's code
                .person(account)
                .actor.scope
            )
            with owner.connect() as connection:
                by_condition = set(connection.scalars(ids.where(visible_photos(scope))))
            with transaction(lived_in.deployment.engine, scope.settings()) as connection:
                by_policy = set(connection.scalars(ids))

            assert by_condition == by_policy, account
            sees[account] = len(by_policy)

        assert sees == {
            "wk-aokai": 3,
            "wk-zfd-01": 2,
            "desk1": 3,
            "duban1": 3,
            "wk-zhs-01": 2,
            "xs-zhs-01": 0,
            "xs-pcs-01": 0,
            "wk-qianshuigen": 0,
            "admin": 0,
            "tl-desk1": 0,
        }

    def test_of_uses_is_that_of_their_report(self, lived_in: CountyWorld) -> None:
        def uses(account: str) -> int:
            scope = lived_in.person(account).actor.scope
            with transaction(lived_in.deployment.engine, scope.settings()) as connection:
                return len(connection.execute(select(photo_use)).all())

        assert (uses("wk-zfd-01"), uses("xs-pcs-01")) == (2, 0)

    def test_lets_nobody_bring_in_anothers_name(self, county: CountyWorld) -> None:
        worker = county.grid_worker("敖凯")
        worker.brings()
        forged = {"uploaded_by": "desk1"}

        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction(county.deployment.engine, worker.actor.scope.settings()) as connection,
        ):
            row = connection.execute(select(photo)).one()._asdict()
            connection.execute(insert(photo).values(row | forged))


class TestForgetting:
    def test_waits_a_day_then_marks_then_erases(self, county: CountyWorld) -> None:
        worker, blobs = county.grid_worker("敖凯"), county.deployment.blobs
        unused = worker.brings()

        county.clock.forward(hours=23)
        early = forget(county)
        county.clock.forward(hours=2)
        marked, there = forget(county), blobs.has("330521", unused)
        erased = forget(county)

        assert (early, marked, there, erased) == (0, 0, True, 2)
        assert not blobs.has("330521", unused)
        assert county.rows("select count(*) from photo") == [(0,)]

    def test_leaves_what_is_shown(self, county: CountyWorld) -> None:
        shown = county.grid_worker("敖凯").brings()
        case_with(county, shown)
        county.clock.forward(days=3)

        assert (forget(county), forget(county)) == (0, 0)
        assert county.deployment.blobs.has("330521", shown)

    def test_leaves_the_bytes_that_somebody_else_brought_too(self, county: CountyWorld) -> None:
        one, another = county.grid_worker("敖凯"), county.person("wk-cun-01")
        first = one.brings()
        county.clock.forward(hours=20)
        assert another.brings() == first
        county.clock.forward(hours=10)

        assert (forget(county), forget(county)) == (0, 0)

        assert county.deployment.blobs.has("330521", first)
        assert county.rows("select uploaded_by from photo") == [("wk-cun-01",)]

    def test_makes_what_is_marked_unfit_to_be_shown_until_it_is_brought_again(
        self, county: CountyWorld
    ) -> None:
        worker = county.grid_worker("敖凯")
        old = worker.brings()
        county.clock.forward(days=2)
        forget(county)

        with pytest.raises(PhotosUnknown):
            worker.reports(photos=[old])
        assert worker.brings() == old
        worker.reports(photos=[old])
        assert forget(county) == 0
        assert county.deployment.blobs.has("330521", old)

    def test_that_is_cut_short_is_done_again(self, county: CountyWorld) -> None:
        worker, blobs = county.grid_worker("敖凯"), county.deployment.blobs
        worker.brings()
        county.clock.forward(days=2)
        forget(county)

        with pytest.raises(RuntimeError), county.deployment.work(WORKER) as work:
            forget_photos(work=work, blobs=blobs, now=county.clock.now())
            raise RuntimeError("the process dies before the commit")

        assert county.rows("select count(*) from photo") == [(1,)]
        forget(county)
        assert county.rows("select count(*) from photo") == [(0,)]

    def test_waits_for_a_photo_that_is_being_brought(self, county: CountyWorld) -> None:
        """Between its bytes and its row nothing may be erased."""
        asked = "select mode, granted from pg_locks where locktype = 'advisory'"
        with county.deployment.work(WORKER) as work:
            work.photos.hold_back_forgetting()
            with county.deployment.work(WORKER) as other:
                other.connection.execute(text("set local lock_timeout = '200ms'"))
                with pytest.raises(Exception, match="lock timeout"):
                    other.photos.forget_alone()
                other.connection.rollback()
            assert work.connection.execute(text(asked)).all() == [("ShareLock", True)]


class TestPhotosOfACase:
    def test_are_told_apart_by_where_they_are_shown(self, county: CountyWorld) -> None:
        worker, squad = county.grid_worker("敖凯"), county.person("wk-zfd-01")
        first, second, before, after = worker.brings(1), worker.brings(2), squad.brings(3), squad.brings(4)  # fmt: skip # noqa: E501 - four at once
        number = case_with(county, first, second)
        squad.accepts(number)
        squad.reports_back(number, before=[before], after=[after])

        shown = page_of(county, number)

        assert [one.photo_id for one in shown.of_report] == [first, second]
        assert [one.photo_id for one in shown.before] == [before]
        assert [one.photo_id for one in shown.after] == [after]
        assert [one.photo_id for one in shown.of_entry[3]] == [before, after]

    def test_of_the_report_stand_before_where_the_handler_showed_none(
        self, county: CountyWorld
    ) -> None:
        worker, squad = county.grid_worker("敖凯"), county.person("wk-zfd-01")
        seen, after = worker.brings(1), squad.brings(2)
        number = case_with(county, seen)
        squad.accepts(number)
        squad.reports_back(number, after=[after])

        assert [one.photo_id for one in page_of(county, number).before] == [seen]

    def test_that_another_system_names_may_arrive_later(self, county: CountyWorld) -> None:
        worker = county.person("wk-cun-01")
        late = worker.brings(5)
        county.clock.forward(days=2)
        forget(county)
        forget(county)
        number = county.a_case(attachments=[{"id": late}, {"url": "http://example.org/1.jpg"}])
        missing = page_of(county, number)

        worker.brings(5)

        assert [one.arrived for one in missing.of_report] == [False]
        assert missing.elsewhere == 1
        assert [one.arrived for one in page_of(county, number).of_report] == [True]
        assert county.breaches() == []

    def test_of_a_case_out_of_scope_are_none(self, county: CountyWorld) -> None:
        number = case_with(county, county.grid_worker("敖凯").brings())
        scope = county.person("xs-pcs-01").actor.scope

        with county.deployment.work(scope) as work:
            shown = photos_of_case(work.connection, scope, number)
            with pytest.raises(NoSuchPhoto):
                work.photos.get("0" * 64)

        assert (shown.of_report, shown.elsewhere) == ((), 0)


class TestCheck:
    def test_finds_the_photo_whose_bytes_are_gone_or_others(self, county: CountyWorld) -> None:
        worker, blobs = county.grid_worker("敖凯"), county.deployment.blobs
        whole, gone = worker.brings(1), worker.brings(2)
        blobs.remove("330521", gone)

        with county.deployment.work(WORKER) as work:
            found = [one.photo_id for one in broken_photos(work=work, blobs=blobs)]
            sampled = list(broken_photos(work=work, blobs=blobs, sample=0))

        assert found == [gone] != [whole]
        assert sampled == []


class TestReports:
    def test_without_photos_ask_nothing_about_photos(self, county: CountyWorld) -> None:
        from sqlalchemy import event  # noqa: PLC0415 - only this one counts statements

        said: list[str] = []
        event.listen(
            county.deployment.engine, "before_cursor_execute", lambda *a: said.append(a[2])
        )
        county.a_case()
        county.grid_worker("敖凯").reports()
        county.relay()

        assert said
        assert not [statement for statement in said if "photo" in statement]


class TestClockwork:
    def test_forgets_and_outlives_a_store_that_is_away(
        self, county: CountyWorld, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        blobs, clockwork = county.deployment.blobs, Clockwork(county.deployment)
        unused = county.grid_worker("敖凯").brings()
        county.clock.forward(days=2)
        clockwork.forget()
        with monkeypatch.context() as away:
            away.setattr(type(blobs), "remove", lambda *_: 1 / 0)
            clockwork.forget()
        still_there = blobs.has("330521", unused)

        clockwork.forget()

        assert still_there
        assert not blobs.has("330521", unused)


class TestVerify:
    def test_reads_every_photo_when_asked(self, county: CountyWorld, database: str) -> None:
        photo = county.grid_worker("敖凯").brings()
        folder = county.deployment.settings.blobs_folder
        variables = environment(database, folder.parent / "clock.json")
        well = CliRunner().invoke(command, ["--photos"], env=variables)
        county.deployment.blobs.remove("330521", photo)

        quick = CliRunner().invoke(command, [], env=variables)
        broken = CliRunner().invoke(command, ["--photos"], env=variables)

        assert (well.exit_code, quick.exit_code, broken.exit_code) == (0, 0, 1)
        assert f"✗ photos: {photo}" in broken.stdout

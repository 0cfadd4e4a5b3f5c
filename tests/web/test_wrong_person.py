"""What is not yours looks as if it were not there; each of the two locks holds alone."""

import re
import uuid
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select, text, true

from dispatch.board import case_page, inbox, my_reports, quarantine_list, queues, told
from dispatch.casework import store as case_store
from dispatch.casework.tables import cases
from dispatch.db import owner_engine
from dispatch.deadlines.tables import promise, rung_fired
from dispatch.editions.model import UploadKind
from dispatch.errors import NotFound
from dispatch.intake.tables import report
from dispatch.journal.tables import journal
from dispatch.notices.tables import notice
from dispatch.people.scope import WORKER
from tests.web.lists import begins
from tests.web.people import Opens, Page
from tests.web.sheets import uploads
from tests.web.world import World

FOREIGN = "C3305212026999999"


def shown(page: Page) -> str:
    """Return a page without what differs between any two answers."""
    plain = re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)
    return re.sub(r'name="back" value="[^"]*"', "", plain)


class TestAForeignCase:
    @pytest.mark.parametrize("account", ["xs-pcs-01", "xs-zhs-01", "wk-cun-01", "wk-bm-01"])
    def test_is_as_missing_as_one_that_never_was(
        self, browser: Opens, world: World, account: str
    ) -> None:
        visitor = browser(account)

        foreign = visitor.opens(f"/cases/{world.street}")
        missing = visitor.opens(f"/cases/{FOREIGN}")

        assert foreign.status == missing.status == 404
        assert shown(foreign) == shown(missing)

    @pytest.mark.parametrize(
        "move",
        ["acceptance", "comment", "report-back", "verification", "closure"],
    )
    def test_cannot_be_moved_and_does_not_tell_that_it_exists(
        self, browser: Opens, world: World, move: str
    ) -> None:
        visitor = browser("xs-pcs-01")
        said = {"text": "x", "result": "x", "passed": "yes", "note": "x"}

        foreign = visitor.sends(f"/cases/{world.street}/{move}", **said)
        missing = visitor.sends(f"/cases/{FOREIGN}/{move}", **said)

        assert foreign.status == missing.status == 404
        assert shown(foreign) == shown(missing)

    def test_gives_no_phone_number(self, browser: Opens, world: World) -> None:
        answer = browser("xs-pcs-01").sends(f"/cases/{world.street}/contact")

        assert answer.status == 404
        assert "13805721234" not in answer

    def test_is_in_no_queue_and_no_search(self, browser: Opens, world: World) -> None:
        visitor = browser("xs-pcs-01")

        for words in ("", "永安街", world.street, world.street[-4:], "1234"):
            found = visitor.opens(f"/queue?pile=all&q={words}")
            assert f'href="/cases/{world.street}"' not in found.raw

    def test_is_not_counted(self, browser: Opens) -> None:
        assert "<b>0</b> 件在办" in browser("wk-bm-01").opens("/queue?pile=all").raw


class TestAForeignReceipt:
    def test_is_as_missing_as_one_that_never_was(self, browser: Opens, world: World) -> None:
        visitor = browser("wk-cun-01")

        foreign = visitor.opens(f"/report/receipts/{world.receipt}")
        missing = visitor.opens("/report/receipts/R330521261123AAAAAAAA")

        assert foreign.status == missing.status == 404
        assert shown(foreign) == shown(missing)

    def test_is_not_among_mine(self, browser: Opens, world: World) -> None:
        assert world.receipt not in browser("wk-cun-01").opens("/mine")


class TestAForeignAlert:
    def test_cannot_be_acknowledged(self, browser: Opens, world: World) -> None:
        alert = an_alert_of(world, "duban1")
        visitor = browser("wk-duban")

        foreign = visitor.sends(f"/alerts/{alert}/acknowledgement")
        missing = visitor.sends(f"/alerts/{uuid.UUID(int=1)}/acknowledgement")

        assert foreign.status == missing.status == 404
        assert shown(foreign) == shown(missing)


class TestAnUpload:
    @pytest.mark.parametrize("account", ["zhzf-01", "wk-zhs-01", "wk-aokai", "admin", "auditor"])
    def test_is_seen_by_nobody_who_does_not_keep_the_list(
        self, browser: Opens, world: World, account: str
    ) -> None:
        keeper = browser("qingdan1")
        address = uploads(keeper, "/lists/history", "旧.csv", b"a,b\n1,2\n").location
        upload = UUID(address.rsplit("/", 1)[1])

        refused = browser(account).opens(address)

        assert refused.status == 403
        scope = world.actor(account).scope
        with world.deployment.work(scope) as work, pytest.raises(NotFound):
            work.uploads.get(scope.county, upload, UploadKind.HISTORY)

    def test_is_not_of_another_kind(self, browser: Opens) -> None:
        keeper = browser("qingdan1")
        address = uploads(keeper, "/lists/history", "旧.csv", b"a,b\n1,2\n").location
        upload = address.rsplit("/", 1)[1]
        draft = begins(keeper)

        assert draft.opens(f"/import/{upload}").status == 404


class TestScopingAlone:
    """With the database's own lock taken away: every query asks as its owner."""

    @pytest.fixture
    def unlocked(self, database: str) -> Iterator[Connection]:
        engine = owner_engine(database)
        with engine.connect() as connection:
            # Superusers pass row-level security; that is what is wanted here.
            connection.execute(text("select set_config('dispatch.reach', 'deployment', false)"))
            yield connection
        engine.dispose()

    def test_hides_foreign_cases_from_every_picture(
        self, unlocked: Connection, world: World
    ) -> None:
        scope = world.actor("xs-pcs-01").scope

        page = queues.queue(unlocked, scope, queues.QueueFilter(), limit=1000)
        counts = queues.count_open(unlocked, scope, queues.QueueFilter())

        assert {row.number for row in page.rows}.isdisjoint({world.street, world.gap})
        assert counts.total == len(page.rows)
        with pytest.raises(NotFound):
            case_page.origin_of(unlocked, scope, world.street)
        assert told.told_about(unlocked, scope, [case_id(world, world.street)]) == {}

    def test_hides_foreign_reports_alerts_and_records(
        self, unlocked: Connection, world: World
    ) -> None:
        an_alert_of(world, "duban1")
        stranger, unit = world.actor("wk-cun-01").scope, world.actor("xs-pcs-01")

        alerts = inbox.inbox(
            unlocked, unit.scope, inbox.Shelf.OPEN, units=unit.acts_for, now=world.clock.now()
        )

        mine = my_reports.my_reports(unlocked, stranger).rows
        assert world.receipt not in {each.receipt for each in mine}
        with pytest.raises(NotFound):
            my_reports.by_receipt(unlocked, stranger, world.receipt)
        assert world.street not in {each.case.number for each in alerts.rows if each.case}
        assert quarantine_list.quarantined(unlocked, unit.scope).rows == ()
        assert quarantine_list.count_waiting(unlocked, unit.scope) == 0


class TestRowLevelSecurityAlone:
    """With the scoping function taken away: every query asks for everything."""

    @pytest.fixture(autouse=True)
    def unscoped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (queues, case_page, inbox, my_reports, told, case_store):
            monkeypatch.setattr(module, "visible_cases", lambda _scope: true())

    def test_hides_foreign_cases_from_every_picture(self, browser: Opens, world: World) -> None:
        visitor = browser("xs-pcs-01")

        assert world.street not in visitor.opens("/queue?pile=all")
        assert world.gap not in visitor.opens("/queue?pile=all")
        assert visitor.opens(f"/cases/{world.street}").status == 404
        assert visitor.sends(f"/cases/{world.street}/comment", text="x").status == 404

    def test_hides_the_timeline_clocks_and_notices_of_a_foreign_case(self, world: World) -> None:
        hidden = case_id(world, world.street)

        with world.deployment.work(world.actor("xs-pcs-01").scope) as work:
            seen = [
                work.connection.scalar(
                    select(func.count()).select_from(table).where(column == hidden)
                )
                for table, column in (
                    (cases, cases.c.case_id),
                    (journal, journal.c.case_id),
                    (report, report.c.case_id),
                    (promise, promise.c.subject_id),
                    (rung_fired, rung_fired.c.subject_id),
                    (notice, notice.c.subject_id),
                )
            ]

        assert seen == [0] * 6

    def test_shows_those_without_cases_none(self, world: World) -> None:
        for account in ("admin", "auditor", "qingdan1"):
            with world.deployment.work(world.actor(account).scope) as work:
                assert queues.queue(work.connection, work.scope, queues.QueueFilter()).rows == ()


def case_id(world: World, number: str) -> UUID:
    with world.deployment.work(WORKER) as work:
        return work.cases.get(number).case_id


def an_alert_of(world: World, account: str) -> UUID:
    """Let a case run late until this person has heard of it; return their notice."""
    for _ in range(12):
        world.climbs()
        with world.deployment.work(WORKER) as work:
            found = work.connection.scalar(
                text("select notice_id from notice where account = :account and rung > 0 limit 1"),
                {"account": account},
            )
        if found:
            return found
        world.forward(hours=12)
    raise AssertionError(f"{account} never heard of anything")

"""A county's folder becomes its edition in force; what runs is not disturbed but told."""

import json
from collections.abc import Mapping
from datetime import datetime

import pytest

from dispatch.bootstrap import Deployment, assemble
from dispatch.casework.model import Kind
from dispatch.clock import COUNTY_ZONE
from dispatch.flows.publish_county import AccountTaken, UnitStillNeeded, publish_county
from dispatch.people.scope import WORKER
from dispatch.vocabulary import ClockName
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files
from tests.support.county import CountyWorld
from tests.support.other_county import another_county

SQUAD, ROOM = "wk-zfd-01", "wk-zhs-01"


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def changed(book: CountyBook, **files: bytes) -> CountyBook:
    """Return the county with other files; underscores stand for dots."""
    return read_files(
        {**book.files, **{name.replace("_", "."): data for name, data in files.items()}},
        strict=True,
    )


def with_holidays(book: CountyBook, *days: str) -> CountyBook:
    calendar = json.loads(book.files["calendar.json"])
    for day in days:
        calendar[day[:4]]["off"][day] = "台风停工"
    return changed(book, calendar_json=json.dumps(calendar).encode())


def without_rows(book: CountyBook, file: str, *starts: str) -> bytes:
    lines = book.files[file].decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(starts)).encode()


def switched_off(book: CountyBook, unit: str) -> CountyBook:
    """Return the county with this unit abolished, and nobody and nothing assigned to it."""
    files = {
        name: book.files[name].decode() for name in ("units.csv", "people.csv", "receivers.csv")
    }
    units = "".join(
        row.replace(",1,", ",0,", 1) if row.startswith(f"{unit},") else row
        for row in files["units.csv"].splitlines(keepends=True)
    )
    people, receivers = (
        "".join(row for row in files[name].splitlines(keepends=True) if unit not in row)
        for name in ("people.csv", "receivers.csv")
    )
    return changed(
        book,
        units_csv=units.encode(),
        people_csv=people.encode(),
        receivers_csv=receivers.encode(),
    )


def publish(county: CountyWorld, book: CountyBook) -> int:
    before = county.loaded if book.county_code == county.code else None
    with county.deployment.work(WORKER) as work:
        number = publish_county(
            book, by="qingdan1", work=work, before=before, now=county.clock.now()
        )
    county.look_for_editions()
    return number


class TestEdition:
    def test_is_counted_up_and_kept_whole(self, county: CountyWorld, book: CountyBook) -> None:
        other = with_holidays(book, "2026-12-01")

        number = publish(county, other)

        assert number == 2
        assert county.loaded.edition == 2
        assert county.rows("select edition, published_by from edition order by 1") == [
            (1, "test"),
            (2, "qingdan1"),
        ]
        with county.deployment.work(WORKER) as work:
            kept: Mapping[str, bytes] = work.counties.files(county.code, 2)
        assert kept == dict(other.files)

    def test_is_noted_in_the_audit(self, county: CountyWorld, book: CountyBook) -> None:
        publish(county, book)

        assert county.rows("select actor, action, object from audit_entry where seq = 2") == [
            ("qingdan1", "county.published", "edition 2")
        ]

    def test_of_another_process_is_noticed(
        self, county: CountyWorld, book: CountyBook, deployment: Deployment
    ) -> None:
        elsewhere = assemble(deployment.settings)
        assert elsewhere.county(county.code).edition == 1

        publish(county, book)
        CountyWorld(elsewhere, county.clock.stored, county.code).look_for_editions()

        assert elsewhere.county(county.code).edition == 2
        elsewhere.engine.dispose()

    def test_leaves_a_running_case_with_the_list_it_was_decided_by(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        number = county.a_case()
        before = county.case(number)

        publish(
            county,
            changed(book, responsibility_csv=without_rows(book, "responsibility.csv", "M062")),
        )
        later = county.a_case()

        assert county.case(number) == before
        assert county.case(later).outcome == "gap"
        assert (county.case(number).edition, county.case(later).edition) == (1, 2)
        assert county.breaches() == []

    def test_of_two_at_once_gets_two_numbers(self, county: CountyWorld, book: CountyBook) -> None:
        import threading  # noqa: PLC0415 - this test alone

        numbers = []
        both = [
            threading.Thread(target=lambda: numbers.append(publish(county, book))) for _ in range(2)
        ]
        for one in both:
            one.start()
        for one in both:
            one.join()

        assert sorted(numbers) == [2, 3]


class TestAccounts:
    def test_that_the_edition_no_longer_names_are_switched_off_not_removed(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        publish(county, changed(book, people_csv=without_rows(book, "people.csv", "wk-zfd-01,")))

        assert county.rows("select active from account where account = 'wk-zfd-01'") == [(False,)]
        assert county.rows("select active from account where account = 'wk-zfd-02'") == [(True,)]

    def test_keep_their_passwords(self, county: CountyWorld, book: CountyBook) -> None:
        with county.deployment.work(WORKER) as work:
            work.accounts.set_password("desk1", "a hash")

        publish(county, book)

        assert county.rows(
            "select password_hash, session_epoch from account where account = 'desk1'"
        ) == [("a hash", 1)]

    def test_of_another_county_are_refused(self, county: CountyWorld) -> None:
        with pytest.raises(AccountTaken, match="desk1"):
            publish(county, another_county(account="desk1"))

        assert county.rows("select county_code from county") == [("330521",)]
        assert county.rows("select county_code from account where account = 'desk1'") == [
            ("330521",)
        ]

    def test_of_another_county_stay_when_it_is_published(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        publish(county, another_county())

        publish(county, book)

        assert county.rows(
            "select count(*) from account where county_code = '330122' and not active"
        ) == [(0,)]


class TestAnotherCalendar:
    def test_times_every_open_clock_anew_and_tells_old_and_new(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        number = county.a_case()  # eight working hours from Monday 09:00
        county.clock.forward(minutes=30)

        publish(county, with_holidays(book, "2026-11-23", "2026-11-24"))

        handle = county.clocks(number)[ClockName.HANDLE]
        assert handle.due_at == beijing("2026-11-25 18:00")
        told = {e.body["clock"]: e.body for e in county.timeline(number) if e.kind is Kind.RETIMED}
        assert set(told) == {"sign", "handle"}
        assert datetime.fromisoformat(told["handle"]["due_before"]) == beijing("2026-11-24 09:00")
        assert datetime.fromisoformat(told["handle"]["due"]) == handle.due_at
        assert told["handle"]["edition"] == 2
        assert county.breaches() == []

    def test_moves_the_coming_rung(self, county: CountyWorld, book: CountyBook) -> None:
        number = county.a_case()

        publish(county, with_holidays(book, "2026-11-23"))
        county.clock.forward_to(beijing("2026-11-23 18:00"))
        county.tick_until_quiet()

        assert county.fired(number) == []
        county.clock.forward_to(beijing("2026-11-24 09:00"))
        county.tick_until_quiet()
        assert len(county.fired(number, ClockName.SIGN)) == 1

    def test_fires_no_rung_a_second_time(self, county: CountyWorld, book: CountyBook) -> None:
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-23 17:30"))
        county.tick_until_quiet()
        fired = county.fired(number)

        publish(county, with_holidays(book, "2026-11-23", "2026-11-24"))
        county.tick_until_quiet()

        assert county.fired(number) == fired
        assert county.breaches() == []

    def test_that_touches_no_promise_tells_nothing(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        number = county.a_case()
        climbed = county.a_case()
        county.clock.forward_to(beijing("2026-12-10 09:00"))
        county.tick_until_quiet()
        fired = county.rows("select count(*) from rung_fired")

        publish(county, with_holidays(book, "2027-06-01"))
        county.tick_until_quiet()

        for each in (number, climbed):
            assert not [e for e in county.timeline(each) if e.kind is Kind.RETIMED]
        assert county.rows("select count(*) from rung_fired") == fired

    def test_times_the_quarantine_as_well(self, county: CountyWorld, book: CountyBook) -> None:
        county.takes(b"{")

        publish(county, with_holidays(book, "2026-11-23"))

        assert county.rows("select due_at from promise") == [(beijing("2026-11-24 12:00"),)]

    def test_does_not_undo_a_move_that_comes_between(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        """The move commits after the clocks were looked at and before the cases are locked."""
        number = county.a_case()
        before = county.loaded
        with county.deployment.work(WORKER) as work:
            lock = work.cases.lock_all

            def meanwhile(*args: object) -> object:
                county.person("wk-zfd-01").accepts(number)
                return lock(*args)

            work.cases.lock_all = meanwhile
            publish_county(
                with_holidays(book, "2026-11-23"),
                by="qingdan1",
                work=work,
                before=before,
                now=county.clock.now(),
            )

        assert county.clocks(number)[ClockName.SIGN].promise.finished is not None
        assert county.breaches() == []


class TestUnitSwitchedOff:
    def test_is_refused_while_it_has_an_open_case(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        number = county.a_case()
        holder = county.case(number).holder_unit

        with pytest.raises(UnitStillNeeded) as refused:
            publish(county, switched_off(book, holder))

        assert "units.csv" in str(refused.value)
        assert f"{holder}: 1 ({number})" in str(refused.value)
        assert county.rows("select edition from county") == [(1,)]

    def test_is_taken_once_its_cases_are_closed(
        self, county: CountyWorld, book: CountyBook
    ) -> None:
        number = county.a_case()
        holder = county.case(number).holder_unit
        county.person(SQUAD).accepts(number)
        county.person(SQUAD).reports_back(number)
        county.person(ROOM).verifies(number)
        county.person(ROOM).closes(number)

        assert publish(county, switched_off(book, holder)) == 2


class TestSecondCounty:
    def test_has_its_own_numbers_cases_and_clocks(
        self, county: CountyWorld, deployment: Deployment
    ) -> None:
        publish(county, another_county())

        county.takes(county.record(), county.record(at="330122003001", matter="T01"))

        assert county.rows("select county_code, number from cases order by 1") == [
            ("330122", "C3301222026000001"),
            ("330521", "C3305212026000001"),
        ]
        assert county.breaches() == []

    def test_has_a_quarantine_whose_clocks_climb(
        self, county: CountyWorld, deployment: Deployment
    ) -> None:
        """Records of two counties are refused in one batch."""
        publish(county, another_county())
        county.take(
            [
                *county.arrivals(b"{", key=b"330122003"),
                *county.arrivals(b"{", key=b"330521001"),
            ]
        )
        other = CountyWorld(deployment, county.clock.stored, another_county().county_code)
        county.clock.forward(days=1)

        assert other.tick_until_quiet() > 0
        assert county.tick_until_quiet() > 0
        assert county.breaches() == []

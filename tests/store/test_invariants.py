"""Every invariant can fail: each is broken as the product never would, and names itself.

A new invariant without a way to break it fails here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from dispatch.board.invariants import INVARIANTS, first_breaches, first_broken_chain
from dispatch.casework.model import State
from dispatch.casework.rows import entry_from
from dispatch.casework.timeline import sealed
from dispatch.db import owner_engine
from tests.store.conftest import LivedIn
from tests.support.county import CountyWorld
from tests.support.databases import Databases


@dataclass(frozen=True, slots=True)
class Breakage:
    """One way to break one invariant, by the owner's hand."""

    invariant: str
    how: str
    statements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.invariant}: {self.how}"


def broken(invariant: str, how: str, *statements: str) -> Breakage:
    return Breakage(invariant, how, statements)


_OF_CLOSED = "(select case_id from cases where state = 'closed' limit 1)"
_OF_OPEN = (
    "(select case_id from cases where county_code = '330521' and state = 'dispatched'"
    " order by number limit 1)"
)
_LONGEST = "(select case_id from journal group by case_id order by count(*) desc, case_id limit 1)"
_RUNG = "(select min(n.notice_id::text)::uuid from notice n where n.kind = 'rung')"
_ALARM = "(select min(n.notice_id::text)::uuid from notice n where n.kind = 'alarm')"
_CLIMBED = (
    "(subject_id, clock) = (select subject_id, clock from rung_fired"
    " where rung = 2 order by 1, 2 limit 1)"
)

_SEAL, _STORED = "entry {}: the entry does not match its seal", "the stored state is another"

BREAKAGES = (
    broken(
        "photo_there",
        "a photo that is shown is not there",
        "delete from photo p using photo_use u where u.photo_id = p.photo_id and u.kind = 'after'",
    ),
    broken(
        "photo_there",
        "a photo that is shown is being forgotten",
        "update photo p set forgotten_at = now() from photo_use u"
        " where u.photo_id = p.photo_id and u.kind = 'after'",
    ),
    broken(
        "photo_there",
        "a report names a photo and does not show it",
        "delete from photo_use where kind = 'report'",
    ),
    broken(
        "notice_decided",
        "nobody has decided how it leaves",
        "update channel set active = true, created_at = '2020-01-01+08'",
        "update notice set decided_at = null, send_not_before = send_not_before - interval '1 hour'"
        " where account is not null",
    ),
    broken(
        "notice_decided",
        "nobody has decided how an alarm leaves",
        "update channel set active = true, created_at = '2020-01-01+08'",
        "update notice set decided_at = null, send_not_before = send_not_before - interval '1 hour'"
        " where kind = 'alarm'",
    ),
    broken(
        "notice_decided",
        "nobody has decided how a hand-back leaves",
        "update channel set active = true, created_at = '2020-01-01+08'",
        "update notice set kind = 'handed_back', decided_at = null,"
        " send_not_before = send_not_before - interval '1 hour' where kind = 'copy'",
    ),
    broken(
        "message_ends",
        "nobody tries it again",
        "update delivery set state = 'sending', next_at = null",
    ),
    broken(
        "message_ends",
        "it is overdue",
        "update delivery set state = 'failed', next_at = '2020-01-01+08'",
    ),
    broken(
        "report_has_case",
        "it names a case that is not there",
        f"update report set case_id = gen_random_uuid() where case_id = {_OF_OPEN}",
    ),
    broken(
        "report_has_case",
        "the case has gone",
        f"delete from cases where case_id = {_OF_OPEN}",
    ),
    broken(
        "report_has_case",
        "it was accepted long ago and has none",
        "update report set taken_at = taken_at - interval '1 hour' where case_id is null",
    ),
    broken(
        "case_has_report",
        "the report has gone",
        f"delete from report where case_id = {_OF_OPEN}",
    ),
    broken(
        "case_has_report",
        "two cases of one report",
        "update cases set report_id = (select report_id from report"
        f" where case_id = {_OF_CLOSED}) where case_id = {_OF_OPEN}",
    ),
    broken(
        "report_once",
        "the same name twice",
        "alter table report drop constraint report_inbox",
        "insert into report select (jsonb_populate_record(r, jsonb_build_object("
        "'report_id', gen_random_uuid(), 'receipt', 'R-again'))).*"
        f" from report r where case_id = {_OF_OPEN}",
    ),
    broken(
        "case_once",
        "another report names its case",
        f"update report set case_id = {_OF_OPEN} where case_id = {_OF_CLOSED}",
    ),
    broken(
        "timeline_whole",
        "an entry in the middle has gone",
        f"delete from journal where case_id = {_LONGEST} and seq = 2",
    ),
    broken(
        "timeline_whole",
        "the last entry has gone",
        f"delete from journal where case_id = {_LONGEST}"
        " and seq = (select last_seq from cases c where c.case_id = journal.case_id)",
    ),
    broken(
        "timeline_whole",
        "the state is another",
        f"update cases set state = 'handling' where case_id = {_OF_OPEN}",
    ),
    broken(
        "timeline_whole",
        "the holder is another",
        f"update cases set holder_unit = '330521-GA' where case_id = {_OF_OPEN}",
    ),
    broken(
        "timeline_whole",
        "the seal is another",
        rf"update cases set last_hash = '\x00' where case_id = {_OF_OPEN}",
    ),
    broken(
        "timeline_whole",
        "the count is another",
        f"update cases set last_seq = last_seq + 1 where case_id = {_OF_OPEN}",
    ),
    broken(
        "timeline_present",
        "it has gone",
        f"delete from journal where case_id = {_OF_OPEN}",
    ),
    broken(
        "open_case_watched",
        "its clocks have gone",
        f"delete from promise where subject_id = {_OF_OPEN}",
    ),
    broken(
        "open_case_watched",
        "nobody will look again",
        f"update promise set next_at = null where subject_id = {_OF_OPEN}",
    ),
    broken(
        "open_case_watched",
        "its clocks have stopped",
        f"update promise set finished_at = now() where subject_id = {_OF_OPEN}",
    ),
    broken(
        "closed_case_silent",
        "a clock runs on",
        f"update promise set finished_at = null where subject_id = {_OF_CLOSED}",
    ),
    broken(
        "holder_of_county",
        "there is no such unit",
        f"update cases set holder_unit = '330521-NONE' where case_id = {_OF_OPEN}",
    ),
    broken(
        "holder_of_county",
        "the unit is another county's",
        "update cases set holder_unit = (select unit_code from unit"
        f" where county_code = '330122' limit 1) where case_id = {_OF_OPEN}",
    ),
    broken(
        "holder_of_county",
        "the unit was dissolved",
        "update unit set active = false where unit_code ="
        f" (select holder_unit from cases where case_id = {_OF_OPEN})",
    ),
    broken(
        "rungs_in_turn",
        "a rung was forgotten",
        f"delete from rung_fired where {_CLIMBED} and rung = 1",
    ),
    broken(
        "rungs_in_turn",
        "a rung was skipped",
        f"update rung_fired set rung = rung + 1 where {_CLIMBED}"
        " and rung = (select max(rung) from rung_fired f where f.subject_id = rung_fired.subject_id"
        " and f.clock = rung_fired.clock)",
    ),
    broken(
        "rungs_in_turn",
        "a rung fired that the clock does not know of",
        f"update promise set rungs_fired = rungs_fired - 1 where {_CLIMBED}",
    ),
    broken(
        "rung_on_time",
        "it lies there since an hour",
        "update promise set next_at = cast(:now as timestamptz) - interval '1 hour'"
        f" where subject_id = {_OF_OPEN}",
    ),
    broken(
        "rung_told",
        "somebody's alert has gone",
        f"delete from notice where notice_id = {_RUNG}",
    ),
    broken(
        "rung_told",
        "nobody was there and nobody alarmed",
        f"delete from notice where notice_id = {_ALARM}",
    ),
    broken(
        "quarantine_watched",
        "its clock has gone",
        "delete from promise where subject_kind = 'quarantine'",
    ),
    broken(
        "quarantine_watched",
        "nobody will look again",
        "update promise set next_at = null where subject_kind = 'quarantine'",
    ),
    broken(
        "position_behind",
        "the report lies ahead of it",
        "update stored_position set next_position ="
        " (select max(position) from report where topic is not null)",
    ),
    broken(
        "position_behind",
        "the refused record lies ahead of it",
        "delete from report",
        "update stored_position set next_position = (select max(position) from quarantine)",
    ),
    broken(
        "numbers_whole",
        "a number was lost",
        "update case_counter set last = last + 1 where county_code = '330521'",
    ),
    broken(
        "numbers_whole",
        "a case was made to vanish",
        f"delete from cases where case_id = {_OF_CLOSED}",
    ),
)


class House:
    """The lived-in county as its owner reaches it; whatever is broken is whole again afterwards."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    def breaks(self, *statements: str, **facts: object) -> None:
        """Change rows as the owner may and the product may not."""
        for statement in statements:
            changed = self.connection.execute(text(statement), {"now": self.now, **facts})
            assert changed.rowcount != 0, "the statement found nothing to break"

    def ask(self, query: str) -> str:
        return str(self.connection.scalar(text(query)))

    def breaches(self, *, grace: timedelta | None = None) -> list[str]:
        """Return the names of what does not hold."""
        more = {} if grace is None else {"grace": grace}
        return [each.name for each in first_breaches(self.connection, now=self.now, **more)]

    def chain(self) -> str:
        """Return what the replay of every timeline finds."""
        breach = first_broken_chain(self.connection)
        assert breach is not None
        assert breach.name == "chain"
        return breach.first

    def forge(self, case: str, seq: int, state: State | None = None) -> None:
        """Alter an entry and give it the seal that fits, as whoever knows the source could."""
        row = self.connection.execute(
            text(f"select * from journal where case_id = {case} and seq = :seq"),
            {"seq": seq},
        ).one()
        entry = entry_from(row)
        forged = replace(entry, actor="somebody", state=state or entry.state)
        self.breaks(
            "update journal set actor = :actor, state = :state, hash = :hash"
            " where case_id = :case and seq = :seq",
            actor=forged.actor,
            state=forged.state.value,
            hash=sealed(forged),
            case=forged.case_id,
            seq=seq,
        )


@pytest.fixture(scope="module")
def owner(databases: Databases, lived_in_template: LivedIn) -> Iterator[Engine]:
    url = databases.copy(lived_in_template.url)
    engine = owner_engine(url)
    yield engine
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def house(owner: Engine, lived_in_template: LivedIn) -> Iterator[House]:
    with owner.connect() as connection:
        yield House(connection, lived_in_template.now)
        connection.rollback()


class TestInvariants:
    def test_hold_where_much_has_happened(self, lived_in: CountyWorld, house: House) -> None:
        assert lived_in.breaches() == []
        assert house.breaches() == []
        assert first_broken_chain(house.connection) is None

    def test_hold_where_nothing_has_happened(self, county: CountyWorld) -> None:
        assert county.breaches() == []

    @pytest.mark.parametrize("name", [invariant.name for invariant in INVARIANTS])
    def test_can_each_be_broken(self, name: str) -> None:
        assert name in {breakage.invariant for breakage in BREAKAGES}

    @pytest.mark.parametrize("breakage", BREAKAGES, ids=str)
    def test_name_themselves_when_broken(self, house: House, breakage: Breakage) -> None:
        assert house.breaches() == []

        house.breaks(*breakage.statements)

        assert breakage.invariant in house.breaches()

    def test_say_which_row_is_the_first(self, house: House) -> None:
        number = house.ask(f"select number from cases where case_id = {_OF_OPEN}")

        house.breaks(f"delete from promise where subject_id = {_OF_OPEN} and clock = 'handle'")
        house.breaks(f"update promise set next_at = null where subject_id = {_OF_OPEN}")

        first = {each.name: each.first for each in first_breaches(house.connection, now=house.now)}
        assert first["open_case_watched"] == number


class TestLateRung:
    _LATE = f"update promise set next_at = :at where subject_id = {_OF_OPEN} and clock = 'handle'"

    def test_is_forgiven_for_a_little_while(self, house: House) -> None:
        house.breaks(self._LATE, at=house.now - timedelta(minutes=1))

        assert house.breaches() == []
        assert house.breaches(grace=timedelta(0)) == ["rung_on_time"]

    def test_that_the_brake_holds_is_no_breach_until_it_is_released(self, house: House) -> None:
        at = house.now - timedelta(hours=1)
        house.breaks(self._LATE, at=at)
        house.breaks(
            "update brake set due_after = :after, due_until = :until, released_at = null",
            after=at - timedelta(minutes=1),
            until=at,
        )
        assert house.breaches() == []

        house.breaks("update brake set released_at = :now")

        assert house.breaches() == ["rung_on_time"]


class TestChain:
    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            (
                "update journal set body = body || '{\"a\": 1}' where {one} and seq = 2",
                _SEAL.format(2),
            ),
            ("update journal set actor = 'somebody' where {one} and seq = 1", _SEAL.format(1)),
            (
                "update journal set at = at + interval '1 s' where {one} and seq = 3",
                _SEAL.format(3),
            ),
            ("delete from journal where {one} and seq = 2", "entry 3: entry 2 is missing"),
            ("delete from journal where {one} and seq = 1", "entry 2: entry 1 is missing"),
            ("delete from journal where {one} and seq = {last}", _STORED),
            ("update cases set state = 'sorting' where {one}", _STORED),
            ("update cases set holder_unit = '330521-GA' where {one}", _STORED),
            (r"update cases set last_hash = '\x00' where {one}", _STORED),
            ("delete from cases where {one}", "timeline of an unknown case"),
        ],
        ids=[
            "body altered",
            "actor altered",
            "instant altered",
            "entry deleted",
            "first entry deleted",
            "last entry deleted",
            "stored state altered",
            "stored holder altered",
            "stored seal altered",
            "case deleted",
        ],
    )
    def test_shows_what_was_altered(self, house: House, statement: str, why: str) -> None:
        case = house.ask(_LONGEST)
        number = house.ask(f"select number from cases where case_id = '{case}'")
        last = house.ask(f"select last_seq from cases where case_id = '{case}'")

        # Not by format: a body has braces.
        house.breaks(statement.replace("{one}", f"case_id = '{case}'").replace("{last}", last))

        said = house.chain()
        assert why in said
        assert number in said or case in said

    def test_shows_an_entry_that_was_altered_and_sealed_anew(self, house: House) -> None:
        """Sealing one entry anew breaks the next one: all after it would have to be forged."""
        house.forge(_LONGEST, 2)

        assert "entry 3: the entry does not match its seal" in house.chain()

    def test_shows_a_forged_last_entry_by_the_cases_own_seal(self, house: House) -> None:
        last = house.ask(f"select last_seq from cases where case_id = {_LONGEST}")

        house.forge(_LONGEST, int(last))

        assert "the stored state is another" in house.chain()

    def test_shows_a_move_that_cannot_be(self, house: House) -> None:
        """Well sealed to the end, but no case is opened closed."""
        house.breaks(f"delete from journal where case_id = {_OF_OPEN} and seq > 1")
        house.forge(_OF_OPEN, 1, State.CLOSED)

        assert "entry 1: opened cannot lead to closed here" in house.chain()

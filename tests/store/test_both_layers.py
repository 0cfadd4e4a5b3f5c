"""Who sees what, three times: the query's condition alone, the policies alone, plain Python.

The condition is asked as the server's owner, for whom no policy holds; the
policies are asked with queries that carry no condition. All three must name
the same rows for everybody.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, Table, literal, select, text

from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.db import owner_engine, transaction
from dispatch.deadlines.tables import promise, rung_fired
from dispatch.intake.tables import quarantine, report
from dispatch.journal.tables import journal
from dispatch.notices.tables import notice
from dispatch.people.model import Person
from dispatch.people.scope import WORKER, Reach, Scope, actor_of
from dispatch.vocabulary import CountyCode, Role
from dispatch.wire.county.book import CountyBook
from tests.store.lived_in import AWAY, HOME
from tests.support.county import CountyWorld

CASE_OF = {
    journal: journal.c.case_id,
    promise: promise.c.subject_id,
    rung_fired: rung_fired.c.subject_id,
    notice: notice.c.subject_id,
    report: report.c.case_id,
}
"""What belongs to a case, and the column that names it."""

Rows = frozenset[tuple[Any, ...]]
WHOLE_COUNTY = ("desk1", "zhihuizhang", "duban1")
NOTHING = ("admin", "auditor", "qingdan1")
SOME = {
    "a supervisor of one township": "wk-duban",
    "a supervisor of another": "xs-duban",
    "a department": "zhzf-01",
    "the department that was assigned": "ga-01",
    "a squad": "wk-zfd-01",
    "another township's squad": "xs-zfd-02",
    "a station that received": "xs-pcs-01",
    "a command room": "wk-zhs-01",
    "another command room": "xs-zhs-01",
    "a grid worker": "wk-aokai",
    "another grid's worker": "wk-qianshuigen",
    "another township's grid worker": "xs-xuhaiyan",
    "a village": "wk-cun-01",
}
THERE = ("tl-desk1", "tl-duban1", "tl-city-01")
"""Of the other county, where two cases lie with its city's department."""
NAMED = {*WHOLE_COUNTY, *NOTHING, *SOME.values(), *THERE}


@dataclass(frozen=True, slots=True)
class Everything:
    """All rows as they are, for the oracle to go through one by one."""

    cases: tuple[Any, ...]
    belonging: dict[str, tuple[Any, ...]]


@pytest.fixture
def as_nobody(lived_in_database: str) -> Iterator[Engine]:
    """The owner, whom no policy holds: what the queries leave out is left out by them alone."""
    engine = owner_engine(lived_in_database)
    with engine.connect() as connection:
        assert connection.scalar(text("select rolsuper from pg_roles where rolname = current_user"))
    yield engine
    engine.dispose()


def everything(engine: Engine) -> Everything:
    with engine.connect() as connection:
        return Everything(
            tuple(connection.execute(select(cases)).all()),
            {
                table.name: tuple(connection.execute(select(table)).all())
                for table in (*CASE_OF, quarantine)
            },
        )


def key(row: Any, table: Table) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in table.primary_key.columns)


# The first layer: the condition, without a policy.


def by_condition(connection: Connection, scope: Scope) -> dict[str, Rows]:
    own = select(*cases.primary_key.columns).where(visible_cases(scope))
    found = {"cases": frozenset(tuple(row) for row in connection.execute(own))}
    for table, case_id in CASE_OF.items():
        of_a_seen_case = (
            select(literal(1))
            .select_from(cases)
            .where(
                cases.c.county_code == table.c.county_code,
                cases.c.case_id == case_id,
                visible_cases(scope),
            )
            .exists()
        )
        query = select(*table.primary_key.columns).where(of_a_seen_case)
        found[table.name] = frozenset(tuple(row) for row in connection.execute(query))
    return found


# The second layer: the policies, without a condition.


def by_policy(connection: Connection) -> dict[str, Rows]:
    return {
        table.name: frozenset(
            tuple(row) for row in connection.execute(select(*table.primary_key.columns))
        )
        for table in (cases, *CASE_OF)
    }


# The oracle.


def may_see(person: Person, county: CountyCode, case: Any) -> bool:
    """Say who may see a case, in the words of the product's page on roles."""
    township = person.unit[:9]
    sees = {
        Role.COUNTY_DESK: True,
        Role.SUPERVISOR: not person.areas or lies_in(case, person.areas),
        Role.GRID_WORKER: lies_in(case, person.areas),
        Role.VILLAGE: lies_in(case, person.areas),
        Role.UNIT: person.unit in case.parties,
        # A township's units carry its code in front: 330521001-ZFD is of 330521001.
        Role.TOWNSHIP: lies_in(case, (township,))
        or any(party[:9] == township for party in case.parties),
    }
    theirs = person.roles & sees.keys()
    own = bool(theirs) and case.reporter_account == person.account
    return bool(case.county_code == county and (own or any(sees[role] for role in theirs)))


def lies_in(case: Any, areas: Sequence[str]) -> bool:
    return any(area in case.places for area in areas)


def through_cases(person: Person, county: CountyCode, all_: Everything) -> dict[str, Rows]:
    """Return the cases somebody may see, and what belongs to them."""
    mine = [case for case in all_.cases if may_see(person, county, case)]
    ids: set[tuple[str, UUID]] = {(case.county_code, case.case_id) for case in mine}
    found = {"cases": frozenset(key(case, cases) for case in mine)}
    for table, case_id in CASE_OF.items():
        found[table.name] = frozenset(
            key(row, table)
            for row in all_.belonging[table.name]
            if (row.county_code, getattr(row, case_id.name)) in ids
        )
    return found


def with_ones_own(
    person: Person, county: CountyCode, all_: Everything, found: dict[str, Rows]
) -> dict[str, Rows]:
    """Add what the policies show beside cases: ones own reports and notices, all to a county."""
    whole = Role.COUNTY_DESK in person.roles or (
        Role.SUPERVISOR in person.roles and not person.areas
    )
    own: dict[Table, Callable[[Any], bool]] = {
        report: lambda row: row.reporter_account == person.account,
        notice: lambda row: row.account == person.account,
    }
    return found | {
        table.name: found[table.name]
        | {
            key(row, table)
            for row in all_.belonging[table.name]
            if row.county_code == county and (whole or own.get(table, _never)(row))
        }
        for table in CASE_OF
    }


def _never(_row: Any) -> bool:
    return False


@pytest.fixture
def books(lived_in: CountyWorld) -> dict[CountyCode, CountyBook]:
    return {code: county.book for code, county in lived_in.deployment.counties().items()}


def people(books: dict[CountyCode, CountyBook]) -> Iterator[tuple[CountyCode, Person, Scope]]:
    """Go through those named above and every tenth of all the others."""
    for county in (HOME, AWAY):
        for n, person in enumerate(books[county].people):
            if person.account not in NAMED and n % 10:
                continue
            yield county, person, actor_of(county, person, books[county].register).scope


class TestBothLayers:
    def test_agree_with_the_oracle_for_everybody(
        self, lived_in: CountyWorld, books: dict[CountyCode, CountyBook], as_nobody: Engine
    ) -> None:
        all_ = everything(as_nobody)
        engine = lived_in.deployment.engine
        wrong: list[str] = []
        with as_nobody.connect() as owner:
            for county, person, scope in people(books):
                expected = through_cases(person, county, all_)
                if by_condition(owner, scope) != expected:
                    wrong.append(f"{person.account}: the condition")
                with transaction(engine, scope.settings()) as connection:
                    if by_policy(connection) != with_ones_own(person, county, all_, expected):
                        wrong.append(f"{person.account}: the policies")

        assert wrong == []

    def test_are_asked_about_people_who_see_all_some_and_nothing(
        self, books: dict[CountyCode, CountyBook], as_nobody: Engine
    ) -> None:
        """An oracle that says the same of everybody would prove nothing."""
        all_ = everything(as_nobody)
        ours = sum(case.county_code == HOME for case in all_.cases)
        seen = {
            person.account: len(through_cases(person, county, all_)["cases"])
            for county, person, _ in people(books)
        }

        assert {seen[account] for account in WHOLE_COUNTY} == {ours}
        assert {seen[account] for account in NOTHING} == {0}
        assert [who for who, account in SOME.items() if not 0 < seen[account] < ours] == []
        assert {seen[account] for account in THERE} == {len(all_.cases) - ours}

    def test_show_every_row_to_workers(self, lived_in: CountyWorld, as_nobody: Engine) -> None:
        all_ = everything(as_nobody)
        engine = lived_in.deployment.engine

        with transaction(engine, WORKER.settings()) as connection:
            shown = {name: len(rows) for name, rows in by_policy(connection).items()}
        with as_nobody.connect() as owner:
            condition = len(by_condition(owner, WORKER)["cases"])

        assert shown["cases"] == condition == len(all_.cases)
        assert {name: shown[name] for name in all_.belonging if name in shown} == {
            table.name: len(all_.belonging[table.name]) for table in CASE_OF
        }


class TestCondition:
    @pytest.mark.parametrize("reach", [Reach.COUNTY, Reach.SOME, Reach.NONE])
    def test_leaves_another_county_out_whatever_its_units_are_called(
        self, as_nobody: Engine, reach: Reach
    ) -> None:
        """The policies alone are asked the same in the tests of row-level security."""
        ours = next(
            case
            for case in everything(as_nobody).cases
            if case.county_code == HOME and case.reporter_account
        )
        namesake = Scope(
            AWAY, reach, frozenset(ours.parties), frozenset(ours.places), ours.reporter_account
        )

        with as_nobody.connect() as owner:
            found = by_condition(owner, namesake)

        counties = {county for rows in found.values() for county, *_ in rows}
        assert counties == ({AWAY} if reach is Reach.COUNTY else set())

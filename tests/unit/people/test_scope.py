"""What each role may see and whom it acts for, from the register of units alone."""

import pytest

from dispatch.people.model import Person
from dispatch.people.scope import WORKER, Actor, Reach, Scope, actor_of
from dispatch.vocabulary import AreaCode, CountyCode, Role, UnitCode
from tests.builders import COUNTY, a_unit

ROOM, PLATFORM, STATION, OTHER_ROOM = (
    "330521001-ZHS",
    "330521001-ZZ",
    "330521001-PCS",
    "330521002-ZHS",
)
REGISTER = (
    a_unit("330521-SHZL", kind="command_center", parent=COUNTY),
    a_unit("330521-GA", parent=COUNTY),
    a_unit("330521001", kind="township", level="township", parent=COUNTY),
    a_unit(ROOM, kind="command_room", level="township", parent="330521001"),
    a_unit(PLATFORM, kind="platform_room", level="township", parent="330521001"),
    a_unit(STATION, kind="stationed", level="township", parent="330521001"),
    a_unit("330521002", kind="township", level="township", parent=COUNTY),
    a_unit(OTHER_ROOM, kind="command_room", level="township", parent="330521002"),
)
TOWNSHIP = {UnitCode(code) for code in ("330521001", ROOM, PLATFORM, STATION)}


def who(*roles: Role, unit: str = ROOM, areas: tuple[str, ...] = ()) -> Actor:
    person = Person(
        "account",
        "姓名",
        UnitCode(unit),
        "handler",
        frozenset(roles),
        tuple(AreaCode(area) for area in areas),
    )
    return actor_of(CountyCode(COUNTY), person, REGISTER)


class TestGridWorker:
    def test_sees_own_grids_and_own_reports(self) -> None:
        scope = who(Role.GRID_WORKER, areas=("330521001001001",)).scope

        assert (scope.reach, scope.areas, scope.account) == (
            Reach.SOME,
            {"330521001001001"},
            "account",
        )
        assert scope.units == frozenset()


class TestVillage:
    def test_sees_its_village(self) -> None:
        scope = who(Role.VILLAGE, areas=("330521001002",)).scope

        assert (scope.reach, scope.areas, scope.units) == (
            Reach.SOME,
            {"330521001002"},
            frozenset(),
        )


class TestTownship:
    def test_sees_its_ground_and_what_its_units_have(self) -> None:
        scope = who(Role.TOWNSHIP).scope

        assert (scope.reach, scope.areas, scope.units) == (Reach.SOME, {"330521001"}, TOWNSHIP)

    def test_acts_for_its_rooms_but_not_for_those_stationed_there(self) -> None:
        """A police station answers to the police, not to the township."""
        assert who(Role.TOWNSHIP).acts_for == TOWNSHIP - {STATION}

    def test_in_a_county_department_has_no_township(self) -> None:
        actor = who(Role.TOWNSHIP, unit="330521-GA")

        assert actor.scope.reach is Reach.NONE
        assert actor.acts_for == {"330521-GA"}


class TestUnit:
    @pytest.mark.parametrize("unit", ["330521-GA", STATION, "330521001"])
    def test_sees_and_acts_for_itself_alone(self, unit: str) -> None:
        actor = who(Role.UNIT, unit=unit)

        assert (actor.scope.reach, actor.scope.units) == (Reach.SOME, {unit})
        assert (actor.scope.areas, actor.acts_for) == (frozenset(), {unit})


class TestCountyDesk:
    def test_sees_the_county_and_acts_for_the_command_center(self) -> None:
        actor = who(Role.COUNTY_DESK, unit="330521-GA")

        assert actor.scope.reach is Reach.COUNTY
        assert "330521-SHZL" in actor.acts_for


class TestSupervisor:
    def test_without_areas_sees_the_county_and_acts_for_no_other(self) -> None:
        actor = who(Role.SUPERVISOR, unit="330521-GA")

        assert actor.scope.reach is Reach.COUNTY
        assert actor.acts_for == {"330521-GA"}

    def test_with_areas_sees_those(self) -> None:
        scope = who(Role.SUPERVISOR, areas=("330521001",)).scope

        assert (scope.reach, scope.areas) == (Reach.SOME, {"330521001"})


class TestOthers:
    @pytest.mark.parametrize(
        ("role", "reach"),
        [
            (Role.LIST_KEEPER, Reach.LIST),
            (Role.ADMIN, Reach.NONE),
            (Role.AUDITOR, Reach.NONE),
        ],
    )
    def test_see_no_case_at_all(self, role: Role, reach: Reach) -> None:
        scope = who(role, unit="330521-SHZL", areas=("330521001",)).scope

        assert (scope.reach, scope.units, scope.areas) == (reach, frozenset(), frozenset())


class TestSeveralRoles:
    def test_add_up(self) -> None:
        actor = who(Role.UNIT, Role.GRID_WORKER, areas=("330521001001001",))

        assert actor.scope.units == {ROOM}
        assert actor.scope.areas == {"330521001001001"}

    def test_of_which_one_sees_the_county_see_the_county(self) -> None:
        assert who(Role.UNIT, Role.COUNTY_DESK).scope.reach is Reach.COUNTY

    def test_of_which_one_sees_nothing_see_what_the_other_does(self) -> None:
        assert who(Role.ADMIN, Role.UNIT).scope.units == {ROOM}


class TestSettings:
    def test_say_everything_that_the_policies_read(self) -> None:
        scope = Scope(
            CountyCode(COUNTY),
            Reach.SOME,
            frozenset({UnitCode("b"), UnitCode("a")}),
            frozenset({AreaCode("1")}),
            "lin",
        )

        assert scope.settings() == {
            "county": COUNTY,
            "reach": "some",
            "units": "a,b",
            "areas": "1",
            "account": "lin",
        }

    def test_of_a_worker_reach_the_deployment_and_no_county(self) -> None:
        assert WORKER.settings() == {
            "county": "",
            "reach": "deployment",
            "units": "",
            "areas": "",
            "account": "",
        }

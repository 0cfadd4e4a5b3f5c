from dispatch.people.model import Unit
from dispatch.territory.model import Division, Level
from dispatch.vocabulary import AreaCode, Role, UnitCode
from dispatch.wire.county.people import default_people

TOWNSHIP = Division(AreaCode("330521001"), "武康街道", Level.TOWNSHIP, AreaCode("330521"))


def a_unit(
    code: str, kind: str = "department", parent: str = "330521", *, active: bool = True
) -> Unit:
    return Unit(UnitCode(code), f"单位{code}", "county", kind, parent, active)


CENTER = a_unit("CC", "command_center")
GOVERNMENT = a_unit("330521001", "township")


class TestDefaultPeople:
    def test_give_every_active_unit_a_handler_and_a_leader(self) -> None:
        units = (CENTER, a_unit("GA"), a_unit("OLD", active=False), GOVERNMENT)

        people = default_people(units, (TOWNSHIP,))

        posts = {(person.unit, person.post) for person in people}
        assert posts >= {(u, p) for u in ("CC", "GA", "330521001") for p in ("handler", "leader")}
        assert "OLD" not in {person.unit for person in people}

    def test_fill_every_role_that_a_county_cannot_do_without(self) -> None:
        people = default_people((CENTER, GOVERNMENT), (TOWNSHIP,))

        held = {role for person in people for role in person.roles}
        assert held == set(Role) - {Role.VILLAGE}

    def test_put_a_townships_grid_worker_into_its_command_room(self) -> None:
        room = a_unit("330521001-ZHS", "command_room", "330521001")

        people = default_people((CENTER, GOVERNMENT, room), (TOWNSHIP,))

        (worker,) = [person for person in people if Role.GRID_WORKER in person.roles]
        assert (worker.unit, worker.areas) == (room.code, ("330521001",))
        commanding = {person.unit for person in people if Role.TOWNSHIP in person.roles}
        assert commanding == {room.code}

    def test_let_a_township_without_a_room_command_from_its_own_desk(self) -> None:
        people = default_people((CENTER, GOVERNMENT), (TOWNSHIP,))

        commanding = {person.unit for person in people if Role.TOWNSHIP in person.roles}
        assert commanding == {GOVERNMENT.code}

    def test_never_give_two_people_one_account(self) -> None:
        units = (
            CENTER,
            a_unit("公安"),
            a_unit("民政"),
            a_unit("a_b"),
            a_unit("a-b"),
            a_unit("x" * 70),
        )

        accounts = [person.account for person in default_people(units, (TOWNSHIP,))]

        assert len(set(accounts)) == len(accounts)
        assert all(account.isascii() and len(account) <= 64 for account in accounts)

    def test_stay_the_same_from_one_start_to_the_next(self) -> None:
        units = (CENTER, GOVERNMENT)

        assert default_people(units, (TOWNSHIP,)) == default_people(units, (TOWNSHIP,))

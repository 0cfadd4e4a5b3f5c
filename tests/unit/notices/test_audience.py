"""Whom the words of a ladder address, found among those who are there."""

import pytest

from dispatch.deadlines.rungs import Audience
from dispatch.notices.audience import Where, resolve
from dispatch.people.model import Person
from dispatch.vocabulary import AreaCode, Role, UnitCode

SQUAD, ROOM, DESK = UnitCode("squad"), UnitCode("room"), UnitCode("desk")
HERE = Where(SQUAD, ROOM, (AreaCode("330521001001"), AreaCode("330521001"), AreaCode("330521")))


def somebody(account: str, role: Role, unit: str, post: str = "handler", area: str = "") -> Person:
    areas = (AreaCode(area),) if area else ()
    return Person(account, account, UnitCode(unit), post, frozenset({role}), areas)


PEOPLE = (
    somebody("squad-handler", Role.UNIT, SQUAD),
    somebody("squad-second", Role.UNIT, SQUAD, "deputy"),
    somebody("squad-leader", Role.UNIT, SQUAD, "leader"),
    somebody("squad-keeper", Role.LIST_KEEPER, SQUAD),
    somebody("room-dispatcher", Role.TOWNSHIP, ROOM, "dispatcher"),
    somebody("room-leader", Role.TOWNSHIP, ROOM, "leader"),
    somebody("room-grid-worker", Role.GRID_WORKER, ROOM, "worker"),
    somebody("other-room", Role.TOWNSHIP, "other-room"),
    somebody("desk-1", Role.COUNTY_DESK, DESK, "dispatcher"),
    somebody("desk-commander", Role.COUNTY_DESK, DESK, "commander"),
    somebody("county-supervisor", Role.SUPERVISOR, "audit"),
    somebody("township-supervisor", Role.SUPERVISOR, ROOM, "supervisor", "330521001"),
    somebody("other-supervisor", Role.SUPERVISOR, "other-room", "supervisor", "330521002"),
)


def told(
    *audience: Audience, where: Where = HERE, people: tuple[Person, ...] = PEOPLE
) -> list[str]:
    return [person.account for person in resolve(audience, people, where)]


@pytest.mark.parametrize(
    ("audience", "accounts"),
    [
        (Audience.HANDLER, ["squad-handler", "squad-second"]),
        (Audience.LEADER, ["squad-leader"]),
        (Audience.COMMAND_ROOM, ["room-dispatcher", "room-leader"]),
        (Audience.COUNTY_DESK, ["desk-1", "desk-commander"]),
        (Audience.SUPERVISOR, ["county-supervisor", "township-supervisor"]),
    ],
)
def test_a_word_addresses(audience: Audience, accounts: list[str]) -> None:
    assert told(audience) == accounts


def test_every_word_is_tried_here() -> None:
    assert all(told(word) for word in Audience)


class TestSeveralWords:
    def test_address_everybody_once_by_account(self) -> None:
        where = Where(DESK, None, HERE.places)

        assert told(Audience.COUNTY_DESK, Audience.HANDLER, Audience.LEADER, where=where) == [
            "desk-1",
            "desk-commander",
        ]


class TestHolder:
    def test_that_is_the_command_room_is_addressed_without_its_grid_workers(self) -> None:
        assert told(Audience.HANDLER, where=Where(ROOM, ROOM, HERE.places)) == ["room-dispatcher"]

    def test_that_is_the_desk_has_its_commander_for_a_leader(self) -> None:
        assert told(Audience.LEADER, where=Where(DESK, None, HERE.places)) == ["desk-commander"]


class TestNobody:
    def test_is_addressed_where_there_is_no_command_room(self) -> None:
        assert told(Audience.COMMAND_ROOM, where=Where(SQUAD, None, HERE.places)) == []

    def test_is_addressed_when_nobody_is_there(self) -> None:
        assert told(*Audience, people=()) == []

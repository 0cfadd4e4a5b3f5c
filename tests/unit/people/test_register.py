import pytest

from dispatch.people.register import NoSingleCommandCenter, UnitRegister
from tests.builders import (
    BUREAU,
    CENTRE,
    COUNTY,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    a_unit,
    ordinary_units,
)

ROOM = "330521001-ZH"


class TestUnitRegister:
    def test_knows_who_is_active(self) -> None:
        register = UnitRegister([a_unit(BUREAU), a_unit("OLD", active=False)])

        assert register.active(BUREAU)
        assert not register.active("OLD")
        assert not register.active("GHOST")
        assert "OLD" in register

    def test_names_a_unit_and_repeats_the_code_of_a_stranger(self) -> None:
        register = UnitRegister(ordinary_units())

        assert register.name(TOWNSHIP) == "武康街道"
        assert register.name("GHOST") == "GHOST"

    def test_lists_the_children_of_a_unit(self) -> None:
        register = UnitRegister(ordinary_units())

        assert register.children(COUNTY) == (TOWNSHIP, OTHER_TOWNSHIP)
        assert register.children("GHOST") == ()

    def test_tells_a_township_from_a_room_in_it(self) -> None:
        register = UnitRegister([*ordinary_units(), a_unit(ROOM, kind="command_room")])

        assert register.is_township(TOWNSHIP)
        assert not register.is_township(ROOM)


class TestCommandCenter:
    def test_is_the_one_active_unit_of_that_kind(self) -> None:
        old = a_unit("OLD", kind="command_center", active=False)

        assert UnitRegister([*ordinary_units(), old]).command_center == CENTRE

    def test_is_refused_when_there_is_none(self) -> None:
        with pytest.raises(NoSingleCommandCenter, match="none"):
            _ = UnitRegister([a_unit(BUREAU)]).command_center

    def test_is_refused_when_there_are_two(self) -> None:
        second = a_unit("SECOND", kind="command_center")

        with pytest.raises(NoSingleCommandCenter, match="SECOND"):
            _ = UnitRegister([*ordinary_units(), second]).command_center


class TestCommandRoom:
    def test_is_the_townships_active_room(self) -> None:
        room = a_unit(ROOM, kind="command_room", parent=TOWNSHIP)

        assert UnitRegister([*ordinary_units(), room]).command_room(TOWNSHIP) == ROOM

    def test_is_the_township_itself_where_no_room_is_active(self) -> None:
        closed = a_unit(ROOM, kind="command_room", parent=TOWNSHIP, active=False)

        assert UnitRegister([*ordinary_units(), closed]).command_room(TOWNSHIP) == TOWNSHIP

    def test_is_nobody_where_there_is_neither(self) -> None:
        assert UnitRegister([a_unit(TOWNSHIP, active=False)]).command_room(TOWNSHIP) is None

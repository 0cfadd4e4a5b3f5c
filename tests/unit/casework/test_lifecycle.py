"""Every move from every state by everybody: the table of who may do what, written out."""

import itertools

import pytest

from dispatch.casework.lifecycle import MOVES, NotNow, NotYours, check, open_moves
from dispatch.casework.model import State
from tests.unit.casework.builders import ACTORS, DESK, ROOM, SQUAD, a_case

FROM = {
    "assignment": {State.SORTING},
    "acceptance": {State.DISPATCHED},
    "comment": set(State) - {State.CLOSED},
    "report-back": {State.HANDLING},
    "verification": {State.TO_VERIFY},
    "sending-back": {State.TO_VERIFY},
    "closure": {State.VERIFIED},
    "hand-back": {State.DISPATCHED, State.HANDLING},
    "transfer": {State.DISPATCHED, State.HANDLING},
    "supervision": set(State) - {State.CLOSED},
    "suspension": {State.DISPATCHED, State.HANDLING},
    "reopening": {State.CLOSED},
}
TO = {
    "assignment": State.DISPATCHED,
    "acceptance": State.HANDLING,
    "comment": None,
    "report-back": State.TO_VERIFY,
    "verification": State.VERIFIED,
    "sending-back": State.HANDLING,
    "closure": State.CLOSED,
    "hand-back": State.SORTING,
    "transfer": State.DISPATCHED,
    "supervision": None,
    "suspension": None,
    "reopening": State.HANDLING,
}
PARTIES = {
    "handler",
    "handler's colleague",
    "lead unit",
    "command room",
    "reporter",
    "other grid worker",
    "county desk",
}
BY = {
    "assignment": {"county desk"},
    "acceptance": {"handler", "handler's colleague"},
    "comment": PARTIES,
    "report-back": {"handler", "handler's colleague"},
    "verification": {"command room", "reporter"},
    "sending-back": {"command room", "reporter"},
    "closure": {"command room", "county desk"},
    "hand-back": {"handler", "handler's colleague"},
    "transfer": {"county desk"},
    "supervision": {"supervisor"},
    "suspension": {"command room", "county desk"},
    "reopening": {"command room", "reporter", "county desk"},
}


def test_every_move_is_written_out_here() -> None:
    assert set(MOVES) == set(FROM) == set(TO) == set(BY)


@pytest.mark.parametrize(
    ("name", "state", "who"), list(itertools.product(MOVES, State, ACTORS)), ids=str
)
def test_a_move_is_open_to_the_right_person_in_the_right_state_alone(
    name: str, state: State, who: str
) -> None:
    case, actor = a_case(state), ACTORS[who]

    if state not in FROM[name]:
        with pytest.raises(NotNow):
            check(name, case, actor)
    elif who not in BY[name]:
        with pytest.raises(NotYours):
            check(name, case, actor)
    else:
        assert check(name, case, actor).end is TO[name]
    assert (name in open_moves(case, actor)) == (state in FROM[name] and who in BY[name])


class TestVerification:
    def test_is_never_for_who_had_a_hand_in_the_handling(self) -> None:
        """Somebody of the room helped out and signed for the squad."""
        helped = a_case(State.TO_VERIFY, handled_by=frozenset({"squad-1", "room-1"}))

        with pytest.raises(NotYours):
            check("verification", helped, ACTORS["command room"])

    def test_is_never_for_the_handling_unit_even_if_one_of_it_reported(self) -> None:
        reported = a_case(State.TO_VERIFY, reporter_account="squad-2")

        with pytest.raises(NotYours):
            check("verification", reported, ACTORS["handler's colleague"])

    def test_is_for_the_desk_where_the_room_handled_it(self) -> None:
        of_the_room = a_case(State.TO_VERIFY, handler_unit=ROOM, verify_unit=DESK)

        assert check("verification", of_the_room, ACTORS["county desk"])
        with pytest.raises(NotYours):
            check("verification", of_the_room, ACTORS["command room"])

    def test_is_not_for_a_reporter_who_now_works_where_it_was_handled(self) -> None:
        moved = a_case(State.TO_VERIFY, handler_unit=ROOM, verify_unit=DESK)

        with pytest.raises(NotYours):
            check("verification", moved, ACTORS["reporter"])


class TestClosure:
    def test_is_never_for_who_had_a_hand_in_the_handling(self) -> None:
        helped = a_case(State.VERIFIED, handled_by=frozenset({"desk-1", "room-1"}))

        for who in ("county desk", "command room"):
            with pytest.raises(NotYours):
                check("closure", helped, ACTORS[who])


class TestRefusal:
    def test_says_state_and_who_may(self) -> None:
        with pytest.raises(NotNow, match="C3305212026000001 当前为“待签收”"):
            check("closure", a_case(), ACTORS["county desk"])
        with pytest.raises(NotYours, match="承办单位"):
            check("acceptance", a_case(), ACTORS["other unit"])

    def test_of_a_unit_without_the_role_is_a_refusal(self) -> None:
        """A grid worker of the squad's own house holds nothing."""
        with pytest.raises(NotYours):
            check("acceptance", a_case(holder_unit=SQUAD), ACTORS["reporter"])

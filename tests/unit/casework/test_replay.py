"""A timeline alone leads to the present state, or says where it cannot be true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.casework.model import Entry, Kind, State
from dispatch.casework.replay import Broken, Replayed, replay
from dispatch.casework.timeline import sealed
from dispatch.vocabulary import UnitCode
from tests.unit.casework.builders import SQUAD, a_timeline

A_LIFE = (
    (Kind.OPENED, State.SORTING),
    (Kind.ESCALATED, State.SORTING),
    (Kind.ASSIGNED, State.DISPATCHED),
    (Kind.ACCEPTED, State.HANDLING),
    (Kind.COMMENTED, State.HANDLING),
    (Kind.REPORTED_BACK, State.TO_VERIFY),
    (Kind.SENT_BACK, State.HANDLING),
    (Kind.RETIMED, State.HANDLING),
    (Kind.REPORTED_BACK, State.TO_VERIFY),
    (Kind.VERIFIED, State.VERIFIED),
    (Kind.CLOSED, State.CLOSED),
)


def resealed(entries: list[Entry]) -> list[Entry]:
    """Forge well: every seal fits again."""
    done: list[Entry] = []
    for entry in entries:
        fitting = replace(entry, prev_hash=done[-1].hash) if done else entry
        done.append(replace(fitting, hash=sealed(fitting)))
    return done


class TestReplay:
    def test_leads_a_whole_life_to_its_end(self) -> None:
        entries = a_timeline(*A_LIFE)

        assert replay(entries) == Replayed(State.CLOSED, SQUAD, len(A_LIFE), entries[-1].hash)

    @pytest.mark.parametrize("length", range(1, len(A_LIFE) + 1))
    def test_leads_to_where_the_life_stands(self, length: int) -> None:
        reached = replay(a_timeline(*A_LIFE[:length]))

        assert isinstance(reached, Replayed)
        assert (reached.state, reached.last_seq) == (A_LIFE[length - 1][1], length)

    def test_of_nothing_is_broken(self) -> None:
        assert replay([]) == Broken(1, "entry 1 is missing")


class TestMissingEntry:
    @pytest.mark.parametrize("gone", range(len(A_LIFE) - 1))
    def test_is_found_wherever_it_was(self, gone: int) -> None:
        entries = a_timeline(*A_LIFE)
        del entries[gone]

        found = replay(entries)

        assert isinstance(found, Broken)
        assert found.why == f"entry {gone + 1} is missing"

    def test_at_the_end_shows_in_where_it_leads(self) -> None:
        entries = a_timeline(*A_LIFE)

        assert replay(entries[:-1]) != replay(entries)


class TestAlteredEntry:
    @pytest.mark.parametrize("at", range(len(A_LIFE)))
    @pytest.mark.parametrize(
        "altered",
        [
            {"body": {"n": 99}},
            {"actor": "somebody"},
            {"actor_unit": UnitCode("330521-NY")},
            {"holder_unit": UnitCode("330521-NY")},
            {"hash": bytes(32)},
            {"prev_hash": bytes([1] * 32)},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_is_found(self, at: int, altered: dict[str, object]) -> None:
        entries = a_timeline(*A_LIFE)
        entries[at] = replace(entries[at], **altered)

        assert replay(entries) == Broken(at + 1, "the entry does not match its seal")

    def test_is_found_when_only_its_instant_moved(self) -> None:
        entries = a_timeline(*A_LIFE)
        entries[3] = replace(entries[3], at=entries[3].at + timedelta(microseconds=1))

        assert replay(entries) == Broken(4, "the entry does not match its seal")

    def test_of_another_case_is_found(self) -> None:
        entries = a_timeline(*A_LIFE)
        entries[0] = replace(entries[0], county=entries[0].county[:-1] + "2")

        assert isinstance(replay(entries), Broken)


class TestIllegalMove:
    @pytest.mark.parametrize(
        "steps",
        [
            [(Kind.ASSIGNED, State.DISPATCHED)],
            [(Kind.OPENED, State.HANDLING)],
            [(Kind.OPENED, State.DISPATCHED), (Kind.OPENED, State.DISPATCHED)],
            [(Kind.OPENED, State.DISPATCHED), (Kind.REPORTED_BACK, State.TO_VERIFY)],
            [(Kind.OPENED, State.DISPATCHED), (Kind.ACCEPTED, State.CLOSED)],
            [(Kind.OPENED, State.DISPATCHED), (Kind.ESCALATED, State.HANDLING)],
            [(Kind.OPENED, State.DISPATCHED), (Kind.COMMENTED, State.HANDLING)],
            [*A_LIFE, (Kind.COMMENTED, State.CLOSED)],
            [*A_LIFE, (Kind.ESCALATED, State.CLOSED)],
        ],
    )
    def test_is_found_although_every_seal_fits(self, steps: list[tuple[Kind, State]]) -> None:
        found = replay(resealed(a_timeline(*steps)))

        assert isinstance(found, Broken)
        assert found.seq == len(steps)
        assert "cannot lead to" in found.why

"""What a finding is remembered by: the same as long as it says the same, and no longer."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch.responsibility.audit import Audited, Check, audit
from dispatch.responsibility.audit.keys import key_of
from dispatch.responsibility.audit.picture import picture
from dispatch.responsibility.model import Line
from tests.builders import (
    BUREAU,
    CENTRE,
    COMMUNITY,
    GRID,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_line,
    a_matter,
)
from tests.unit.responsibility.audit.ground import a_list

MATTERS = [a_matter(), a_matter("M002")]
ONE = a_line("A1", BUREAU, areas=TOWNSHIP)
OTHER = a_line("A2", OTHER_BUREAU, areas=TOWNSHIP)
ELSEWHERE = a_line("A3", CENTRE, areas=OTHER_TOWNSHIP)


def keys(*lines: Line, **given: date) -> dict[Check, str]:
    judged = a_list(*lines, a_line("A9", matter="M002"), matters=MATTERS, **given)
    return {each.check: key_of(each, judged) for each in audit(judged)}


def key(*lines: Line, **given: date) -> str:
    (only,) = keys(*lines, **given).values()
    return only


class TestKey:
    @pytest.mark.parametrize(
        "lines",
        [
            (replace(ONE, row_id="X7"), replace(OTHER, row_id="X1"), ELSEWHERE),
            (ELSEWHERE, OTHER, ONE),
            (replace(ONE, areas=frozenset({COMMUNITY, VILLAGE})), OTHER, ELSEWHERE),
            (replace(ONE, areas=frozenset({COMMUNITY, GRID})), OTHER, ELSEWHERE),
            (replace(ONE, valid_from=date(2025, 1, 1)), OTHER, ELSEWHERE),
            (replace(ONE, basis="《条例》", item_id="I9"), OTHER, ELSEWHERE),
        ],
        ids=["renumbered", "reordered", "split", "split deeper", "older", "better founded"],
    )
    def test_stays_while_the_finding_says_the_same(self, lines: tuple[Line, ...]):
        assert key(*lines) == key(ONE, OTHER, ELSEWHERE)

    def test_stays_into_the_next_year(self):
        next_year = {"first": date(2027, 1, 1), "last": date(2027, 12, 31)}

        assert key(ONE, OTHER, ELSEWHERE, **next_year) == key(ONE, OTHER, ELSEWHERE)

    @pytest.mark.parametrize(
        "lines",
        [
            (replace(ONE, unit=CENTRE), OTHER, ELSEWHERE),
            (
                replace(ONE, areas=frozenset({VILLAGE})),
                replace(OTHER, areas=frozenset({VILLAGE})),
                replace(ELSEWHERE, areas=frozenset({OTHER_TOWNSHIP, COMMUNITY})),
            ),
            (replace(ONE, zone="urban"), replace(OTHER, zone="urban"), ELSEWHERE),
        ],
        ids=["another unit", "another place", "only in a zone"],
    )
    def test_changes_with_what_the_finding_says(self, lines: tuple[Line, ...]):
        assert key(*lines) != key(ONE, OTHER, ELSEWHERE)

    def test_of_a_gap_has_its_days_in_it(self):
        before = a_line("A1", valid_to=date(2026, 6, 30))
        after, later = (a_line("A2", valid_from=date(2026, n, 1)) for n in (8, 9))

        assert key(before, after) != key(before, later)

    def test_of_each_finding_is_its_own(self):
        judged = a_list(ONE, OTHER, matters=[*MATTERS, a_matter("M003")])
        found = audit(judged, advice=True)

        assert len({key_of(each, judged) for each in found}) == len(found)


class TestGroupKey:
    def test_stays_when_a_quarrel_is_settled_in_part(self):
        def quarrel(*matters: str) -> Audited:
            lines = [
                a_line(f"{unit}{matter}", unit, matter=matter)
                for matter in matters
                for unit in (BUREAU, OTHER_BUREAU)
            ]
            return a_list(*lines)

        more, fewer = quarrel("M001", "M002", "M003"), quarrel("M002", "M003")

        (before,), (after,) = (picture(audit(judged), judged) for judged in (more, fewer))
        assert (before.key, len(before.findings)) == (after.key, 3)
        assert len(after.findings) == 2

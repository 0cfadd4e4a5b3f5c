import pytest

from dispatch.territory.model import Level
from dispatch.territory.tree import BrokenTree, OutsideCounty, Place, Territory, UnknownArea
from dispatch.vocabulary import AreaCode
from tests.builders import (
    COMMUNITY,
    COUNTY,
    GRID,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_division,
    a_territory,
    ordinary_divisions,
)


def resolved(raw: str) -> Place:
    place = a_territory().resolve(raw)
    assert isinstance(place, Place)
    return place


class TestResolve:
    @pytest.mark.parametrize("raw", [GRID, VILLAGE, TOWNSHIP, COUNTY])
    def test_knows_an_areas_own_code(self, raw: str) -> None:
        place = resolved(raw)

        assert place.code == raw
        assert place.exact

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            (TOWNSHIP + "000", TOWNSHIP),
            (TOWNSHIP + "000000000", TOWNSHIP),
            (VILLAGE + "0", VILLAGE),
            (COUNTY + "000", COUNTY),
            (COUNTY + "000000", COUNTY),
        ],
    )
    def test_strips_trailing_zeros_to_a_known_place(self, raw: str, code: str) -> None:
        place = resolved(raw)

        assert place.code == code
        assert place.exact

    @pytest.mark.parametrize(
        ("raw", "code", "remainder"),
        [
            (VILLAGE + "777", VILLAGE, "777"),
            (TOWNSHIP + "888000", TOWNSHIP, "888000"),
            (COUNTY + "999", COUNTY, "999"),
            (COUNTY + "000123", COUNTY, "000123"),
        ],
    )
    def test_marks_an_unknown_remainder_below_the_deepest_known_place(
        self, raw: str, code: str, remainder: str
    ) -> None:
        place = resolved(raw)

        assert (place.code, place.remainder) == (code, remainder)
        assert not place.exact

    @pytest.mark.parametrize("raw", ["330522001", "330522", "330500", "33", "110000"])
    def test_says_that_a_code_lies_outside_the_county(self, raw: str) -> None:
        ground = a_territory(*ordinary_divisions(), a_division("3305", level=Level.CITY))

        assert ground.resolve(raw) == OutsideCounty(raw)

    def test_keeps_a_township_whose_own_code_ends_in_zero(self) -> None:
        ground = a_territory(a_division(COUNTY), a_division("330521110"))

        assert ground.resolve("330521110000") == Place(
            "330521110000", next(area for area in ground if area.code == "330521110")
        )


class TestTerritory:
    def test_follows_parents_where_a_county_skips_a_level(self) -> None:
        ground = a_territory(
            a_division(COUNTY), a_division("330521400001", parent=COUNTY, kind="community")
        )

        area = ground.get("330521400001")

        assert area is not None
        assert area.path == ("330521400001", COUNTY)
        assert area.township is None
        assert ground.townships == ()

    def test_finds_the_township_at_or_above_an_area(self) -> None:
        ground = a_territory()

        assert ground.township_of(GRID) == TOWNSHIP
        assert ground.township_of(TOWNSHIP) == TOWNSHIP
        assert ground.township_of(COUNTY) is None

    def test_gives_nested_areas_nested_leaves_and_others_disjoint_ones(self) -> None:
        ground = a_territory()
        whole, village = ground.leaves(None), ground.leaves([VILLAGE])

        assert ground.leaves([TOWNSHIP]) & village == village
        assert ground.leaves([OTHER_VILLAGE]) & village == 0
        assert ground.leaves([COUNTY]) == whole
        assert whole.bit_count() == 3

    def test_sees_no_difference_between_an_only_child_and_its_parent(self) -> None:
        ground = a_territory()

        assert ground.leaves([GRID]) == ground.leaves([VILLAGE])

    def test_leaves_other_counties_aside(self) -> None:
        ground = a_territory(
            *ordinary_divisions(), a_division("330522", parent="3305"), a_division("330522001")
        )

        assert "330522001" not in ground

    def test_refuses_leaves_of_an_unknown_area(self) -> None:
        with pytest.raises(UnknownArea, match="330521777"):
            a_territory().leaves(["330521777"])

    def test_refuses_an_unknown_parent(self) -> None:
        with pytest.raises(BrokenTree, match="330521777"):
            a_territory(a_division(COUNTY), a_division("330521777001"))

    def test_refuses_a_code_that_stands_twice(self) -> None:
        with pytest.raises(BrokenTree, match="twice"):
            a_territory(a_division(COUNTY), a_division(TOWNSHIP), a_division(TOWNSHIP))

    def test_refuses_parents_in_a_circle(self) -> None:
        with pytest.raises(BrokenTree, match="circle"):
            a_territory(
                a_division(TOWNSHIP, parent=VILLAGE),
                a_division(VILLAGE, parent=TOWNSHIP),
            )

    def test_is_the_same_in_whatever_order_the_rows_stand(self) -> None:
        turned = a_territory(*reversed(ordinary_divisions()))

        assert list(turned) == list(a_territory())

    def test_stands_alone_when_no_row_names_the_county(self) -> None:
        ground = Territory.build(COUNTY, [a_division(TOWNSHIP)])

        assert ground.resolve(TOWNSHIP + "001") == Place(
            TOWNSHIP + "001", ground.resolve(TOWNSHIP).area, "001"
        )
        assert COMMUNITY not in ground


class TestFewest:
    def test_names_the_highest_areas_that_a_set_of_leaves_fills(self):
        ground = a_territory()
        every = ground.county.leaves
        first = ground.leaves([AreaCode("330521001")])

        assert ground.fewest(every) == ("330521",)
        assert ground.fewest(first) == ("330521001",)
        assert ground.fewest(ground.leaves([AreaCode("330521001001")])) == ("330521001001",)
        assert ground.fewest(every & ~ground.leaves([AreaCode("330521001001")])) == (
            "330521001002",
            "330521002",
        )
        assert ground.fewest(0) == ()

import pytest

from dispatch.responsibility.index import (
    LineOutsideCounty,
    MattersInACircle,
    ResponsibilityIndex,
)
from dispatch.responsibility.model import Duty, Line, Matter, Part
from tests.builders import (
    COUNTY,
    DUMPING,
    GRID,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_line,
    a_matter,
    a_territory,
)

PATH = (GRID, VILLAGE, TOWNSHIP, COUNTY)


def an_index(*lines: Line, matters: tuple[Matter, ...] = ()) -> ResponsibilityIndex:
    return ResponsibilityIndex.build(lines, {m.code: m for m in matters}, a_territory())


def rows(index: ResponsibilityIndex, matter: str = DUMPING) -> list[str]:
    return sorted(entry.line.row_id for entry in index.covering(matter, PATH))


class TestCovering:
    def test_finds_the_lines_of_every_area_upwards(self) -> None:
        index = an_index(
            a_line("county"),
            a_line("township", areas=TOWNSHIP),
            a_line("grid", areas=GRID),
            a_line("elsewhere", areas=OTHER_TOWNSHIP),
        )

        assert rows(index) == ["county", "grid", "township"]

    def test_finds_the_lines_of_the_matters_above(self) -> None:
        index = an_index(
            a_line("parent", matter="M0"),
            a_line("child", matter="M01"),
            matters=(a_matter("M0"), a_matter("M01", parent="M0")),
        )

        assert rows(index, "M01") == ["child", "parent"]
        assert rows(index, "M0") == ["parent"]

    def test_finds_a_line_once_whose_areas_lie_in_each_other(self) -> None:
        index = an_index(a_line("A1", areas=f"{GRID};{TOWNSHIP};{COUNTY}"))

        assert rows(index) == ["A1"]

    def test_holds_only_who_leads_or_helps_to_dispose(self) -> None:
        index = an_index(
            a_line("lead"),
            a_line("help", part=Part.COOPERATE),
            a_line("oversight", part=Part.SUPERVISE),
            a_line("patrol", duty=Duty.PATROL),
        )

        assert rows(index) == ["help", "lead"]

    def test_finds_nothing_on_an_unknown_matter(self) -> None:
        assert rows(an_index(a_line()), "M999") == []


class TestResponsibilityIndex:
    def test_knows_the_matters_of_the_catalogue_and_of_the_list(self) -> None:
        index = an_index(a_line(matter="M1"), matters=(a_matter("M2"),))

        assert index.knows("M1")
        assert index.knows("M2")
        assert not index.knows("M3")

    def test_names_every_zone_of_the_list_whatever_its_lines_are_for(self) -> None:
        index = an_index(a_line(zone="urban"), a_line(zone="river", duty=Duty.PATROL), a_line())

        assert index.zones == ("river", "urban")

    def test_refuses_a_line_for_an_area_the_county_does_not_have(self) -> None:
        with pytest.raises(LineOutsideCounty, match="line A7 names 330522001"):
            an_index(a_line("A7", areas="330522001"))

    def test_refuses_a_matter_above_itself(self) -> None:
        with pytest.raises(MattersInACircle, match="circle"):
            an_index(matters=(a_matter("M1", parent="M2"), a_matter("M2", parent="M1")))

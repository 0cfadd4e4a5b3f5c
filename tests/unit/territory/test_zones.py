import pytest

from dispatch.territory.zones import ZoneOfArea, ZoneSource, zone_of
from tests.builders import COMMUNITY, COUNTY, GRID, TOWNSHIP, VILLAGE, a_division, a_territory


def zone_at(code: str, **attributes: object) -> ZoneOfArea:
    area = a_territory().get(code)
    assert area is not None
    return zone_of(area, attributes)


class TestZoneOf:
    @pytest.mark.parametrize(
        ("code", "zone"), [(COMMUNITY, "urban"), (VILLAGE, "rural"), (GRID, "rural")]
    )
    def test_follows_the_kind_of_village(self, code: str, zone: str) -> None:
        assert zone_at(code) == ZoneOfArea(zone, ZoneSource.AREA)

    @pytest.mark.parametrize("code", [TOWNSHIP, COUNTY])
    def test_is_unknown_above_village_level(self, code: str) -> None:
        assert zone_at(code) == ZoneOfArea(None, ZoneSource.UNKNOWN)

    def test_is_what_the_report_says_first(self) -> None:
        assert zone_at(VILLAGE, zone="urban") == ZoneOfArea("urban", ZoneSource.REPORT)

    @pytest.mark.parametrize("blank", [None, "", "  "])
    def test_takes_a_blank_answer_for_none(self, blank: object) -> None:
        assert zone_at(VILLAGE, zone=blank) == ZoneOfArea("rural", ZoneSource.AREA)

    def test_is_unknown_in_a_village_of_no_told_kind(self) -> None:
        ground = a_territory(a_division(COUNTY), a_division(TOWNSHIP), a_division(VILLAGE))
        area = ground.get(VILLAGE)
        assert area is not None

        assert zone_of(area, {}).zone is None

"""What attributes are called: the product's names, and a county's own above them."""

import pytest

from dispatch.responsibility.described import AttributeLabel
from dispatch.wire.county.attributes import read_attributes
from dispatch.wire.county.problems import CountyRefused, Problems


class TestReadAttributes:
    def test_gives_the_products_names_where_a_county_has_none(self):
        labels = read_attributes(None, Problems())

        assert labels["area_m2"] == AttributeLabel("面积", "平方米")
        assert labels["stage"].values["going_up"] == "在建"

    def test_lets_a_county_name_its_own_and_keeps_the_others(self):
        own = "stage: {name: 工程状态, values: {going_up: 施工中}}\nheight_m: {name: 高度}".encode()

        labels = read_attributes(own, Problems())

        assert labels["stage"] == AttributeLabel("工程状态", "", {"going_up": "施工中"})
        assert labels["height_m"].name == "高度"
        assert labels["area_m2"].name == "面积"

    @pytest.mark.parametrize(
        "text",
        ["[]", "stage: 阶段", "stage: {values: {}}", "stage: {name: ''}", "stage: {name: x, y: z}"],
        ids=["no names", "no set", "no name", "empty name", "unknown key"],
    )
    def test_refuses_what_names_nothing(self, text):
        problems = Problems()

        read_attributes(text.encode(), problems)

        with pytest.raises(CountyRefused, match=r"attributes\.yaml"):
            problems.raise_if_any()

"""Townships drawn from degrees: north up, shapes true, nothing drawn that nobody asked for."""

import json

from dispatch.web.lists.outlines import WIDTH, drawn

WEST, EAST = "330521001", "330521002"


def a_square(code: str, west: float, south: float, side: float = 0.1) -> dict:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def a_map(*features: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


class TestDrawn:
    def test_puts_north_up_and_west_left(self) -> None:
        found = drawn(
            a_map(a_square(WEST, 120.0, 30.6), a_square(EAST, 120.1, 30.5)),
            frozenset({WEST, EAST}),
        )

        assert found is not None
        west, east = found.outlines
        assert west.code == WEST
        assert west.x < east.x
        assert west.y < east.y

    def test_keeps_a_metre_as_long_east_as_north(self) -> None:
        # At sixty degrees north a degree of longitude is half as long as one of latitude.
        found = drawn(a_map(a_square(WEST, 20.0, 59.95)), frozenset({WEST}))

        assert found is not None
        assert found.width == WIDTH
        assert abs(found.height / found.width - 2) < 0.05

    def test_fits_what_it_draws(self) -> None:
        found = drawn(a_map(a_square(WEST, 120.0, 30.5)), frozenset({WEST}))

        assert found is not None
        (one,) = found.outlines
        assert 0 < one.x < found.width
        assert 0 < one.y < found.height
        assert one.path.startswith("M")
        assert one.path.endswith("Z")

    def test_draws_islands_and_holes(self) -> None:
        shape = a_square(WEST, 120.0, 30.5)
        ring = shape["geometry"]["coordinates"][0]
        shape["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}

        found = drawn(a_map(shape), frozenset({WEST}))

        assert found is not None
        assert found.outlines[0].path.count("M") == 3

    def test_draws_nothing_where_no_place_is_known(self) -> None:
        nowhere = {"type": "Feature", "properties": None, "geometry": None}

        assert drawn(None, frozenset({WEST})) is None
        assert drawn(a_map(a_square(EAST, 120.0, 30.5), nowhere), frozenset({WEST})) is None

    def test_stands_a_shape_without_extent(self) -> None:
        found = drawn(a_map(a_square(WEST, 120.0, 30.5, side=0.0)), frozenset({WEST}))

        assert found is not None
        assert len(found.outlines) == 1

    def test_leaves_out_what_is_no_outline(self) -> None:
        broken = a_square(WEST, 120.0, 30.5)
        broken["geometry"]["coordinates"] = [[["x", 1], [120.0, 30.5], None], "ring", None]
        unshaped = {**a_square(WEST, 120.0, 30.5), "geometry": {"type": "Point"}}

        found = drawn(a_map(broken, unshaped, "feature", None), frozenset({WEST}))  # type: ignore[arg-type]

        assert found is not None
        assert found.outlines[0].path == "M8.0 8.0Z"

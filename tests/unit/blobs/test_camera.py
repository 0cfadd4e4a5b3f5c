"""What a camera wrote is believed as far as it makes sense, and never costs the photo."""

import io

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from dispatch.blobs.camera import notes_of, orientation_of
from tests.corpus.uploads.building import a_jpeg, exif

NOTHING = IFDRational(30, 0)
"""Thirty noughts."""
HERE = {
    "GPSLatitudeRef": "N",
    "GPSLatitude": (30.0, 32.0, 33.0),
    "GPSLongitudeRef": "E",
    "GPSLongitude": (119.0, 57.0, 36.0),
}


def opened(**said: object) -> Image.Image:
    return Image.open(io.BytesIO(a_jpeg(exif=exif(**said))))


class TestPlace:
    @pytest.mark.parametrize(
        ("sides", "place"),
        [
            ("NE", (119.96, 30.5425)),
            ("NW", (-119.96, 30.5425)),
            ("SE", (119.96, -30.5425)),
            ("SW", (-119.96, -30.5425)),
            ("ne", (119.96, 30.5425)),
        ],
    )
    def test_is_read_with_its_sides(self, sides: str, place: tuple[float, float]) -> None:
        notes = notes_of(opened(**HERE | {"GPSLatitudeRef": sides[0], "GPSLongitudeRef": sides[1]}))

        assert (notes["lon"], notes["lat"]) == place

    @pytest.mark.parametrize(
        "changed",
        [
            {"GPSLatitude": (91.0, 0.0, 0.0)},
            {"GPSLongitude": (181.0, 0.0, 0.0)},
            {"GPSLatitude": (30.0, 60.0, 0.0)},
            {"GPSLatitude": (30.0, 0.0, 60.0)},
            {"GPSLatitude": (30.0, 32.0)},
            {"GPSLatitude": (NOTHING, NOTHING, NOTHING)},
            {"GPSLatitudeRef": "X"},
            {"GPSLatitudeRef": ""},
            {"GPSLatitude": (0.0, 0.0, 0.0), "GPSLongitude": (0.0, 0.0, 0.0)},
        ],
        ids=str,
    )
    def test_that_makes_no_sense_is_left_out(self, changed: dict[str, object]) -> None:
        notes = notes_of(opened(DateTimeOriginal="2026:11:20 08:30:00", **HERE | changed))

        assert (notes["lon"], notes["lat"]) == (None, None)
        assert notes["taken_at"] == "2026-11-20T08:30:00"


class TestInstant:
    @pytest.mark.parametrize(
        ("said", "offset", "taken_at"),
        [
            ("2026:11:20 08:30:00", "", "2026-11-20T08:30:00"),
            ("2026:11:20 08:30:00", "+08:00", "2026-11-20T08:30:00+08:00"),
            ("2026:11:20 08:30:00", "+99:00", "2026-11-20T08:30:00"),
            ("2026:11:20 08:30:00", "nonsense", "2026-11-20T08:30:00"),
            ("0000:00:00 00:00:00", "", None),
            ("2026:13:40 25:61:61", "", None),
            ("yesterday", "", None),
            ("", "", None),
        ],
    )
    def test_is_believed_as_far_as_it_is_one(
        self, said: str, offset: str, taken_at: str | None
    ) -> None:
        notes = notes_of(opened(DateTimeOriginal=said, OffsetTimeOriginal=offset))

        assert notes["taken_at"] == taken_at

    def test_is_none_where_nothing_is_said(self) -> None:
        assert notes_of(opened()) == {"taken_at": None, "lon": None, "lat": None}


class TestOrientation:
    @pytest.mark.parametrize(("said", "way"), [(1, 1), (6, 6), (8, 8), (0, 1), (9, 1), (77, 1)])
    def test_is_one_of_eight_or_upright(self, said: int, way: int) -> None:
        assert orientation_of(opened(Orientation=said)) == way

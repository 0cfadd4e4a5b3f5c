"""Malformed in the report itself: each field absent, of a wrong type, out of its range."""

from collections.abc import Iterator
from typing import Any

from tests.corpus.records.building import ABSENT, Case, a_report, shown


def in_body() -> Iterator[Case]:
    for field, reason, values in _WRONG:
        for value in values:
            name = f"data.{field} {shown(value)}"
            yield Case(name, a_report(name, **{field: value}), reason)
    yield from _positions()
    yield Case("data empty", a_report("empty", **dict.fromkeys(_NEEDED, ABSENT)), "occurred_at")


_NEEDED = ("text", "area_code", "occurred_at", "channel")
_WRONG: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    (
        "occurred_at",
        "occurred_at",
        (
            ABSENT, None, "", True, [], {}, "yesterday",
            1767576600, 1767576600000, 1767576600000000, "1767576600",
            "2026-01-05", "2026-01-05T09:30:00", "2026-01-05T09:30+08:00",
            "2026-01-05 09:30:00+08:00", "2026-01-05T09:30:00 +08:00", "2026-01-05T09:30:00+0800",
            "2026-01-05T09:30:00+08", "2026-01-05T09:30:00 Asia/Shanghai",
            "2026-1-5T09:30:00+08:00", "26-01-05T09:30:00+08:00", "20260105T093000+08:00",
            "2026-W02-1T09:30:00+08:00", "2026-005T09:30:00+08:00", "2026/01/05T09:30:00+08:00",
            "2026-13-01T09:30:00+08:00", "2026-00-01T09:30:00+08:00", "2026-01-32T09:30:00+08:00",
            "2026-02-29T09:30:00+08:00", "2026-01-05T24:00:00+08:00", "2026-01-05T25:00:00+08:00",
            "2026-01-05T09:60:00+08:00", "2026-01-05T09:30:61+08:00", "2026-01-05T09:30:60+08:00",
            "2026-01-05T09:30:00+24:00", "2026-01-05T09:30:00+08:60", "2026-01-05T09:30:00.+08:00",
            "2026-01-05T09:30:00,5+08:00", "２０２６-01-05T09:30:00+08:00",
            "2026-01-05T09:30:00+08:00\n", " 2026-01-05T09:30:00Z", "+2026-01-05T09:30:00Z",
            "-2026-01-05T09:30:00Z", "12026-01-05T09:30:00Z", "0000-01-01T00:00:00Z",
        ),
    ),
    (
        "occurred_at",
        "occurred_at_out_of_range",
        (
            "1999-12-31T23:59:59+08:00", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+23:59", "2099-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59-23:59",
        ),
    ),
    ("text", "text", (ABSENT, None, 7, True, ["井盖"], {"zh": "井盖"})),
    (
        "text",
        "text_length",
        ("", " ", "\n\t \r\n", "\u3000\u3000", "\u00a0", "井" * 5_001, "𠮷" * 5_001, "a" * 200_000),
    ),
    (
        "area_code",
        "area_code",
        (
            ABSENT, None, "", 330521001, 330521001.0, True, ["330521001"], {"code": "330521001"},
            "33052", "3305210010010010011", "330521 001", " 330521001", "330521001\n",
            "33052100A", "３３０５２１００１", "٣٣٠٥٢١", "-30521001", "330521.01", "³³⁰⁵²¹",
            "德清县", "0x330521", "*",
        ),
    ),
    ("channel", "channel", (ABSENT, None, 7, True, ["app"], {})),
    ("crs", "crs", (None, "", 4326, "wgs84", "WGS-84", "EPSG:4326", "GCJ-02", ["WGS84"], True)),
    (
        "urgency_hint",
        "urgency_hint",
        (None, "", "RED", "Red", "红色", "green", "urgent", 1, True, ["red"], {"level": "red"}),
    ),
    ("attributes", "attributes", (None, "", "zone=urban", 7, True, [], [["zone", "urban"]])),
    (
        "reporter",
        "reporter",
        (
            None, "", "王某", 7, [], {"name": None}, {"name": 7}, {"name": ["王"]},
            {"phone": 13800000000}, {"phone": None}, {"grid_worker": 7}, {"grid_worker": {}},
        ),
    ),
    ("attachments", "attachments", (None, "", {}, "abc", 7, True, ["abc"], [None], [{}, 1], [[]])),
    ("attachments", "too_many_attachments", ([{}] * 21, [{"id": "a"}] * 1_000)),
    ("title", "title", (None, 7, True, [], {}, ["井盖"])),
    ("matter_hint", "matter_hint", (None, 39, True, ["M039"], {"code": "M039"})),
)  # fmt: skip


def _positions() -> Iterator[Case]:
    for reason, places in (
        ("coordinates_incomplete", ((119.9, ABSENT), (ABSENT, 30.5), (None, ABSENT))),
        (
            "coordinates",
            (
                (None, None), ("119.9", "30.5"), (True, False), (119.9, True), (119.9, "30.5"),
                ([119.9], [30.5]), ("119°54′E", "30°30′N"), ({}, 30.5),
            ),
        ),
        (
            "coordinates_out_of_range",
            (
                (180.0001, 30.5), (-180.0001, 30.5), (119.9, 90.0001), (119.9, -90.0001),
                (30.5, 119.9), (1e300, 30.5), (119.9, -1e300), (10**29, 30.5), (13356000, 3570000),
            ),
        ),
    ):  # fmt: skip
        for lon, lat in places:
            name = f"lon {shown(lon)}, lat {shown(lat)}"
            yield Case(name, a_report(name, lon=lon, lat=lat), reason)

"""A county's own zones: drawn or listed, and which of them a report lies in."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dispatch.routing.because import because_from, document
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question, Reason
from dispatch.routing.remembered import Answers
from dispatch.territory.zones import ZoneSource
from dispatch.vocabulary import MatterCode
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.problems import CountyRefused
from dispatch.wire.county.reader import read_files

Files = dict[str, bytes]
FolderBuilder = Callable[..., Files]
ROOT = Path(__file__).parents[4]
VILLAGE, COMMUNITY, GRID = "330521102200", "330521001001", "330521001001001"
INSIDE, ABOVE_INSIDE, OUTSIDE = (120.15, 30.55), (120.13, 30.53), (120.3, 30.7)
ZONED = """\
R1,I1,M1,噪声扰民,,social_governance,*,rural,GA,lead,dispose,2026-01-01,,2,urgent_hour,某法,law,,,,
R3,I1,M1,噪声扰民,,social_governance,*,urban,CC,lead,dispose,2026-01-01,,2,urgent_hour,某法,law,,,,
R4,I1,M1,噪声扰民,,social_governance,*,park,PCS,lead,dispose,2026-01-01,,2,urgent_hour,某法,law,,,,
"""
ONE_LINE = (
    "R1,I1,M1,噪声扰民,,social_governance,*,all,GA,lead,dispose,2026-01-01,,2,urgent_hour,"
    "某法,law,,,,\n"
)


def a_square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def a_feature(
    zone: str = "park", *, name: str = "", geometry: Any = None, **properties: Any
) -> dict[str, Any]:
    properties = {"zone": zone, "name": name or f"名为{zone}", **properties}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def a_map(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


PARK = a_feature(geometry=a_square(120.1, 30.5))


@pytest.fixture
def a_book(a_folder: FolderBuilder) -> Callable[..., CountyBook]:
    def build(*features: Any, lines: str = ZONED) -> CountyBook:
        files = a_folder(("responsibility.csv", ONE_LINE, lines))
        return read_files(files | {"zones.geojson": a_map(*features)}, strict=True)

    return build


def asked(
    book: CountyBook,
    point: tuple[float, float] | None = None,
    *,
    area: str = VILLAGE,
    crs: str | None = None,
    **said: object,
) -> Decision:
    question = Question(MatterCode("M1"), area, date(2026, 3, 2), said)
    lon, lat = point or (None, None)
    return decide(book.located(question, lon=lon, lat=lat, crs=crs), book)


def lead_and_source(decision: Decision) -> tuple[str | None, str]:
    return decision.lead, decision.because.inputs.zone_source


class TestOutlines:
    def test_say_the_zone_of_a_point_that_lies_in_them(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        decision = asked(a_book(PARK), INSIDE)

        assert lead_and_source(decision) == ("PCS", "polygon:名为park")
        assert decision.because.inputs.zone == "park"

    def test_leave_a_point_outside_to_the_kind_of_its_village(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        book = a_book(PARK)

        assert lead_and_source(asked(book, OUTSIDE)) == ("GA", ZoneSource.AREA)
        assert lead_and_source(asked(book)) == ("GA", ZoneSource.AREA)

    def test_give_way_to_what_the_report_says(self, a_book: Callable[..., CountyBook]) -> None:
        decision = asked(a_book(PARK), INSIDE, zone="urban")

        assert lead_and_source(decision) == ("CC", ZoneSource.REPORT)

    def test_go_before_sets_and_the_kind_of_village(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        book = a_book(
            a_feature("urban", areas=[VILLAGE], priority=9), a_feature(geometry=PARK["geometry"])
        )

        assert lead_and_source(asked(book, INSIDE)) == ("PCS", "polygon:名为park")
        assert lead_and_source(asked(book, OUTSIDE)) == ("CC", "set:名为urban")

    def test_let_the_highest_priority_win_where_they_lie_over_each_other(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        town = a_feature("urban", geometry=a_square(120.12, 30.52), priority=1)
        book = a_book(PARK, town)

        assert asked(book, ABOVE_INSIDE).lead == "CC"
        assert asked(book, (120.105, 30.505)).lead == "PCS"

    def test_do_not_hide_the_kind_of_village_from_lines_that_do_not_speak_of_them(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        without_park = "".join(ZONED.splitlines(keepends=True)[:2])
        book = a_book(PARK, lines=without_park)

        assert lead_and_source(asked(book, INSIDE)) == ("GA", ZoneSource.AREA)

    def test_of_town_and_country_always_count_because_they_are_each_others_answer(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        only_rural = ZONED.splitlines(keepends=True)[0]
        book = a_book(a_feature("urban", geometry=a_square(120.1, 30.5)), lines=only_rural)

        assert asked(book, INSIDE).reason is Reason.NO_LINE

    def test_count_for_a_condition_on_the_zone_too(self, a_book: Callable[..., CountyBook]) -> None:
        line = ZONED.splitlines(keepends=True)[0]
        in_park = line.replace("rural", "all").replace("law,,,,", "law,,zone in park;river,,")
        book = a_book(PARK, lines=in_park)

        assert asked(book, INSIDE).lead == "GA"
        assert asked(book, OUTSIDE).reason is Reason.NO_LINE

    @pytest.mark.parametrize(
        ("crs", "point", "answer"),
        [
            ("CGCS2000", INSIDE, ("PCS", "polygon:名为park")),
            ("GCJ02", INSIDE, ("PCS", "polygon:名为park")),
            ("GCJ02", OUTSIDE, ("GA", "area")),
            ("GCJ02", (120.105, 30.55), (None, "unknown:GCJ02")),
            ("GCJ02", (120.095, 30.55), (None, "unknown:GCJ02")),
            ("BD09", (120.115, 30.55), (None, "unknown:BD09")),
            ("GCJ02", (120.115, 30.55), ("PCS", "polygon:名为park")),
        ],
    )
    def test_say_unknown_rather_than_wrong_where_a_shifted_point_may_lie_on_either_side(
        self,
        a_book: Callable[..., CountyBook],
        crs: str,
        point: tuple[float, float],
        answer: tuple[str | None, str],
    ) -> None:
        decision = asked(a_book(PARK), point, crs=crs)

        assert lead_and_source(decision) == answer
        assert (decision.reason is Reason.ZONE_UNKNOWN) == (answer[0] is None)


class TestSets:
    def test_say_the_zone_of_every_place_below_them(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        book = a_book(a_feature(areas=["330521001"]))

        assert lead_and_source(asked(book, area=GRID)) == ("PCS", "set:名为park")
        assert lead_and_source(asked(book, area="330521001")) == ("PCS", "set:名为park")
        assert lead_and_source(asked(book)) == ("GA", ZoneSource.AREA)

    def test_need_no_geometry(self, a_book: Callable[..., CountyBook]) -> None:
        book = a_book(a_feature(areas=[GRID]))

        assert book.zones.outlines is None
        assert asked(book, INSIDE, area=GRID).lead == "PCS"


class TestBook:
    def test_knows_the_zones_that_anything_tells(self, a_book: Callable[..., CountyBook]) -> None:
        book = a_book(PARK, a_feature("river", areas=[VILLAGE]))

        assert book.zones_known == {"park", "river", "urban", "rural"}
        assert book.zones.names == {"park": "名为park", "river": "名为river"}

    def test_replays_a_decision_without_any_geometry(
        self, a_book: Callable[..., CountyBook], a_folder: FolderBuilder
    ) -> None:
        kept = document(asked(a_book(PARK), INSIDE).because)
        inputs = because_from(kept).inputs
        bare = read_files(a_folder(("responsibility.csv", ONE_LINE, ZONED)))

        question = Question(
            MatterCode("M1"),
            inputs.area_given,
            date.fromisoformat(inputs.day),
            zone=inputs.zone,
            zone_source=inputs.zone_source,
        )

        assert document(decide(question, bare).because) == kept

    def test_remembers_two_points_of_one_village_apart(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        book = a_book(PARK)
        question = Question(MatterCode("M1"), VILLAGE, date(2026, 3, 2))
        answers = Answers(book)

        leads = [
            answers.to(book.located(question, lon=lon, lat=lat, crs=None)).decision.lead
            for lon, lat in (INSIDE, OUTSIDE, INSIDE)
        ]

        assert leads == ["PCS", "GA", "PCS"]

    def test_loads_no_geometry_for_a_county_that_draws_nothing(self) -> None:
        folder = ROOT / "tests" / "counties" / "330122"
        told = (
            "import sys; from pathlib import Path; from dispatch.wire.county.reader import "
            f"read_folder; read_folder(Path({str(folder)!r})); sys.exit('shapely' in sys.modules)"
        )

        done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=False)  # noqa: S603 - our own interpreter

        assert done.returncode == 0


_RING = a_square(120.1, 30.5)["coordinates"][0]
_BOW = {"type": "Polygon", "coordinates": [[_RING[0], _RING[2], _RING[1], _RING[3], _RING[0]]]}
REFUSED = [
    ((a_feature(),), "features[0]", "has neither an outline nor areas"),
    ((a_feature(geometry=a_square(1, 1), areas=[VILLAGE]),), "features[0]", "make two features"),
    ((a_feature(areas=["330521999"]),), "features[0]", "'330521999' is no division"),
    ((a_feature(areas=[330521102]),), "features[0].properties.areas", "in quotes"),
    ((a_feature(areas=[]),), "features[0].properties.areas", "no list"),
    ((a_feature("all", areas=[VILLAGE]),), "features[0].properties.zone", "does not matter"),
    ((a_feature(7, areas=[VILLAGE]),), "features[0].properties.zone", "no text"),  # type: ignore[arg-type]
    ((a_feature(areas=[VILLAGE], priority="high"),), "features[0].properties.priority", "number"),
    ((a_feature(areas=[VILLAGE], kind=3),), "features[0].properties.kind", "no text"),
    (
        (a_feature(geometry={"type": "Point", "coordinates": [120, 30]}),),
        "features[0].geometry",
        "none of MultiPolygon, Polygon",
    ),
    (
        (a_feature(geometry={"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}),),
        "features[0].geometry",
        "cannot be drawn",
    ),
    (
        (a_feature(geometry={"type": "Polygon", "coordinates": []}),),
        "features[0].geometry",
        "has no points",
    ),
    ((a_feature(geometry={"type": "Polygon"}),), "features[0].geometry", "cannot be drawn"),
    ((a_feature(geometry=a_square(520, 30)),), "features[0].geometry", "no degrees"),
    ((a_feature(geometry=_BOW),), "features[0].geometry", "crosses itself"),
    (
        (PARK, a_feature("river", geometry=a_square(120.15, 30.55))),
        "features[1]",
        "lies over 名为park with the same priority",
    ),
    (
        (a_feature(areas=["330521001"]), a_feature("river", areas=[GRID])),
        "features[1]",
        f"both have {GRID}",
    ),
    (({"type": "Polygon"},), "features[0]", "no GeoJSON Feature"),
    (
        ({"type": "Feature", "geometry": None, "properties": {"areas": [VILLAGE]}},),
        "features[0].properties.zone",
        "write the zone's zone",
    ),
]


class TestRefusal:
    @pytest.mark.parametrize(
        ("features", "place", "message"), REFUSED, ids=[message for _, _, message in REFUSED]
    )
    def test_names_the_feature_and_the_mend(
        self, a_folder: FolderBuilder, features: tuple[Any, ...], place: str, message: str
    ) -> None:
        with pytest.raises(CountyRefused) as caught:
            read_files(a_folder() | {"zones.geojson": a_map(*features)})

        found = [(p.file, p.column, p.message) for p in caught.value.problems]
        assert any(
            (file, column) == ("zones.geojson", place) and message in text
            for file, column, text in found
        ), found

    @pytest.mark.parametrize("data", [b'{"type": "Feature"}', b'{"type": "FeatureCollection"}'])
    def test_meets_a_file_that_is_no_map(self, a_folder: FolderBuilder, data: bytes) -> None:
        with pytest.raises(CountyRefused):
            read_files(a_folder() | {"zones.geojson": data})

    def test_spares_outlines_that_touch_and_pieces_of_one_zone(
        self, a_book: Callable[..., CountyBook]
    ) -> None:
        beside = a_feature("river", geometry=a_square(120.2, 30.5))
        again = a_feature(geometry=a_square(120.05, 30.5), name="西片")

        assert len(a_book(PARK, beside, again).zones.outlines) == 3

    def test_spares_a_feature_that_names_no_zone(self, a_book: Callable[..., CountyBook]) -> None:
        drawn = replace_properties(PARK, {"label": "老城"})

        assert a_book(drawn).zones.names == {}


def replace_properties(feature: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {**feature, "properties": properties}

"""The county's townships as outlines on a page: a map drawn by a small projection of our own.

boundaries.geojson ─► rings of degrees ─► x shrunk by the cosine of the middle ─► SVG paths
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

WIDTH = 640.0
_MARGIN = 8.0
_CODES = ("code", "area_code", "adcode", "id")
_Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """One place as it is drawn."""

    code: str
    path: str
    """What an SVG path draws."""
    x: float
    y: float
    """The middle of it, where its mark stands."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map that fits a page."""

    width: int
    height: int
    outlines: tuple[Outline, ...]


@lru_cache(4)
def drawn(boundaries: bytes | None, wanted: frozenset[str]) -> Drawn | None:
    """Draw the places that are wanted; None where the county has no outline of any of them.

    A place is known by ``code`` among its feature's properties.
    """
    if not boundaries:
        return None
    features = _list(json.loads(boundaries).get("features"))
    found: dict[str, list[_Ring]] = {}
    for feature in features:
        code = _code_of(feature)
        if code in wanted:
            found.setdefault(code, []).extend(_rings(feature.get("geometry")))
    points = [point for rings in found.values() for ring in rings for point in ring]
    if not points:
        return None
    place = _Projection(points)
    outlines = tuple(_outline(code, rings, place) for code, rings in sorted(found.items()) if rings)
    return Drawn(round(WIDTH), round(place.height), outlines)


class _Projection:
    """Degrees to the page: north is up, and a metre is as long east as north in the middle."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
        self._west, self._north = min(lons), max(lats)
        self._shrink = cos(radians((min(lats) + max(lats)) / 2))
        wide = (max(lons) - min(lons)) * self._shrink or 1e-9
        self._scale = (WIDTH - 2 * _MARGIN) / wide
        self.height = (max(lats) - min(lats)) * self._scale + 2 * _MARGIN

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        lon, lat = point
        return (
            _MARGIN + (lon - self._west) * self._shrink * self._scale,
            _MARGIN + (self._north - lat) * self._scale,
        )


def _outline(code: str, rings: Sequence[_Ring], place: _Projection) -> Outline:
    drawn_rings = [[place(point) for point in ring] for ring in rings]
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in drawn_rings
    )
    x, y = _middle(max(drawn_rings, key=len))
    return Outline(code, path, round(x, 1), round(y, 1))


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the centre of what a ring encloses; of its points where it encloses nothing."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        area += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if abs(area) < 1e-6:  # noqa: PLR2004 - a line, not a place
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return x / (3 * area), y / (3 * area)


def _code_of(feature: Any) -> str:
    known = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(known, dict):
        return ""
    return next((str(known[name]) for name in _CODES if known.get(name)), "")


def _rings(geometry: Any) -> Iterator[_Ring]:
    """Return the rings of a shape; what is no ring of degrees is not drawn."""
    if not isinstance(geometry, dict):
        return
    shapes = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        shapes = [shapes]
    elif geometry.get("type") != "MultiPolygon":
        return
    for shape in _list(shapes):
        for ring in _list(shape):
            points = [point for point in map(_point, _list(ring)) if point]
            if points:
                yield points


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _point(given: Any) -> tuple[float, float] | None:
    match given:
        case [int() | float() as lon, int() | float() as lat, *_]:
            return float(lon), float(lat)
    return None

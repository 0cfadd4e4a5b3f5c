"""Outlines of zones: whether they can be drawn, and which of them a point lies in.

The one module that loads the geometry library; whoever draws nothing never imports it.

GCJ02 and BD09 shift every point by an amount that no public standard lets anybody take
back exactly, GCJ02 by less than one kilometre and BD09 by less than two. No maintained
library undoes it. So such a point is known only to lie somewhere near: where all of that
nearness lies in one outline, or in none, the answer is the same as for the true point;
else it is unknown, which a person settles, rather than wrong by a field's width.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import cos, radians

import shapely
from shapely.geometry import Point, box, shape
from shapely.geometry.base import BaseGeometry

from dispatch.intake.model import CoordinateSystem
from dispatch.territory.zones import ZoneOfArea, ZoneSource, counts
from dispatch.wire.county.fields import Field

SHIFTED_KM: Mapping[str, float] = {CoordinateSystem.GCJ02: 1.0, CoordinateSystem.BD09: 2.0}
"""How far a point may truly lie from where it says; the others are true."""
_KM_A_DEGREE = 110.0
"""Of latitude; the true figure is never smaller by more than it is here rounded down."""
_NARROWEST = 0.01
_SHAPES = frozenset({"Polygon", "MultiPolygon"})
_WORLD = box(-180.0, -90.0, 180.0, 90.0)
_SLIVER = 1e-12
"""In square degrees, about a hundredth of a square metre: drawn by the same line, not on top."""
_CANNOT_BE_DRAWN = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    shapely.errors.ShapelyError,
)


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """One zone as it is drawn."""

    zone: str
    name: str
    priority: float
    shape: BaseGeometry


class Outlines:
    """A county's outlines, ready to be asked; never changed."""

    __slots__ = ("_outlines", "_tree")

    def __init__(self, outlines: Iterable[Outline]) -> None:
        # In the order in which they are asked, so that the first that has a point has it.
        self._outlines = tuple(sorted(outlines, key=lambda each: (-each.priority, each.name)))
        shapes = [each.shape for each in self._outlines]
        shapely.prepare(shapes)
        self._tree = shapely.STRtree(shapes)

    def __len__(self) -> int:
        return len(self._outlines)

    def at(
        self, lon: float, lat: float, crs: str | None, named: AbstractSet[str]
    ) -> ZoneOfArea | None:
        """Return the zone that a point lies in, of those that count beside ``named``.

        None where no outline has it; a zone of None where the point is too vague to tell.
        A point without a ``crs`` is one of WGS84, as positioning gives it.
        """
        near = _near(lon, lat, SHIFTED_KM.get(crs or CoordinateSystem.WGS84, 0.0))
        for at in sorted(self._tree.query(near)):
            outline = self._outlines[at]
            if not counts(outline.zone, named) or not outline.shape.intersects(near):
                continue
            if outline.shape.covers(near):
                return ZoneOfArea(outline.zone, f"{ZoneSource.POLYGON}:{outline.name}")
            return ZoneOfArea(None, f"{ZoneSource.UNKNOWN}:{crs}")
        return None


def _near(lon: float, lat: float, km: float) -> BaseGeometry:
    """Return where a point may truly lie: itself, or a box around it."""
    if not km:
        return Point(lon, lat)
    high = km / _KM_A_DEGREE
    wide = high / max(cos(radians(abs(lat) + high)), _NARROWEST)
    return box(lon - wide, lat - high, lon + wide, lat + high)


def shape_of(field: Field) -> BaseGeometry | None:
    """Return what a feature's geometry draws, or None and a problem."""
    value = field.value
    if not isinstance(value, dict) or value.get("type") not in _SHAPES:
        field.refuse(f"is none of {', '.join(sorted(_SHAPES))}")
        return None
    try:
        found = shape(value)
    except _CANNOT_BE_DRAWN as error:
        field.refuse(f"cannot be drawn: {error}")
        return None
    if wrong := _wrong_with(found):
        field.refuse(wrong)
        return None
    return found


def over_each_other(one: Outline, other: Outline) -> bool:
    """Say whether two outlines share more than a border."""
    return (
        one.shape.intersects(other.shape)
        and float(one.shape.intersection(other.shape).area) > _SLIVER
    )


def _wrong_with(found: BaseGeometry) -> str:
    if found.is_empty:
        return "has no points; draw it or list its places as areas"
    if not _WORLD.covers(box(*found.bounds)):
        return "has points that are no degrees of longitude and latitude"
    if not found.is_valid:
        return f"crosses itself: {shapely.is_valid_reason(found)}"
    return ""

"""``zones.geojson``: zones that are no divisions, drawn as outlines or written as sets of places.

    {"type": "Feature", "geometry": {"type": "Polygon", …},
     "properties": {"zone": "dev_zone", "name": "高新区", "kind": "dev_zone", "priority": 10}}
    {"type": "Feature", "geometry": null,
     "properties": {"zone": "river", "name": "沿河村社", "areas": ["330521102200"]}}

A feature that names no zone is an outline to look at and says nothing. Degrees are those of
WGS84, as RFC 7946 has it; CGCS2000 differs from it by centimetres.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from typing import TYPE_CHECKING

from dispatch.territory.model import ALL_ZONES, ZoneSet
from dispatch.vocabulary import AreaCode
from dispatch.wire.county.fields import Field, read_json
from dispatch.wire.county.files import ZONES
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import split

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from dispatch.wire.county.outlines import Outlines

_COLLECTION = "FeatureCollection"
_KNOWN = frozenset({"zone", "areas", "kind", "priority"})


@dataclass(frozen=True, slots=True)
class Zones:
    """What a county's file says of its zones."""

    sets: tuple[tuple[Field, ZoneSet], ...]
    outlines: "Outlines | None"
    """None where nothing is drawn."""
    names: Mapping[str, str]
    """What each zone of the file is called, by the name that lines use."""


NO_ZONES = Zones((), None, {})


@dataclass(frozen=True, slots=True)
class _Feature:
    field: Field
    zone: str
    name: str
    priority: float
    areas: frozenset[AreaCode]
    shape: "BaseGeometry | None"


def read_zones(data: bytes, problems: Problems) -> Zones | None:
    """Return the county's zones, or None when the file is no map."""
    whole = read_json(ZONES, data, problems)
    if whole is None:
        return None
    if not isinstance(whole.value, dict) or whole.value.get("type") != _COLLECTION:
        whole.refuse(f"is no GeoJSON {_COLLECTION}")
        return None
    listed = whole.value.get("features")
    if not isinstance(listed, list):
        whole.refuse("has no list of features")
        return None
    read = [
        feature
        for at, value in enumerate(listed)
        if (feature := _feature(Field(ZONES, f"features[{at}]", value, problems)))
    ]
    sets = tuple(
        (each.field, ZoneSet(each.zone, each.name, each.areas, each.priority))
        for each in read
        if each.areas
    )
    return Zones(
        sets=sets,
        outlines=_outlines(read),
        names={each.zone: each.name for each in reversed(read)},
    )


def _outlines(read: list[_Feature]) -> "Outlines | None":
    if all(each.shape is None for each in read):
        return None
    # Geometry is a large library, and most counties draw nothing.
    from dispatch.wire.county.outlines import Outline, Outlines, over_each_other  # noqa: PLC0415

    drawn = [
        (each.field, Outline(each.zone, each.name, each.priority, each.shape))
        for each in read
        if each.shape is not None
    ]
    for (_, one), (field, other) in combinations(drawn, 2):
        if (
            one.zone != other.zone
            and one.priority == other.priority
            and over_each_other(one, other)
        ):
            field.refuse(
                f"{other.name} lies over {one.name} with the same priority; "
                "give one of them the higher"
            )
    return Outlines(outline for _, outline in drawn)


def check_sets(
    read: Iterable[tuple[Field, ZoneSet]], places: Mapping[AreaCode, Iterable[AreaCode]]
) -> None:
    """Note sets of places that are not there, and equal ones that share a place.

    ``places`` gives for each of the county's places its way up to the county.
    """
    read = tuple(read)
    for field, each in read:
        for area in sorted(each.areas - places.keys()):
            field.refuse(f"properties.areas: {area!r} is no division or grid of this county")
    for (_, one), (field, other) in combinations(read, 2):
        if one.zone == other.zone or one.priority != other.priority:
            continue
        if shared := _shared(one.areas, other.areas, places):
            field.refuse(
                f"{other.name} and {one.name} both have {shared} and the same priority; "
                "give one of them the higher"
            )


def _shared(
    one: frozenset[AreaCode],
    other: frozenset[AreaCode],
    places: Mapping[AreaCode, Iterable[AreaCode]],
) -> AreaCode | None:
    pairs = ((one, other), (other, one))
    return next(
        (
            area
            for narrow, wide in pairs
            for area in sorted(narrow)
            if not wide.isdisjoint(places.get(area, ()))
        ),
        None,
    )


def _feature(field: Field) -> _Feature | None:
    value = field.value
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(value, dict) or value.get("type") != "Feature":
        field.refuse("is no GeoJSON Feature")
        return None
    if not isinstance(properties, dict) or _KNOWN.isdisjoint(properties):
        return None
    path = f"{field.path}.properties"
    given = Field(ZONES, path, properties, field.problems).fields()
    zone, name = _text("zone", given, path, field), _text("name", given, path, field)
    if zone == ALL_ZONES:
        given["zone"].refuse(f"{ALL_ZONES!r} is what a line says when its zone does not matter")
    if "kind" in given:
        given["kind"].text()
    areas = _areas(given["areas"]) if "areas" in given else frozenset()
    geometry = value.get("geometry")
    shape = None
    if geometry is not None:
        from dispatch.wire.county.outlines import shape_of  # noqa: PLC0415 - see _outlines

        shape = shape_of(Field(ZONES, f"{field.path}.geometry", geometry, field.problems))
    if geometry is None and "areas" not in given:
        field.refuse("has neither an outline nor areas; draw it or list its places")
    if geometry is not None and "areas" in given:
        field.refuse("has an outline and areas; make two features of it")
    return _Feature(field, zone, name, _priority(given), areas, shape)


def _text(name: str, given: Mapping[str, Field], path: str, field: Field) -> str:
    if name in given:
        return given[name].text() or ""
    field.problems.add(ZONES, f"is missing; write the zone's {name}", column=f"{path}.{name}")
    return ""


def _priority(given: Mapping[str, Field]) -> float:
    if (field := given.get("priority")) is None:
        return 0.0
    value = field.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        field.refuse(f"{value!r} is no number; the highest goes first")
        return 0.0
    return float(value)


def _areas(field: Field) -> frozenset[AreaCode]:
    codes = split(field.value) if isinstance(field.value, str) else field.value
    if not isinstance(codes, list | tuple) or not codes:
        field.refuse("is no list of division or grid codes")
        return frozenset()
    if wrong := [code for code in codes if not isinstance(code, str)]:
        field.refuse(f"{wrong[0]!r} is no code; write codes in quotes")
        return frozenset()
    return frozenset(AreaCode(code.strip()) for code in codes)

"""The ``data`` of a report message, field by field, in the order of the rules.

An optional field is there with its right type, or it is not there at all: a
null is a wrong type and is refused, not dropped. Fields we do not know are
ignored here; the raw record keeps them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar, cast

from dispatch.intake.identity import body_digest
from dispatch.intake.model import CoordinateSystem, Json, Report
from dispatch.intake.quarantine import QuarantineReason
from dispatch.vocabulary import AreaCode, CountyCode, MatterCode, Urgency
from dispatch.wire.envelope.refusal import BadRecord
from dispatch.wire.envelope.times import read_time

MAX_TEXT = 5_000
MAX_ATTACHMENTS = 20
_AREA_DIGITS = range(6, 19)
_COUNTY_DIGITS = 6
_Word = TypeVar("_Word")
_REPORTER_FIELDS = ("name", "phone", "grid_worker")
_URGENCIES = {urgency.value: urgency for urgency in Urgency}
_SYSTEMS = {system.value: system for system in CoordinateSystem}


def read_report(data: Mapping[str, Json], *, source: str, record_id: str, now: datetime) -> Report:
    """Return the report that ``data`` describes.

    For what has an envelope use ``read_record``; this is for bodies without
    one, such as a line of a file, that ``read_object`` has read.

    Raises:
        BadRecord: a field breaks a rule of shape.
    """
    occurred_at = read_time(
        data.get("occurred_at"),
        field="data.occurred_at",
        now=now,
        malformed=QuarantineReason.OCCURRED_AT,
        out_of_range=QuarantineReason.OCCURRED_AT_OUT_OF_RANGE,
    )
    text = _text(data)
    area_code = _area_code(data)
    channel = data.get("channel")
    if type(channel) is not str:
        raise BadRecord(
            QuarantineReason.CHANNEL, "data.channel is missing or not a string; name the channel"
        )
    lon, lat = _position(data)
    return Report(
        county_code=CountyCode(area_code[:_COUNTY_DIGITS]),
        source=source,
        record_id=record_id,
        text=text,
        area_code=AreaCode(area_code),
        occurred_at=occurred_at,
        channel=channel,
        lon=lon,
        lat=lat,
        crs=_one_of(data, "crs", _SYSTEMS, QuarantineReason.CRS),
        urgency_hint=_one_of(data, "urgency_hint", _URGENCIES, QuarantineReason.URGENCY_HINT),
        attributes=_optional_object(data, "attributes", QuarantineReason.ATTRIBUTES),
        reporter=_reporter(data),
        attachments=_attachments(data),
        title=_optional_string(data, "title", QuarantineReason.TITLE),
        matter_hint=_matter_hint(data),
        body_sha256=body_digest(data),
    )


def _text(data: Mapping[str, Json]) -> str:
    text = data.get("text")
    if type(text) is not str:
        raise BadRecord(
            QuarantineReason.TEXT, "data.text is missing or not a string; say what was seen"
        )
    text = text.strip()
    if not 1 <= len(text) <= MAX_TEXT:
        raise BadRecord(
            QuarantineReason.TEXT_LENGTH,
            f"data.text has {len(text)} characters after trimming; send 1 to {MAX_TEXT}",
        )
    return text


def _area_code(data: Mapping[str, Json]) -> str:
    code = data.get("area_code")
    # isdigit alone would take full-width and other scripts' digits.
    if type(code) is str and len(code) in _AREA_DIGITS and code.isascii() and code.isdigit():
        return code
    raise BadRecord(
        QuarantineReason.AREA_CODE,
        "data.area_code is missing or not a string of 6 to 18 ASCII digits;"
        " send a township's, village's or grid's code",
    )


def _position(data: Mapping[str, Json]) -> tuple[float | None, float | None]:
    if "lon" not in data and "lat" not in data:
        return None, None
    if "lon" not in data or "lat" not in data:
        raise BadRecord(
            QuarantineReason.COORDINATES_INCOMPLETE,
            "of data.lon and data.lat only one is given; send both or neither",
        )
    return _degrees(data, "lon", 180), _degrees(data, "lat", 90)


def _degrees(data: Mapping[str, Json], field: str, limit: int) -> float:
    value = data[field]
    if type(value) is not float and type(value) is not int:
        raise BadRecord(
            QuarantineReason.COORDINATES, f"data.{field} is not a number; send decimal degrees"
        )
    if not -limit <= value <= limit:
        raise BadRecord(
            QuarantineReason.COORDINATES_OUT_OF_RANGE,
            f"data.{field} lies outside ±{limit} degrees; are lon and lat swapped?",
        )
    return float(value)


def _one_of(
    data: Mapping[str, Json], field: str, words: Mapping[str, _Word], reason: QuarantineReason
) -> _Word | None:
    if field not in data:
        return None
    value = data[field]
    word = words.get(value) if type(value) is str else None
    if word is None:
        raise BadRecord(
            reason, f"data.{field} is none of {', '.join(words)}; send one of them or leave it out"
        )
    return word


def _optional_string(data: Mapping[str, Json], field: str, reason: QuarantineReason) -> str | None:
    if field not in data:
        return None
    value = data[field]
    if type(value) is not str:
        raise BadRecord(reason, f"data.{field} is not a string; send one or leave the field out")
    return value


def _optional_object(
    data: Mapping[str, Json], field: str, reason: QuarantineReason
) -> Mapping[str, Json]:
    if field not in data:
        return {}
    value = data[field]
    if type(value) is not dict:
        raise BadRecord(reason, f"data.{field} is not an object; send one or leave the field out")
    return value


def _matter_hint(data: Mapping[str, Json]) -> MatterCode | None:
    hint = _optional_string(data, "matter_hint", QuarantineReason.MATTER_HINT)
    return None if hint is None else MatterCode(hint)


def _reporter(data: Mapping[str, Json]) -> Mapping[str, Json]:
    reporter = _optional_object(data, "reporter", QuarantineReason.REPORTER)
    for field in _REPORTER_FIELDS:
        if field in reporter and type(reporter[field]) is not str:
            raise BadRecord(
                QuarantineReason.REPORTER,
                f"data.reporter.{field} is not a string; send one or leave the field out",
            )
    return reporter


def _attachments(data: Mapping[str, Json]) -> tuple[Mapping[str, Json], ...]:
    if "attachments" not in data:
        return ()
    listed = data["attachments"]
    if type(listed) is not list or any(type(one) is not dict for one in listed):
        raise BadRecord(
            QuarantineReason.ATTACHMENTS,
            'data.attachments is not a list of objects; send [{"id": …}] or leave it out',
        )
    if len(listed) > MAX_ATTACHMENTS:
        raise BadRecord(
            QuarantineReason.TOO_MANY_ATTACHMENTS,
            f"data.attachments lists {len(listed)}; send {MAX_ATTACHMENTS} at most",
        )
    return tuple(cast("list[dict[str, Json]]", listed))

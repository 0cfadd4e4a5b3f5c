"""``responsibility.csv``: the lines of the list, each read by itself."""

from enum import StrEnum

from dispatch.deadlines.budget import MOST
from dispatch.errors import DispatchError
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.model import Condition, Duty, Limit, Line, ListKind, Part
from dispatch.vocabulary import AreaCode, LimitType, MatterCode, Platform, RowId, UnitCode
from dispatch.wire.county.files import LINES
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = (
    *("row_id", "item_id", "matter_code", "matter_name", "gov_code", "platform", "area", "zone"),
    *("unit", "role", "duty", "valid_from", "valid_to", "limit_value", "limit_type", "basis"),
)
_EVERYWHERE = "*"


class BasisKind(StrEnum):
    """What a duty rests on, if not on itself."""

    LAW = "law"
    SAN_DING = "san_ding"
    MINUTES = "minutes"
    RULING = "ruling"


NumberedLines = tuple[tuple[Row, Line], ...]


def read_lines(data: bytes, problems: Problems, *, strict: bool) -> NumberedLines | None:
    """Return the lines, or None when the file is no table.

    A limit that is no number of one of the four types is refused when
    ``strict``; otherwise it stays on the line as it was written, without a
    type, so that a list can be decided by and audited before it is mended.
    """
    rows = read_rows(LINES, data, _COLUMNS, problems)
    if rows is None:
        return None
    unique(((row, row.needed("row_id")) for row in rows), "row_id")
    return tuple((row, line) for row in rows if (line := _line(row, strict=strict)))


def _line(row: Row, *, strict: bool) -> Line | None:
    part, duty = row.needed_choice("role", Part), row.needed_choice("duty", Duty)
    basis_kind = row.choice("basis_kind", BasisKind)
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    if valid_from and valid_to and valid_from > valid_to:
        row.wrong("valid_to", f"{valid_to} lies before valid_from {valid_from}")
    if part is None or duty is None:
        return None
    return Line(
        row_id=RowId(row.text("row_id")),
        item_id=row.text("item_id"),
        matter=MatterCode(row.needed("matter_code")),
        matter_name=row.text("matter_name"),
        platform=row.choice("platform", Platform),
        areas=_areas(row),
        zone=row.needed("zone"),
        unit=UnitCode(row.needed("unit")),
        part=part,
        duty=duty,
        valid_from=valid_from,
        valid_to=valid_to,
        limit=_limit(row, strict=strict),
        basis=row.text("basis"),
        basis_kind=basis_kind or "",
        list_kind=row.choice("list_kind", ListKind),
        conditions=_conditions(row),
        overrides=frozenset(RowId(each) for each in row.several("overrides")),
        hand_over=row.text("hand_over"),
        number=row.number,
    )


def _areas(row: Row) -> frozenset[AreaCode] | None:
    if row.needed("area") == _EVERYWHERE:
        return None
    return frozenset(AreaCode(code) for code in row.several("area"))


def _limit(row: Row, *, strict: bool) -> Limit | None:
    value, kind = row.text("limit_value"), row.text("limit_type")
    if not value and not kind:
        return None
    raw = f"{value} {kind}".strip()
    number = _number(value)
    if number is not None and kind in set(LimitType):
        return Limit(number, LimitType(kind), raw)
    if strict and number is None:
        row.wrong("limit_value", f"{value!r} is no number above 0 and up to {MOST}")
    elif strict:
        row.wrong(
            "limit_type",
            f"{kind!r} leaves open which hours count; use one of {', '.join(LimitType)}",
        )
    return Limit(number, None, raw)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 < number <= MOST else None


def _conditions(row: Row) -> tuple[Condition, ...]:
    text = row.text("condition")
    if not text:
        return ()
    try:
        return parse_condition(text)
    except DispatchError as error:
        row.wrong("condition", str(error))
        return ()

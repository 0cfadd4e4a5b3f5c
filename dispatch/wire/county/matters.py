"""``matters.csv``: the catalogue; without it, what the list itself says of its matters."""

from collections.abc import Iterable, Mapping

from dispatch.responsibility.model import Duty, Line, ListKind, Matter
from dispatch.vocabulary import MatterCode, Platform
from dispatch.wire.county.circles import find_circle
from dispatch.wire.county.files import MATTERS
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("matter_code", "name", "gov_code", "platform", "keywords", "list_kind")


def read_matters(data: bytes, problems: Problems) -> Mapping[MatterCode, Matter] | None:
    """Return the catalogue by code, or None when the file is no table."""
    rows = read_rows(MATTERS, data, _COLUMNS, problems)
    if rows is None:
        return None
    read = tuple((row, _matter(row)) for row in rows)
    unique(((row, matter.code) for row, matter in read), "matter_code")
    matters = {matter.code: matter for _, matter in read}
    for row, matter in read:
        if matter.parent and matter.parent not in matters:
            row.wrong("parent_code", f"{matter.parent!r} is no known matter")
    _check_circle(read, matters)
    return matters


def matters_of(lines: Iterable[Line]) -> Mapping[MatterCode, Matter]:
    """Return the matters a list speaks of, as the first line of each names it."""
    matters: dict[MatterCode, Matter] = {}
    for line in lines:
        matters.setdefault(line.matter, Matter(line.matter, line.matter_name, line.platform))
    return matters


def _matter(row: Row) -> Matter:
    parent = row.text("parent_code")
    stages = row.several("required_stages")
    for stage in stages:
        if stage not in set(Duty):
            row.wrong("required_stages", f"{stage!r} is unknown; use {', '.join(Duty)}")
    return Matter(
        code=MatterCode(row.needed("matter_code")),
        name=row.needed("name"),
        platform=row.choice("platform", Platform),
        keywords=row.several("keywords"),
        gov_code=row.text("gov_code"),
        list_kind=row.choice("list_kind", ListKind),
        parent=MatterCode(parent) if parent else None,
        required_stages=stages,
    )


def _check_circle(read: Iterable[tuple[Row, Matter]], matters: Mapping[MatterCode, Matter]) -> None:
    circle = find_circle({m.code: (m.parent,) for m in matters.values() if m.parent})
    for row, matter in read:
        if matter.code in circle:
            row.wrong("parent_code", f"the chain {' > '.join(circle)} runs in a circle")
            return

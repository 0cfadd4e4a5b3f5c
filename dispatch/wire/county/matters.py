"""``matters.csv`` over ``master.csv``: the catalogue; without them, what the list itself says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatch.responsibility.master import Catalogue, Matters, overlay
from dispatch.responsibility.model import Duty, Line, ListKind, Matter
from dispatch.vocabulary import MatterCode, Platform
from dispatch.wire.county.circles import find_circle
from dispatch.wire.county.files import MASTER, MATTERS
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("matter_code", "name", "gov_code", "platform", "keywords", "list_kind")


@dataclass(frozen=True, slots=True)
class OwnMatters:
    """A file of matters by itself: what its rows say, and what they take out of use."""

    read: tuple[tuple[Row, Matter], ...]
    retired: tuple[tuple[Row, MatterCode], ...]

    @property
    def matters(self) -> Matters:
        """What the rows say, by code; what they leave to the master is empty."""
        return {matter.code: matter for _, matter in self.read}

    @property
    def retired_codes(self) -> frozenset[MatterCode]:
        """The master's matters that are not used here."""
        return frozenset(code for _, code in self.retired)


def read_matters(data: bytes, problems: Problems, *, file: str = MATTERS) -> Matters | None:
    """Return a catalogue that stands by itself, or None when the file is no table."""
    own = read_own_matters(data, problems, {}, file=file)
    if own is None:
        return None
    _check_parents(own, own.matters)
    return own.matters


def read_catalogue(own: bytes | None, master: bytes | None, problems: Problems) -> Catalogue | None:
    """Return the county's catalogue: its own rows over the master's, if there is one.

    None when there is neither, or a file is no table.
    """
    above: Matters | None = {}
    if master is not None:
        above = read_matters(master, problems, file=MASTER)
    rows = OwnMatters((), ())
    if own is not None and above is not None:
        rows = read_own_matters(own, problems, above) or rows
    if above is None or (own is None and master is None):
        return None
    found = overlay(above, rows.matters, rows.retired_codes)
    _check_parents(rows, found.matters)
    return found


def read_own_matters(
    data: bytes, problems: Problems, master: Matters, *, file: str = MATTERS
) -> OwnMatters | None:
    """Return the rows of a file of matters, each by itself, or None when it is no table.

    A row on a matter of the ``master`` may leave out what it does not say otherwise.
    """
    rows = read_rows(file, data, _COLUMNS, problems)
    if rows is None:
        return None
    unique(((row, row.text("matter_code")) for row in rows), "matter_code")
    retired = tuple(
        (row, MatterCode(row.needed("matter_code"))) for row in rows if _retires(row, master)
    )
    kept = [row for row in rows if not any(row is each for each, _ in retired)]
    return OwnMatters(tuple((row, _matter(row, master)) for row in kept), retired)


def matters_of(lines: Iterable[Line]) -> Matters:
    """Return the matters a list speaks of, as the first line of each names it."""
    matters: dict[MatterCode, Matter] = {}
    for line in lines:
        matters.setdefault(line.matter, Matter(line.matter, line.matter_name, line.platform))
    return matters


def _retires(row: Row, master: Matters) -> bool:
    if not row.text("retired") or not row.flag("retired"):
        return False
    if MatterCode(row.text("matter_code")) not in master:
        row.wrong("retired", f"there is no such matter in {MASTER} to take out of use")
    return True


def _matter(row: Row, master: Matters) -> Matter:
    code, parent = MatterCode(row.needed("matter_code")), row.text("parent_code")
    stages = row.several("required_stages")
    for stage in stages:
        if stage not in set(Duty):
            row.wrong("required_stages", f"{stage!r} is unknown; use {', '.join(Duty)}")
    return Matter(
        code=code,
        name=row.text("name") if code in master else row.needed("name"),
        platform=row.choice("platform", Platform),
        keywords=row.several("keywords"),
        gov_code=row.text("gov_code"),
        list_kind=row.choice("list_kind", ListKind),
        parent=MatterCode(parent) if parent else None,
        required_stages=stages,
    )


def _check_parents(own: OwnMatters, matters: Matters) -> None:
    """Note rows under no known matter, and those that leave a matter of the master so."""
    for row, matter in own.read:
        if matter.parent and matter.parent not in matters:
            row.wrong("parent_code", f"{matter.parent!r} is no known matter")
    rows = own.matters
    for row, code in own.retired:
        below = [
            each.code
            for each in matters.values()
            if each.parent == code and not (each.code in rows and rows[each.code].parent)
        ]
        if below:
            row.wrong(
                "retired",
                f"{', '.join(sorted(below))} would be left below it; "
                "give them another parent_code or retire them too",
            )
    _check_circle(own.read, matters)


def _check_circle(read: Iterable[tuple[Row, Matter]], matters: Mapping[MatterCode, Matter]) -> None:
    circle = find_circle({m.code: (m.parent,) for m in matters.values() if m.parent})
    for row, matter in read:
        if matter.code in circle:
            row.wrong("parent_code", f"the chain {' > '.join(circle)} runs in a circle")
            return

"""A master catalogue of matters (province or city), and what a county lays over it.

    master ─┐  same code: what the county fills in wins, field by field
            ├─► the county's catalogue, each field with its origin
    county ─┘  new code: the county's own · retired: not used here

A new master is held against the old one before anybody takes it: what is added, gone, renamed,
moved or otherwise changed, what of it the county has overridden, and what it has to do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.responsibility.model import Line, Matter
from dispatch.vocabulary import MatterCode, RowId

FIELDS = ("name", "gov_code", "platform", "keywords", "list_kind", "parent", "required_stages")
"""What is said of a matter beside its code."""
Matters = Mapping[MatterCode, Matter]


class Origin(StrEnum):
    """Who says what a field says."""

    MASTER = "master"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The matters in force in a county, and who says what of them."""

    matters: Matters
    origins: Mapping[MatterCode, Mapping[str, Origin]]
    retired: frozenset[MatterCode] = frozenset()
    """The master's matters that the county does not use."""


def overlay(
    master: Matters, own: Matters, retired: Collection[MatterCode] = frozenset()
) -> Catalogue:
    """Return the county's catalogue: the master's, with the county's fields above it."""
    matters: dict[MatterCode, Matter] = {}
    origins: dict[MatterCode, Mapping[str, Origin]] = {}
    for code in dict.fromkeys((*master, *own)):
        if code in retired:
            continue
        above, below = own.get(code), master.get(code)
        of = {
            name: Origin.COUNTY if below is None or _said(above, name) else Origin.MASTER
            for name in FIELDS
        }
        matters[code] = _composed(code, below, above)
        origins[code] = of
    return Catalogue(matters, origins, frozenset(retired))


class Task(StrEnum):
    """What a county must do, or should look at, when it takes a new master."""

    REASSIGN_LINES = "reassign_lines"
    """Lines speak of a matter that is gone."""
    COMPLETE_ROW = "complete_row"
    """The county's row only adds to a matter that is gone; it has no name of its own."""
    FIND_PARENT = "find_parent"
    """The matter above is gone."""
    DROP_RETIREMENT = "drop_retirement"
    """The county retires what the new master does not have."""
    CHECK_OVERRIDE = "check_override"
    """The master changed what the county says otherwise."""
    CHECK_CLASH = "check_clash"
    """The master has a new matter under a code that the county uses itself."""
    NAME_LEAD = "name_lead"
    """No line speaks of a new matter yet."""


BLOCKING = frozenset(
    {Task.REASSIGN_LINES, Task.COMPLETE_ROW, Task.FIND_PARENT, Task.DROP_RETIREMENT}
)
"""Until these are done the county cannot be loaded with the new master."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A matter that the new master does not have."""

    matter: MatterCode
    name: str
    rows: tuple[RowId, ...]
    """The lines that speak of it, those of the past too."""
    carried_on: bool
    """The county's own row describes it whole, so it stays, as the county's."""
    successor: MatterCode | None
    """A new matter of the same name: most likely only the code changed."""

    @property
    def orphans(self) -> tuple[RowId, ...]:
        """The lines that would be left without a matter."""
        return () if self.carried_on else self.rows


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a matter that both masters have."""

    matter: MatterCode
    field: str
    before: str
    after: str
    kept: str = ""
    """What the county says instead, before and after; empty where it follows the master."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing for the county to do; ``what`` names what a sentence cannot do without."""

    task: Task
    matter: MatterCode
    rows: tuple[RowId, ...] = ()
    what: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the county cannot be loaded before it is done."""
        return self.task in BLOCKING


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What a new master means for a county; everything by matter."""

    added: tuple[Matter, ...]
    removed: tuple[Removed, ...]
    renamed: tuple[Changed, ...]
    moved: tuple[Changed, ...]
    changed: tuple[Changed, ...]
    todo: tuple[ToDo, ...]

    @property
    def overridden(self) -> tuple[Changed, ...]:
        """The changes that do not reach the county, because it says otherwise."""
        return tuple(each for each in (*self.renamed, *self.moved, *self.changed) if each.kept)

    @property
    def blocked(self) -> bool:
        """Whether the county cannot take the new master as it stands."""
        return any(each.blocks for each in self.todo)


def upgrade(
    old_master: Matters,
    new_master: Matters,
    county_matters: Matters,
    lines: Iterable[Line],
    *,
    retired: Collection[MatterCode] = frozenset(),
) -> Upgrade:
    """Hold a new master against the old one and against what a county makes of it.

    ``county_matters`` are the county's own rows, their empty fields empty; ``retired`` the
    codes that it does not use.
    """
    rows: dict[MatterCode, list[RowId]] = defaultdict(list)
    for line in lines:
        rows[line.matter].append(line.row_id)
    added = tuple(new_master[code] for code in sorted(new_master.keys() - old_master.keys()))
    by_name = {matter.name: matter.code for matter in reversed(added)}
    removed = tuple(
        Removed(
            matter=code,
            name=old_master[code].name,
            rows=tuple(sorted(rows.get(code, ()))),
            carried_on=_said(county_matters.get(code), "name"),
            successor=by_name.get(old_master[code].name),
        )
        for code in sorted(old_master.keys() - new_master.keys() - set(retired))
    )
    changes = tuple(
        change
        for code in sorted(old_master.keys() & new_master.keys() - set(retired))
        for change in _changes(old_master[code], new_master[code], county_matters.get(code))
    )
    return Upgrade(
        added=added,
        removed=removed,
        renamed=tuple(each for each in changes if each.field == "name"),
        moved=tuple(each for each in changes if each.field == "parent"),
        changed=tuple(each for each in changes if each.field not in ("name", "parent")),
        todo=(
            *_of_removed(removed, county_matters),
            *_of_parents(new_master, county_matters, retired, {r.matter for r in removed}),
            *(
                ToDo(Task.DROP_RETIREMENT, code)
                for code in sorted(set(retired) - new_master.keys())
            ),
            *(
                ToDo(Task.CHECK_OVERRIDE, each.matter, what=each.field)
                for each in changes
                if each.kept
            ),
            *_of_added(added, county_matters, rows, retired),
        ),
    )


def plain(matter: Matter, field: str) -> str:
    """Return a field as the file writes it."""
    value = getattr(matter, field)
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None else str(value)


def _composed(code: MatterCode, below: Matter | None, above: Matter | None) -> Matter:
    def of(field: str) -> Matter:
        chosen = above if below is None or _said(above, field) else below
        return chosen or Matter(code, "", None)

    return Matter(
        code=code,
        name=of("name").name,
        platform=of("platform").platform,
        keywords=of("keywords").keywords,
        gov_code=of("gov_code").gov_code,
        list_kind=of("list_kind").list_kind,
        parent=of("parent").parent,
        required_stages=of("required_stages").required_stages,
    )


def _said(matter: Matter | None, field: str) -> bool:
    return matter is not None and bool(plain(matter, field))


def _changes(old: Matter, new: Matter, own: Matter | None) -> Iterator[Changed]:
    for field in FIELDS:
        before, after = plain(old, field), plain(new, field)
        if before != after:
            yield Changed(old.code, field, before, after, plain(own, field) if own else "")


def _of_removed(removed: tuple[Removed, ...], own: Matters) -> Iterator[ToDo]:
    for each in removed:
        if each.orphans:
            yield ToDo(Task.REASSIGN_LINES, each.matter, each.rows, each.successor or "")
        if each.matter in own and not each.carried_on:
            yield ToDo(Task.COMPLETE_ROW, each.matter)


def _of_parents(
    new: Matters, own: Matters, retired: Collection[MatterCode], gone: set[MatterCode]
) -> Iterator[ToDo]:
    own = {code: each for code, each in own.items() if code not in gone or each.name}
    found = overlay(new, own, retired).matters
    for code, matter in found.items():
        if matter.parent is not None and matter.parent not in found:
            yield ToDo(Task.FIND_PARENT, code, what=matter.parent)


def _of_added(
    added: tuple[Matter, ...],
    own: Matters,
    rows: Mapping[MatterCode, list[RowId]],
    retired: Collection[MatterCode],
) -> Iterator[ToDo]:
    for each in added:
        if each.code in own:
            yield ToDo(Task.CHECK_CLASH, each.code, tuple(sorted(rows.get(each.code, ()))))
        elif each.code not in rows and each.code not in retired:
            yield ToDo(Task.NAME_LEAD, each.code)

"""Permit, supervise, enforce: one matter's chain through the list and the three catalogues.

              the list's own lines      两清单一目录
    permit    lead · permit             权力清单    permit_list
    supervise lead · supervise          监管清单    oversight_list
    enforce   lead · enforce            执法目录    enforcement_catalogue

All speak of the same matter codes, so whoever permits can be held against whoever supervises,
and a line against the catalogue that it should follow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Line, Part
from dispatch.vocabulary import MatterCode, RowId, UnitCode

COMPREHENSIVE_BUREAU = "comprehensive_enforcement"
"""The kind of unit that enforces what the catalogue calls comprehensive, and nothing else."""
LINKS = (Duty.PERMIT, Duty.SUPERVISE, Duty.ENFORCE)
"""The stages of a chain, in their order."""
_Key = tuple[Duty, MatterCode]


class EnforcementKind(StrEnum):
    """Whose an item of the enforcement catalogue is."""

    COMPREHENSIVE = "comprehensive"
    """The comprehensive enforcement bureau's (综合执法)."""
    PROFESSIONAL = "professional"
    """The competent department's own (专业执法)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of one of the three catalogues."""

    matter: MatterCode
    code: str
    """The item's own code in that catalogue."""
    name: str
    unit: UnitCode
    basis: str
    kind: EnforcementKind | None = None
    """Only the enforcement catalogue says it."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Inclusive on both ends; None is open."""

    def in_days(self, first: date, last: date) -> bool:
        """Say whether the item holds on any of these days, both included."""
        return (self.valid_from or first) <= last and (self.valid_to or last) >= first


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The two lists and the catalogue; None where a county gives none."""

    permits: tuple[Item, ...] | None = None
    oversight: tuple[Item, ...] | None = None
    enforcement: tuple[Item, ...] | None = None

    def of(self, link: Duty) -> tuple[Item, ...] | None:
        """Return the catalogue that a stage follows; None where it is not given."""
        return {
            Duty.PERMIT: self.permits,
            Duty.SUPERVISE: self.oversight,
            Duty.ENFORCE: self.enforcement,
        }.get(link)


NO_CATALOGUES = Catalogues()


@dataclass(frozen=True, slots=True)
class Link:
    """Who does one stage of a matter."""

    stage: Duty
    lines: tuple[Line, ...]
    """The list's leading lines."""
    items: tuple[Item, ...]
    part_led: bool = False
    """Whether lines lead it for a matter below this one."""
    part_listed: bool = False
    """Whether the catalogue has an item for a matter below this one."""

    @property
    def by_lines(self) -> frozenset[UnitCode]:
        """The units that the list's lines name."""
        return frozenset(line.unit for line in self.lines)

    @property
    def by_catalogue(self) -> frozenset[UnitCode]:
        """The units that the catalogue names."""
        return frozenset(item.unit for item in self.items)

    @property
    def done(self) -> bool:
        """Whether anybody does it, by the list or by the catalogue, if only for a part."""
        return bool(self.lines or self.items or self.part_led or self.part_listed)

    @property
    def disagrees(self) -> bool:
        """Whether list and catalogue both speak of it and name other units."""
        return bool(self.lines and self.items) and self.by_lines != self.by_catalogue

    @property
    def rows(self) -> tuple[RowId, ...]:
        """The rows of the lines, sorted."""
        return tuple(sorted(line.row_id for line in self.lines))


@dataclass(frozen=True, slots=True)
class Chain:
    """One matter from the permit to the penalty."""

    matter: MatterCode
    permit: Link
    supervise: Link
    enforce: Link
    patrolled: bool = False
    """Whether a line lets anybody at least look for it."""

    @property
    def links(self) -> tuple[Link, ...]:
        """The three stages, in their order."""
        return self.permit, self.supervise, self.enforce

    def own(self, link: Link) -> bool:
        """Whether anything of a stage is said of this very matter, not of one above it."""
        return any(line.matter == self.matter for line in link.lines) or self.listed(link)

    def listed(self, link: Link) -> bool:
        """Whether the catalogue of a stage has an item for this very matter."""
        return any(item.matter == self.matter for item in link.items)


def chains(
    lines: Iterable[Line], catalogues: Catalogues, index: ResponsibilityIndex
) -> Mapping[MatterCode, Chain]:
    """Return the chain of every matter that a line's stage or a catalogue's item speaks of.

    What is said of a matter is said of those below it, too, and what is done for a part is not
    done by nobody. The lines and items are those that are to be judged: whether they are in
    force is for the caller to say.
    """
    led: dict[_Key, list[Line]] = {}
    for line in lines:
        if line.part is Part.LEAD:
            led.setdefault((line.duty, line.matter), []).append(line)
    listed: dict[_Key, list[Item]] = {}
    for stage in LINKS:
        for item in catalogues.of(stage) or ():
            listed.setdefault((stage, item.matter), []).append(item)
    part_led, part_listed = _above(led, index), _above(listed, index)
    spoken_of = {matter for stage, matter in (*led, *listed) if stage in LINKS}
    found = {}
    for matter in sorted(spoken_of):
        branch = index.lineage(matter) or (matter,)
        permit, supervise, enforce = (
            Link(
                stage,
                tuple(line for code in branch for line in led.get((stage, code), ())),
                tuple(item for code in branch for item in listed.get((stage, code), ())),
                part_led=(stage, matter) in part_led,
                part_listed=(stage, matter) in part_listed,
            )
            for stage in LINKS
        )
        patrolled = (Duty.PATROL, matter) in part_led or any(
            (Duty.PATROL, code) in led for code in branch
        )
        found[matter] = Chain(matter, permit, supervise, enforce, patrolled)
    return found


def _above(shelves: Mapping[_Key, object], index: ResponsibilityIndex) -> frozenset[_Key]:
    """Return, for every stage of a matter, the same stage of the matters above it."""
    return frozenset(
        (stage, above) for stage, matter in shelves for above in index.lineage(matter)[1:]
    )

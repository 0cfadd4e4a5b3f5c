"""A list looked over for people: what is wrong, how grave, what would mend it.

book ─► audited ─► findings ─► weighed by cases of the past ─► groups, the gravest first
                                                           └─► ways to mend each

All of it follows from the book, the day and the history. Ten thousand lines take seconds,
so what was looked over once is kept for a while under the name of the three.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar

from dispatch.flows.audit_list import audited_of
from dispatch.flows.drafted import Drafted
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.history.model import PastCase
from dispatch.responsibility.audit import ADVICE, Finding, Severity, audit
from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.checkup import Checkup, Told, checkup
from dispatch.responsibility.audit.examples import Example
from dispatch.responsibility.audit.keys import digest, key_of
from dispatch.responsibility.audit.picture import Group, picture
from dispatch.responsibility.audit.practice import Shown, practice
from dispatch.responsibility.audit.repairs import Repair, repair
from dispatch.responsibility.audit.volume import Past, Weight, weigh
from dispatch.transaction import Work
from dispatch.triage.danger import endangering
from dispatch.vocabulary import CountyCode, MatterCode, RowId, Urgency
from dispatch.wire.county.book import CountyBook

MOST_CASES = 50_000
"""So many cases of the past are held against a list, the newest."""
_LISTS_REMEMBERED = 4
"""Some tens of MB each for a large county with a long history."""
_HISTORIES_REMEMBERED = 2
_RANK = {severity: rank for rank, severity in enumerate(Severity)}

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """The last few values that were made, under their names."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def of(self, name: K, make: Callable[[], V]) -> V:
        """Return the value of a name, made now if it is not held."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
                return self._held[name]
        made = make()
        with self._lock:
            self._held[name] = made
            while len(self._held) > self._room:
                self._held.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest cases of a county's past, and how many there are in all."""

    name: tuple[object, ...]
    cases: tuple[PastCase, ...]
    total: int

    @property
    def cut(self) -> bool:
        """Whether older ones were left out."""
        return len(self.cases) < self.total


@dataclass(frozen=True, slots=True)
class Item:
    """A group of findings with what it weighs."""

    group: Group
    severity: Severity
    """The gravest of its findings'."""
    cases: int | None
    """Cases of the past that would have met any of them, each once; None without history."""
    why: Words
    example: Example | None
    findings: tuple[Finding, ...]
    """The gravest first."""


class LookedOver:
    """One list on one day, against what is known of the past. Everything is worked out once."""

    def __init__(self, book: CountyBook, *, today: date, recent: Recent) -> None:
        self.book = book
        self.today = today
        self.recent = recent
        self.audited = audited_of(book, today=today)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, advice among them."""
        return audit(self.audited, advice=True)

    @cached_property
    def past(self) -> Past:
        """The history as it lies on this list's ground."""
        return Past(self.recent.cases, self.audited)

    @cached_property
    def safety(self) -> Mapping[MatterCode, Urgency]:
        """How far the words of a matter raise a report."""
        return endangering(self.book.triage, self.book.matters)

    @cached_property
    def keys(self) -> Mapping[Finding, str]:
        """What each finding is remembered by from edition to edition."""
        return {each: key_of(each, self.audited) for each in self.findings}

    @cached_property
    def weights(self) -> Mapping[Finding, Weight]:
        """What each finding weighs."""
        return {
            each: weigh(each, self.audited, past=self.past, safety=self.safety)
            for each in self.findings
        }

    @cached_property
    def by_name(self) -> Mapping[str, Finding]:
        """Each finding under the name that a page calls it by."""
        return {name_of(each): each for each in self.findings}

    @cached_property
    def by_row(self) -> Mapping[RowId, tuple[Finding, ...]]:
        """The findings that a line is part of."""
        found: dict[RowId, list[Finding]] = {}
        for finding in self.findings:
            for row in finding.rows:
                found.setdefault(row, []).append(finding)
        return {row: tuple(of_row) for row, of_row in found.items()}

    @cached_property
    def practice(self) -> tuple[Shown, ...]:
        """What the cases show that the list alone cannot."""
        cases = self.recent.cases
        return practice(cases, self.audited, until=self.today) if cases else ()

    @cached_property
    def _repairs(self) -> dict[Finding, Repair]:
        return {}

    @cached_property
    def _items(self) -> Shelf[frozenset[str], tuple[Item, ...]]:
        return Shelf(2)

    def repair(self, finding: Finding) -> Repair:
        """Return what would mend a finding."""
        known = self._repairs.get(finding)
        if known is None:
            known = self._repairs[finding] = repair(finding, self.audited, past=self.past)
        return known

    def items(self, without: Collection[str] = ()) -> tuple[Item, ...]:
        """Return the findings in groups, the gravest first; ``without`` are keys set aside."""
        left_out = frozenset(without) & set(self.keys.values())
        return self._items.of(left_out, lambda: self._grouped(left_out))

    def checkup(self, *, edition: str, dismissed: Collection[str]) -> Checkup:
        """Return the report that a person carries into a meeting."""
        told = Told(edition, self.recent.cases, self.safety, frozenset(dismissed))
        return checkup(self.audited, on=self.today, told=told)

    def _grouped(self, left_out: frozenset[str]) -> tuple[Item, ...]:
        kept = [each for each in self.findings if self.keys[each] not in left_out]
        found = [self._item(group) for group in picture(kept, self.audited)]
        return tuple(sorted(found, key=_gravest_first))

    def _item(self, group: Group) -> Item:
        ranked = sorted(group.findings, key=lambda each: _heaviest_first(self.weights[each]))
        gravest = self.weights[ranked[0]]
        met = (
            frozenset[int]().union(*(self.weights[each].met for each in group.findings))
            if self.recent.cases
            else None
        )
        return Item(
            group=group,
            severity=gravest.severity,
            cases=None if met is None else len(met),
            why=gravest.why,
            example=group.example(self.audited),
            findings=tuple(ranked),
        )


_lists: Shelf[tuple[object, ...], LookedOver] = Shelf(_LISTS_REMEMBERED)
_histories: Shelf[tuple[object, ...], tuple[PastCase, ...]] = Shelf(_HISTORIES_REMEMBERED)


def look_over_draft(here: Drafted, *, work: Work, today: date) -> LookedOver | None:
    """Look over the list as a draft makes it; None where the draft cannot be read."""
    draft, book = here.draft, here.book
    if book is None:
        return None
    name = (draft.county, draft.base_edition, draft.draft_id, draft.version, book.edition)
    return _looked_over(name, book, recent_cases(draft.county, work=work), today)


def look_over_edition(county: LoadedCounty, *, work: Work, today: date) -> LookedOver:
    """Look over an edition."""
    name = (county.code, county.edition, None, 0, county.book.edition)
    return _looked_over(name, county.book, recent_cases(county.code, work=work), today)


def recent_cases(county: CountyCode, *, work: Work) -> Recent:
    """Return the newest cases of a county's past."""
    total = work.history.count(county)
    imports = work.history.imports(county, limit=1)
    last = imports[0].import_id if imports else None
    name = (county, total, work.history.newest_live(county), last)
    cases = _histories.of(name, lambda: tuple(work.history.newest(county, limit=MOST_CASES)))
    return Recent(name, cases, total)


def name_of(finding: Finding) -> str:
    """Return what a page calls a finding by: another one has another name."""
    return digest(
        [
            finding.check.value,
            finding.matter,
            finding.area,
            *finding.units,
            "",
            *finding.rows,
            str(finding.first),
            str(finding.last),
            finding.what,
        ]
    )


def is_advice(finding: Finding) -> bool:
    """Say whether a finding is only worth a look."""
    return finding.check in ADVICE


def _looked_over(
    name: tuple[object, ...], book: CountyBook, recent: Recent, today: date
) -> LookedOver:
    return _lists.of(
        (*name, today, recent.name), lambda: LookedOver(book, today=today, recent=recent)
    )


def _heaviest_first(weight: Weight) -> tuple[int, int]:
    return _RANK[weight.severity], -(weight.cases or 0)


def _gravest_first(item: Item) -> tuple[object, ...]:
    return (
        _RANK[item.severity],
        -(item.cases or 0),
        -len(item.group.findings),
        item.group.check.value,
        item.group.key,
    )


def new_and_gone(now: LookedOver, before: LookedOver) -> tuple[frozenset[str], Sequence[Finding]]:
    """Return the keys that the list before did not have, and the findings of it that are gone."""
    here, there = frozenset(now.keys.values()), frozenset(before.keys.values())
    return here - there, [each for each in before.findings if before.keys[each] not in here]

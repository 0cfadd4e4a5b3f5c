"""The rows of a draft's file beside those of its base: which there are, which are asked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from dispatch.people.register import UnitRegister
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode
from dispatch.web.lists.sheets import LINES, Sheet
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.rows import split
from dispatch.wire.county.written import Written

PAGE = 100
ANY = "any"
"""Asks for the lines that are part of any finding."""
_WORDS_LENGTH = 60
_MOST_ROWS = 500
Row = Mapping[str, str]


class Standing(StrEnum):
    """What a draft did to a row."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it stands, or as it stood where the draft dropped it."""

    row: Row
    was: Row | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are looked at; what is empty narrows nothing."""

    words: str = ""
    platform: str = ""
    unit: str = ""
    township: str = ""
    matter: str = ""
    role: str = ""
    duty: str = ""
    list_kind: str = ""
    changed: bool = False
    finding: str = ""
    """``any``, or the code of a check: lines that are part of such a finding."""
    rows: frozenset[str] = frozenset()
    """Named one by one, as a finding of the audit names them."""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Asked()

    def address(self) -> dict[str, str]:
        """Return what an address says to ask the same."""
        given = {
            "q": self.words,
            "platform": self.platform,
            "unit": self.unit,
            "township": self.township,
            "matter": self.matter,
            "role": self.role,
            "duty": self.duty,
            "list_kind": self.list_kind,
            "changed": "1" if self.changed else "",
            "finding": self.finding,
            "rows": ";".join(sorted(self.rows)),
        }
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows."""

    entries: Sequence[Entry]
    total: int
    before: int
    """How many of the asked rows stand on the pages before this one."""
    after: str | None
    """Where the next page begins; None on the last."""


def asked_of(args: MultiDict[str, str]) -> Asked:
    """Return what an address asks for."""

    def one(name: str) -> str:
        return args.get(name, "").replace("\0", "").strip()[:_WORDS_LENGTH]

    return Asked(
        words=one("q"),
        platform=one("platform"),
        unit=one("unit"),
        township=one("township"),
        matter=one("matter"),
        role=one("role"),
        duty=one("duty"),
        list_kind=one("list_kind"),
        changed=args.get("changed") == "1",
        finding=one("finding"),
        rows=frozenset(split(args.get("rows", ""))[:_MOST_ROWS]),
    )


def entries_of(sheet: Sheet, before: Written, after: Written) -> list[Entry]:
    """Return every row, by matter; what was dropped stands behind the rows of its matter."""
    old = {row[sheet.key]: row for row in before.rows}
    found = [_entry(row, old.get(row[sheet.key])) for row in after.rows]
    there = {row[sheet.key] for row in after.rows}
    found += [
        Entry(row, row, Standing.DROPPED) for row in before.rows if row[sheet.key] not in there
    ]
    # Lines stand by matter, everything else by its own number.
    found.sort(key=_matter if sheet.name == LINES.name else lambda each: each.row[sheet.key])
    return found


def entry_of(sheet: Sheet, row_id: str, before: Written, after: Written) -> Entry | None:
    """Return one row beside what it was; None where neither table has it."""
    was, row = before.find(sheet.key, row_id), after.find(sheet.key, row_id)
    if row is None:
        return Entry(was, was, Standing.DROPPED) if was else None
    return _entry(row, was)


def page_of(entries: Sequence[Entry], sheet: Sheet, after: str | None) -> Found:
    """Return the page behind a row; from the start where that row is no longer there."""
    start = 0
    if after:
        matter, _, row = after.partition("|")
        ids = [each.row[sheet.key] for each in entries]
        start = ids.index(row) + 1 if row in ids else _behind(entries, matter)
    shown = entries[start : start + PAGE]
    more = start + PAGE < len(entries)
    return Found(shown, len(entries), start, _mark(shown[-1], sheet) if more and shown else None)


class Sieve:
    """Keeps the rows that are asked for."""

    def __init__(
        self,
        asked: Asked,
        book: CountyBook,
        matters: Mapping[str, str],
        *,
        checks: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """``checks`` are those that each line is part of a finding of, where that is asked for."""
        self._asked = asked
        self._checks = checks or {}
        self._book = book
        self._territory: Territory = book.territory
        self._register: UnitRegister = book.register
        self._matters = matters
        self._covering: dict[tuple[str, str], bool] = {}

    def keep(self, entries: Iterable[Entry], sheet: Sheet) -> list[Entry]:
        """Return those that are asked for, in their order."""
        asked = self._asked
        if not asked.narrows:
            return list(entries)
        words = asked.words.lower().split()
        return [
            each
            for each in entries
            if (not asked.changed or each.standing is not Standing.SAME)
            and (not asked.rows or each.row[sheet.key] in asked.rows)
            and (not asked.finding or self._found(each.row[sheet.key]))
            and self._fits(each.row)
            and all(word in self._text(each.row) for word in words)
        ]

    def _found(self, row_id: str) -> bool:
        checks = self._checks.get(row_id, ())
        return bool(checks) and self._asked.finding in (ANY, *checks)

    def _fits(self, row: Row) -> bool:
        asked = self._asked
        exact = (
            ("platform", asked.platform),
            ("matter_code", asked.matter),
            ("role", asked.role),
            ("duty", asked.duty),
        )
        return (
            all(not wanted or row.get(name, "") == wanted for name, wanted in exact)
            and (not asked.list_kind or self._kind(row) == asked.list_kind)
            and (not asked.unit or self._names(row, asked.unit))
            and (not asked.township or self._covers(row.get("area", ""), asked.township))
        )

    def _kind(self, row: Row) -> str:
        """Return the list a row is on: a line's own word wins over its matter's."""
        matter = self._book.matters.get(MatterCode(row.get("matter_code", "")))
        return row.get("list_kind", "") or (matter.list_kind or "" if matter else "")

    def _names(self, row: Row, unit: str) -> bool:
        given = row.get("unit", "") or row.get("expect_lead", "")
        if given == AT_TOWNSHIP and self._register.is_township(UnitCode(unit)):
            return self._covers(row.get("area", ""), unit)
        return given == unit

    def _covers(self, area: str, township: str) -> bool:
        if area == "*":
            return True
        known = self._covering.get((area, township))
        if known is None:
            place = self._territory.get(township)
            codes = [AreaCode(code) for code in split(area) if code in self._territory]
            known = bool(place and self._territory.leaves(codes) & place.leaves)
            self._covering[area, township] = known
        return known

    def _text(self, row: Row) -> str:
        named = (
            self._register.name(UnitCode(row.get("unit", ""))),
            self._matters.get(row.get("matter_code", ""), ""),
        )
        return "\n".join((*row.values(), *named)).lower()


def _entry(row: Row, was: Row | None) -> Entry:
    if was is None:
        return Entry(row, None, Standing.ADDED)
    same = all(value == was.get(name, "") for name, value in row.items())
    return Entry(row, was, Standing.SAME if same else Standing.CHANGED)


def _matter(entry: Entry) -> str:
    return entry.row.get("matter_code", "")


def _mark(entry: Entry, sheet: Sheet) -> str:
    return f"{_matter(entry)}|{entry.row[sheet.key]}"


def _behind(entries: Sequence[Entry], matter: str) -> int:
    return next((at for at, each in enumerate(entries) if _matter(each) > matter), 0)

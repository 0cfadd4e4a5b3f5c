"""Which matter a row speaks of: one that the county has, or a new one with a code of its own.

A name that the county's catalogue does not have is asked about: the catalogue may call it
otherwise. A new code is made of the list's own numbers or of the name, so that the next upload
of the same list finds the same matters, in whatever order its rows stand.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from dispatch.responsibility.model import Matter
from dispatch.vocabulary import MatterCode
from dispatch.wire.sheets.model import Choice
from dispatch.wire.sheets.plain import key, plain
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record

NEW = "new"
"""The answer that a name is no matter of the catalogue yet."""
EVERY_MATTER = "matter:*"
"""Answered with :data:`NEW`, every name that the catalogue does not have is a new matter."""
_KINDS = (("部件", "C"), ("component", "C"), ("事件", "E"), ("event", "E"))
_HASHED = 8
_MOST = 5


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """A matter that a sheet speaks of."""

    code: str
    name: str
    gov_code: str
    new: bool
    """The county's catalogue does not have it yet."""
    asked: bool = False
    """Which one it is nobody has said yet: the code is only what it would get as a new one."""


class MatterCodes:
    """Finds the matter of each row of one table."""

    def __init__(self, reading: Reading, records: Iterable[Record]) -> None:
        self._reading = reading
        self._known = reading.known
        self._found: dict[tuple[str, str, str], FoundMatter] = {}
        self._taken: dict[str, tuple[str, str]] = {}
        numbers: dict[str, set[str]] = {}
        for record in records:
            numbers.setdefault(key(record.text("matter_name")), set()).add(_number(record))
        self._shared = {name for name, found in numbers.items() if len(found) > 1}
        """Names that several numbers of this list have: they are no one matter."""
        self._alike: dict[str, tuple[Matter, ...]] = {}
        self._by_gov: dict[str, list[Matter]] = {}
        for matter in self._known.matters.values():
            if matter.gov_code:
                self._by_gov.setdefault(matter.gov_code, []).append(matter)

    def find(self, record: Record) -> FoundMatter | None:
        """Return the row's matter; None where it is missing. Of one asked about the row waits."""
        name, number = plain(record.text("matter_name")), _number(record)
        if not name and not record.text("matter_code"):
            self._reading.needed(record, "matter_name")
            return None
        same = (key(name), number, record.text("matter_code"))
        found = self._found.get(same)
        if found is None or found.asked:
            found = self._found[same] = self._look(record, name, number)
        self._reading.open |= found.asked
        return found

    def _look(self, record: Record, name: str, number: str) -> FoundMatter:
        gov = plain(record.text("gov_code"))
        if code := plain(record.text("matter_code")):
            matter = self._known.matters.get(MatterCode(code))
            return self._mine(matter) if matter else FoundMatter(code, name or code, gov, new=True)
        known = self._known.matters_by_name.get(key(name))
        if known and key(name) not in self._shared:
            return self._mine(self._known.matters[known])
        alike = self._by_gov.get(gov, []) if gov else []
        if len(alike) == 1:
            answer = self._same(record, name, alike[0])
        else:
            answer = self._which(record, name)
        if answer is None:
            # Who leads is asked in the same round, and stays answered when the name proves new.
            return FoundMatter(self._proposed(name, number, gov), name, gov, new=True, asked=True)
        if answer != NEW:
            return self._mine(self._known.matters[MatterCode(answer)])
        return FoundMatter(self._proposed(name, number, gov), name, gov, new=True)

    def _mine(self, matter: Matter) -> FoundMatter:
        return FoundMatter(matter.code, matter.name, matter.gov_code, new=False)

    def _same(self, record: Record, name: str, matter: Matter) -> str | None:
        """Return what a person says of a matter with the same code of the standard."""
        id_ = f"matter:{name}"
        if answer := self._answer(id_):
            return answer
        self._reading.asked.ask(
            id_,
            kind="matter",
            text=name,
            sentence=f"“{name}”与已有事项“{matter.name}”({matter.code})国标编码相同,是同一事项吗?",
            choices=(
                Choice(matter.code, f"是,就是 {matter.code} {matter.name}"),
                Choice(NEW, "不是,作为新事项"),
            ),
            cell=record.cell("matter_name"),
            proposed=matter.code,
        )
        return None

    def _which(self, record: Record, name: str) -> str | None:
        """Return what a person says that a name means which the catalogue does not have."""
        if not self._known.matters:
            return NEW
        id_ = f"matter:{name}"
        if answer := self._answer(id_, EVERY_MATTER):
            return answer
        likely = () if self._reading.asked.crowded else self._likely(name)
        self._reading.asked.ask(
            id_,
            kind="matter",
            text=name,
            sentence=f"事项目录里没有“{name}”:它是目录里的哪个事项,还是新事项?",
            choices=(
                *(Choice(matter.code, f"{matter.code} {matter.name}") for matter in likely),
                Choice(NEW, "作为新事项"),
            ),
            cell=record.cell("matter_name"),
            group=EVERY_MATTER,
        )
        return None

    def _answer(self, id_: str, group: str = "") -> str | None:
        answer = self._reading.asked.answer(id_, group)
        return answer if answer == NEW or MatterCode(answer or "") in self._known.matters else None

    def _likely(self, name: str) -> tuple[Matter, ...]:
        """Return the matters of the catalogue whose names share most pairs of letters."""
        if name not in self._alike:
            pairs = _pairs(name)
            shares = {
                matter.code: 2 * len(pairs & theirs) / (len(pairs) + len(theirs))
                for matter in self._known.matters.values()
                if pairs & (theirs := _pairs(matter.name))
            }
            best = sorted(shares, key=lambda code: (-shares[code], code))[:_MOST]
            self._alike[name] = tuple(self._known.matters[code] for code in best)
        return self._alike[name]

    def _proposed(self, name: str, number: str, gov: str) -> str:
        hashed = "N" + hashlib.sha256(key(name).encode()).hexdigest()[:_HASHED]
        for code in (number, f"G{gov}" if gov else "", hashed, f"{hashed}{number}"):
            if code and MatterCode(code) not in self._known.matters:
                same = (key(name), number)
                if self._taken.setdefault(code, same) == same:
                    return code
        raise LookupError(f"no free code for {name!r}")  # two names with one hash and one number


def _pairs(name: str) -> frozenset[str]:
    letters = key(name)
    return frozenset(map("".join, pairwise(letters))) or frozenset({letters})


def _number(record: Record) -> str:
    """Return the list's own number of a matter: its classes, with what kind of thing it is."""
    first, second = plain(record.text("class_code")), plain(record.text("small_code"))
    if not second:
        return ""
    kind = key(record.text("object_kind"))
    letter = next((code for word, code in _KINDS if word in kind), "L")
    return f"{letter}{first.zfill(2) if first else ''}{second.zfill(2)}"

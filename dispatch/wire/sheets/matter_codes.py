"""Which matter a row speaks of: one that the county has, or a new one with a code of its own.

A new code is made of the list's own numbers or of the name, so that the next upload of the
same list finds the same matters, in whatever order its rows stand.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.responsibility.model import Matter
from dispatch.vocabulary import MatterCode
from dispatch.wire.sheets.model import Choice
from dispatch.wire.sheets.plain import key, plain
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record

_KINDS = (("部件", "C"), ("component", "C"), ("事件", "E"), ("event", "E"))
_NEW = "new"
_HASHED = 8


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """A matter that a sheet speaks of."""

    code: str
    name: str
    gov_code: str
    new: bool
    """The county's catalogue does not have it yet."""


class MatterCodes:
    """Finds the matter of each row of one table."""

    def __init__(self, reading: Reading, records: Iterable[Record]) -> None:
        self._reading = reading
        self._known = reading.known
        self._found: dict[tuple[str, str, str], FoundMatter | None] = {}
        self._taken: dict[str, tuple[str, str]] = {}
        numbers: dict[str, set[str]] = {}
        for record in records:
            numbers.setdefault(key(record.text("matter_name")), set()).add(_number(record))
        self._shared = {name for name, found in numbers.items() if len(found) > 1}
        """Names that several numbers of this list have: they are no one matter."""
        self._by_gov: dict[str, list[Matter]] = {}
        for matter in self._known.matters.values():
            if matter.gov_code:
                self._by_gov.setdefault(matter.gov_code, []).append(matter)

    def find(self, record: Record) -> FoundMatter | None:
        """Return the row's matter; None while it is asked about or missing."""
        name, number = plain(record.text("matter_name")), _number(record)
        if not name and not record.text("matter_code"):
            self._reading.needed(record, "matter_name")
            return None
        same = (key(name), number, record.text("matter_code"))
        if same not in self._found or self._found[same] is None:
            self._found[same] = self._look(record, name, number)
        found = self._found[same]
        if found is None:
            self._reading.open = True
        return found

    def _look(self, record: Record, name: str, number: str) -> FoundMatter | None:
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
            if answer is None:
                return None
            if answer != _NEW:
                return self._mine(self._known.matters[MatterCode(answer)])
        return FoundMatter(self._proposed(name, number, gov), name, gov, new=True)

    def _mine(self, matter: Matter) -> FoundMatter:
        return FoundMatter(matter.code, matter.name, matter.gov_code, new=False)

    def _same(self, record: Record, name: str, matter: Matter) -> str | None:
        """Return what a person says of a matter with the same code of the standard."""
        id_ = f"matter:{name}"
        answer = self._reading.asked.answer(id_)
        if answer == _NEW or (answer and MatterCode(answer) in self._known.matters):
            return answer
        self._reading.asked.ask(
            id_,
            kind="matter",
            text=name,
            sentence=f"“{name}”与已有事项“{matter.name}”({matter.code})国标编码相同,是同一事项吗?",
            choices=(
                Choice(matter.code, f"是,就是 {matter.code} {matter.name}"),
                Choice(_NEW, "不是,作为新事项"),
            ),
            cell=record.cell("matter_name"),
            proposed=matter.code,
        )
        return None

    def _proposed(self, name: str, number: str, gov: str) -> str:
        hashed = "N" + hashlib.sha256(key(name).encode()).hexdigest()[:_HASHED]
        for code in (number, f"G{gov}" if gov else "", hashed, f"{hashed}{number}"):
            if code and MatterCode(code) not in self._known.matters:
                same = (key(name), number)
                if self._taken.setdefault(code, same) == same:
                    return code
        raise LookupError(f"no free code for {name!r}")  # two names with one hash and one number


def _number(record: Record) -> str:
    """Return the list's own number of a matter: its classes, with what kind of thing it is."""
    first, second = plain(record.text("class_code")), plain(record.text("small_code"))
    if not second:
        return ""
    kind = key(record.text("object_kind"))
    letter = next((code for word, code in _KINDS if word in kind), "L")
    return f"{letter}{first.zfill(2) if first else ''}{second.zfill(2)}"

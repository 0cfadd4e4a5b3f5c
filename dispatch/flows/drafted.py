"""A draft as the county would be under it: its base's files with its own above them, read.

base edition's files + the draft's ─► read like any county's ─► a book, or what is wrong

Reading is a function of the two sets of files, so what was read once is kept for a while:
a page of a draft with ten thousand lines is not read anew for each click.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from dispatch.editions.model import Draft
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode
from dispatch.wire.county import files as names
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.problems import CountyRefused, Problem
from dispatch.wire.county.reader import read_files
from dispatch.wire.county.written import KEYS, Written, read_written

FILE_LABELS: Mapping[str, str] = {
    names.LINES: "责任清单",
    names.MATTERS: "事项目录",
    names.TESTS: "清单检验",
    names.TRIAGE: "研判规则",
    names.TRIAGE_MODEL: "研判模型",
}
"""What people call the files that a draft holds."""
_REMEMBERED = 6
"""Some tens of MB for a large county's book."""
_TABLES_REMEMBERED = 12
"""A few MB for a large county's lines."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, the files that make it a county, and the book that they give."""

    draft: Draft
    base: Mapping[str, bytes]
    files: Mapping[str, bytes]

    @property
    def book(self) -> CountyBook | None:
        """The county as it would be; None where the files cannot be read.

        Read when it is asked for: a page of rows needs none, and ten thousand lines take seconds.
        """
        return self._as_read()[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why there is no book; empty where there is one."""
        return self._as_read()[1]

    @property
    def changed(self) -> frozenset[str]:
        """The files that are not as in the base; where it has none, as the product's own.

        Of a table the order of its rows does not count: one that is put back stands elsewhere.
        """
        return frozenset(name for name in self.draft.files if not self._is_as_in_base(name))

    def table(self, name: str) -> Written:
        """Return one of the tables as it stands in the draft."""
        return _written(name, self.files.get(name))

    def table_before(self, name: str) -> Written:
        """Return one of the tables as it stood in the base."""
        return _written(name, self.base.get(name))

    def _is_as_in_base(self, name: str) -> bool:
        content, base = self.files.get(name), self.base.get(name)
        if base is None and name in names.WITH_DEFAULTS:
            base = names.default_of(name)
        if content == base or name not in KEYS:
            return content == base
        before, after = keyed(name, self.table_before(name)), keyed(name, self.table(name))
        return before == after and len(after) == len(self.table(name).rows)

    def _as_read(self) -> tuple[CountyBook | None, tuple[Problem, ...]]:
        draft = self.draft
        return _read(
            _Files(draft.county, draft.base_edition, draft.draft_id, draft.version, self.files)
        )


def keyed(name: str, table: Written) -> Mapping[str, Mapping[str, str]]:
    """Return the rows of one of the tables by their keys."""
    return {row[KEYS[name]]: row for row in table.rows}


def files_moved(
    draft: Draft, base: Mapping[str, bytes], current: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Return the draft's files that are not in force as they are in its base.

    While there is one the draft cannot take effect: it was made on something else.
    """
    return tuple(name for name in sorted(draft.files) if base.get(name) != current.get(name))


def open_draft(draft_id: UUID, *, county: CountyCode, work: Work, lock: bool = False) -> Drafted:
    """Return a draft with its book.

    Raises:
        NoSuchDraft: the county has none of this name.
    """
    return drafted(work.drafts.get(county, draft_id, lock=lock), work=work)


def drafted(draft: Draft, *, work: Work) -> Drafted:
    """Return the county as it would be under a draft."""
    base = work.counties.files(draft.county, draft.base_edition)
    return Drafted(draft, base, {**base, **draft.files})


class _Files:
    """Files under a name that says which they are: hashing megabytes for a look-up is waste."""

    __slots__ = ("_name", "files")

    def __init__(
        self,
        county: CountyCode,
        base: int,
        draft_id: UUID,
        version: int,
        files: Mapping[str, bytes],
    ) -> None:
        self._name = (county, base, draft_id, version)
        self.files = files

    def __hash__(self) -> int:
        return hash(self._name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and other._name == self._name and other.files == self.files


@lru_cache(_REMEMBERED)
def _read(given: _Files) -> tuple[CountyBook | None, tuple[Problem, ...]]:
    try:
        return read_files(given.files), ()
    except CountyRefused as refused:
        return None, refused.problems


_written = lru_cache(_TABLES_REMEMBERED)(read_written)


def strictly(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return what keeps files from being put in force."""
    try:
        read_files(files, strict=True)
    except CountyRefused as refused:
        return refused.problems
    return ()

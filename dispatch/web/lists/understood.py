"""An uploaded list as it is understood so far: its sheets, what is asked, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from dispatch.editions.model import Upload, UploadKind
from dispatch.flows.keep_upload import BOUNDS
from dispatch.wire.sheets.apply import Imported, apply_mapping, joined
from dispatch.wire.sheets.bounds import LIST
from dispatch.wire.sheets.chosen import Chosen, chosen_sheets, mappings_from, unread_fields
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import propose_mapping
from dispatch.wire.sheets.model import Choice, Question, SheetProblem, SheetRefused, Table
from dispatch.wire.sheets.read import read_tables

LEFT_OUT = "left_out"
"""In a mapping: sheets that a person does not want read."""
_REMEMBERED = 4
"""Uploads whose cells are kept: a workbook of 10,000 rows takes seconds to open."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file says, as far as it was told how to read it."""

    tables: tuple[Table, ...]
    chosen: Chosen
    imported: Imported | None
    """None where nothing could be read at all; ``refused`` says why."""
    refused: tuple[SheetProblem, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be taken into a draft."""
        return self.imported is not None and self.imported.ready

    @property
    def questions(self) -> tuple[Question, ...]:
        """What only a person can say."""
        return self.imported.questions if self.imported else ()

    @property
    def problems(self) -> tuple[SheetProblem, ...]:
        """What has to be mended in the file."""
        return self.imported.problems if self.imported else self.refused

    @property
    def marked(self) -> bool:
        """Whether anything can be marked in the file; one that cannot be opened has no cells."""
        return bool(self.questions) or any(each.cell for each in self.problems)

    @property
    def unread(self) -> frozenset[str]:
        """Fields that no column gives."""
        return unread_fields(self.chosen)


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that one answer may settle."""

    id: str
    text: str
    questions: tuple[Question, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What answers every one of them."""
        shared = set.intersection(*({c.value for c in each.choices} for each in self.questions))
        return tuple(each for each in self.questions[0].choices if each.value in shared)


def understand(upload: Upload, known: Known) -> Understood:
    """Read a file as far as its mapping says how."""
    try:
        tables = tables_of(upload)
    except SheetRefused as why:
        return Understood((), (), None, why.problems)
    left_out = set(upload.mapping.get(LEFT_OUT, ()))
    given = mappings_from(upload.mapping, upload.file_name) if upload.mapping else {}
    wanted = tuple(table for table in tables if table.sheet not in left_out)
    try:
        chosen = chosen_sheets(upload.file_name, wanted, given, known)
    except SheetRefused as why:
        # Their columns are shown all the same: what they mean is what has to be said.
        shown = tuple((each, propose_mapping(each, known)) for each in wanted)
        return Understood(tables, shown, None, why.problems)
    imported = joined(apply_mapping(table, mapping, known) for table, mapping in chosen)
    return Understood(tables, chosen, imported)


def tables_of(upload: Upload) -> tuple[Table, ...]:
    """Return the sheets of an upload.

    Raises:
        SheetRefused: it cannot be read.
    """
    if len(upload.content) > LIST.size:
        # A long history is hundreds of MB in memory, and a second to read again.
        return read_tables(upload.file_name, upload.content, BOUNDS[upload.kind])
    return _tables(_File(upload))


def grouped(questions: Sequence[Question], words: str = "") -> list[QuestionGroup]:
    """Return questions by what one answer settles; only those that hold ``words``."""
    groups: dict[str, list[Question]] = {}
    for each in questions:
        if not words or words in each.sentence or words in each.text:
            groups.setdefault(each.group or each.id, []).append(each)
    return [QuestionGroup(id_, of[0].text, tuple(of)) for id_, of in groups.items()]


class _File:
    """An upload under its name: its bytes never change."""

    __slots__ = ("content", "file_name", "kind", "upload_id")

    def __init__(self, upload: Upload) -> None:
        self.upload_id: UUID = upload.upload_id
        self.kind: UploadKind = upload.kind
        self.file_name = upload.file_name
        self.content = upload.content

    def __hash__(self) -> int:
        return hash(self.upload_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _File) and other.upload_id == self.upload_id


@lru_cache(_REMEMBERED)
def _tables(file: _File) -> tuple[Table, ...]:
    return read_tables(file.file_name, file.content, BOUNDS[file.kind])

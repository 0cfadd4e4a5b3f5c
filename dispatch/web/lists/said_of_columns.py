"""What a person says on the page of an upload: what columns mean, and answers to questions."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.vocabulary import LimitType, MatterCode
from dispatch.web.lists.understood import LEFT_OUT
from dispatch.wire.sheets.chosen import Chosen, mappings_to_json
from dispatch.wire.sheets.fields import FIELDS, HISTORY_FIELDS
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import (
    CONSTANTS,
    Layout,
    SheetMapping,
    fitting_layout,
    propose_mapping,
)
from dispatch.wire.sheets.matter_codes import EVERY_MATTER
from dispatch.wire.sheets.model import Question, Table

OTHER = "~"
"""Chosen where the answer is written beside."""
_LONGEST = 200
_BETWEEN = re.compile(r"[;\uff1b\u3001]")
_CODE_BEHIND = re.compile(r"\((\d{6,18})\)$")

Form = MultiDict[str, str]


def list_mapping(
    tables: tuple[Table, ...], chosen: Chosen, form: Form, known: Known
) -> dict[str, Any]:
    """Return how the sheets of a list are to be read now."""
    before = {table.sheet: mapping for table, mapping in chosen}
    ticked = {tables[int(each)].sheet for each in form.getlist("sheet") if _at(each, tables)}
    if not ticked:  # the form of a file with one sheet has no boxes
        ticked = set(before)
    now = []
    for at, table in enumerate(tables):
        if table.sheet not in ticked:
            continue
        mapping = before.get(table.sheet)
        if mapping is None:
            now.append((table, propose_mapping(table, known)))
        else:
            now.append((table, _list_columns(at, table, mapping, form)))
    left_out = [table.sheet for table in tables if table.sheet not in ticked]
    return {**mappings_to_json(now), LEFT_OUT: left_out}


def history_mapping(table: Table, mapping: SheetMapping, form: Form) -> SheetMapping:
    """Return how a sheet of closed cases is to be read now."""
    columns = _columns(0, table, mapping, form, HISTORY_FIELDS)
    source = form.get("source", "").strip()[:_LONGEST]
    constants = {**mapping.constants, "source": source} if source else dict(mapping.constants)
    return SheetMapping(Layout.HISTORY, columns, constants, mapping.values, mapping.answers)


def answers(
    questions: Sequence[Question], form: Form, known: Known
) -> tuple[dict[str, str], list[str]]:
    """Return the answers that a form gives, and those in whose words nothing was recognised."""
    kinds = {each.id: each.kind for each in questions}
    kinds.update((each.group, each.kind) for each in questions if each.group)
    found: dict[str, str] = {}
    unknown: list[str] = []
    for name, id_ in form.items():
        place = name.removeprefix("id.")
        if place == name or id_ not in kinds:
            continue
        written = form.get(f"other.{place}", "").strip()[:_LONGEST]
        picked = form.get(f"answer.{place}", "").strip()
        if written or picked == OTHER:
            number = form.get(f"number.{place}", "").strip()
            answer = _READERS.get(kinds[id_], _as_it_is)(f"{number} {written}".strip(), known)
            if answer:
                found[id_] = answer
            elif written or number:
                unknown.append(written or number)
        elif picked:
            found[id_] = picked
    if answer := found.pop(EVERY_MATTER, ""):
        # Said of the names of this file: what the next one calls otherwise is asked again.
        same = (each.id for each in questions if each.group == EVERY_MATTER)
        found = {**dict.fromkeys(same, answer), **found}
    return found, unknown


def proposed(questions: Sequence[Question]) -> dict[str, str]:
    """Return what looks likely for every question that has such a thing."""
    return {each.id: each.proposed for each in questions if each.proposed}


def with_answers(
    mapping: Mapping[str, Any], given: Mapping[str, str], dropped: Sequence[str] = ()
) -> dict[str, Any]:
    """Return how a file is to be read, with more answers for each of its sheets."""
    sheets = {
        name: {
            **sheet,
            "answers": {
                id_: answer
                for id_, answer in {**sheet.get("answers", {}), **given}.items()
                if id_ not in dropped
            },
        }
        for name, sheet in mapping.get("sheets", {}).items()
    }
    return {**mapping, "sheets": sheets}


def given_answers(mapping: Mapping[str, Any]) -> dict[str, str]:
    """Return every answer that is kept with a mapping."""
    found: dict[str, str] = {}
    for sheet in mapping.get("sheets", {}).values():
        found.update(sheet.get("answers", {}))
    return found


def _list_columns(at: int, table: Table, mapping: SheetMapping, form: Form) -> SheetMapping:
    columns = _columns(at, table, mapping, form, FIELDS)
    constants = {
        name: value
        for name in CONSTANTS
        if (value := form.get(f"const.{at}.{name}", mapping.constants.get(name, "")).strip())
    }
    layout = form.get(f"layout.{at}", "")
    fits = Layout(layout) if layout in set(Layout) else fitting_layout(columns, constants)
    return SheetMapping(fits, columns, constants, mapping.values, mapping.answers)


def _columns(
    at: int, table: Table, mapping: SheetMapping, form: Form, fields: Mapping[str, str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, column in enumerate(table.columns):
        meant = form.get(f"col.{at}.{number}", mapping.columns.get(column.name, ""))
        if column.name and meant in fields:
            found[column.name] = meant
    return found


def _at(text: str, tables: Sequence[Table]) -> bool:
    return text.isascii() and text.isdigit() and int(text) < len(tables)


def _units(text: str, known: Known) -> str:
    return ";".join(_each(text, lambda name: _unit(name, known)))


def _unit(name: str, known: Known) -> str:
    if name == AT_TOWNSHIP or known.unit_names.is_township_word(name):
        return AT_TOWNSHIP
    return known.unit_names.certain(name) or ""


def _areas(text: str, known: Known) -> str:
    def place(name: str) -> str:
        behind = _CODE_BEHIND.search(name)
        return known.places.certain(behind[1] if behind else name) or ""

    return ";".join(_each(text, place))


def _each(text: str, read: Callable[[str], str]) -> Iterator[str]:
    """Yield what each of several names means; nothing at all if one of them is not known."""
    names = [name.strip() for name in _BETWEEN.split(text) if name.strip()]
    found = [read(name) for name in names]
    yield from found if all(found) else ()


def _limit(text: str, _known: Known) -> str:
    number, _blank, kind = text.rpartition(" ")
    return text if kind in set(LimitType) and number.replace(".", "", 1).isdecimal() else ""


def _matter(text: str, known: Known) -> str:
    code = MatterCode(text.split(" ", 1)[0])
    if code in known.matters:
        return code
    return next((each.code for each in known.matters.values() if each.name == text), "")


def _as_it_is(text: str, _known: Known) -> str:
    return text


_READERS: Mapping[str, Callable[[str, Known], str]] = {
    "unit": _units,
    "area": _areas,
    "limit": _limit,
    "matter": _matter,
}

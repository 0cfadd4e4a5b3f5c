"""What the fields of a row may be filled with, and what was filled in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from dispatch.people.model import Unit
from dispatch.territory.model import Level
from dispatch.territory.tree import Area, Territory
from dispatch.web import glossary
from dispatch.web.languages import said
from dispatch.web.lists.cells import CONDITIONS, EVERYWHERE, matter_names
from dispatch.web.lists.sheets import Column, Editor, Sheet
from dispatch.web.visit import present_visit
from dispatch.wire.county.described import in_codes
from dispatch.wire.county.rows import split
from dispatch.wire.county.written import Written
from dispatch.wire.sheets.plain import narrow

VALUE = "value."
BEFORE = "before."
_MORE = ".more"
_LONGEST = 4000
_NARROW = frozenset({Editor.CODES, Editor.LIMIT, Editor.DAY})


@dataclass(frozen=True, slots=True)
class Choices:
    """What a draft's rows can name."""

    units: tuple[Unit, ...]
    matters: Mapping[str, str]
    townships: tuple[Area, ...]
    villages: tuple[tuple[Area, tuple[Area, ...]], ...]
    zones: tuple[str, ...]

    def of(self, column: Column) -> tuple[str, ...]:
        """Return the codes that a column of codes may hold."""
        return self.zones if column.name == "zone" else tuple(column.words)

    def named(self, column: Column, value: str) -> str:
        """Return a text, or codes in words where the column is made of codes."""
        if not column.words:
            return value
        return ";".join(said(column.words.get(part, part)) for part in split(value))


def choices_for(table: Written, matters: Written) -> Choices:
    """Return what rows can name: the county's units and places, a draft's matters."""
    book = present_visit().county.book
    townships = tuple(area for area in book.territory if area.level is Level.TOWNSHIP)
    below: dict[str, list[Area]] = {each.code: [] for each in townships}
    for area in book.territory:
        if area.level is Level.VILLAGE and area.township in below:
            below[area.township].append(area)
    zones = dict.fromkeys((*glossary.ZONES, *(row.get("zone", "") for row in table.rows)))
    return Choices(
        units=tuple(unit for unit in book.register if unit.active),
        matters=matter_names(matters.rows),
        townships=townships,
        villages=tuple((each, tuple(below[each.code])) for each in townships),
        zones=tuple(zone for zone in zones if zone),
    )


def filled(sheet: Sheet, form: MultiDict[str, str]) -> dict[str, str]:
    """Return the fields of a row that a form speaks of, as they are written in the file."""
    found: dict[str, str] = {}
    for column in sheet.columns:
        for name in column.fields:
            if VALUE + name in form:
                found[name] = _value(column, name, form)
    return found


def seen(sheet: Sheet, form: MultiDict[str, str]) -> dict[str, str]:
    """Return what stood in these fields when the form was shown."""
    names = [name for column in sheet.columns for name in column.fields]
    return {name: form[BEFORE + name] for name in names if BEFORE + name in form}


def more_areas(value: str, choices: Choices) -> str:
    """Return the part of an area column that no box of a township says."""
    boxes = {EVERYWHERE, *(each.code for each in choices.townships)}
    return ";".join(code for code in split(value) if code not in boxes)


def _value(column: Column, name: str, form: MultiDict[str, str]) -> str:
    if column.editor is Editor.AREA:
        places = _places(form.getlist(VALUE + name), form.get(VALUE + name + _MORE, ""))
        return _area(places, form.get(BEFORE + name, EVERYWHERE))
    value = " ".join(form[VALUE + name][:_LONGEST].splitlines()).strip()
    if column.editor in _NARROW:
        value = narrow(value)
    if column.editor is Editor.PLACE:
        return _code(value, present_visit().county.book.territory)
    if column.name in CONDITIONS:
        return in_codes(value, present_visit().county.book.attributes)
    if not column.words or not value or name not in {column.name, "limit_type"}:
        return value
    codes = {text: code for code, text in column.words.items()}
    codes |= {said(text): code for text, code in codes.items()}
    if column.editor is Editor.CODES:
        return ";".join(codes.get(part, part) for part in split(value.replace("、", ";")))
    return codes.get(value, value)


def _places(boxes: Iterable[str], more: str) -> list[str]:
    territory = present_visit().county.book.territory
    written = split(more[:_LONGEST].replace("、", ";"))
    codes = (*filter(None, boxes), *(_code(each, territory) for each in written))
    return list(dict.fromkeys(codes))


def _area(places: list[str], before: str) -> str:
    """Return an area column; of the whole county and some of its places, what was added holds."""
    narrower = [each for each in places if each != EVERYWHERE]
    if EVERYWHERE in places and (not narrower or EVERYWHERE not in split(before)):
        return EVERYWHERE
    return ";".join(narrower)


def _code(given: str, territory: Territory) -> str:
    """Return the code of a place that was written by its name; what is not clear stays."""
    for written in (given, narrow(given)):
        if not written or written in territory:
            return written
        *above, name = (part.strip() for part in written.split("·"))
        found = [
            area.code
            for area in territory
            if area.name == name
            and (
                not above or ((top := territory.get(area.township or "")) and top.name == above[0])
            )
        ]
        if len(found) == 1:
            return found[0]
    return given

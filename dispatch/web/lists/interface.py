"""县乡界面: matter by matter, what the county does, what the township does, where they meet."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from dispatch.responsibility.interface import InterfaceRow, Stationed, Task, interface_sheet
from dispatch.territory.model import Level
from dispatch.territory.tree import Area
from dispatch.vocabulary import Platform
from dispatch.web import glossary
from dispatch.web.attributes import condition_words
from dispatch.web.desk.compare import DUTIES, limit_words
from dispatch.web.languages import as_written, said
from dispatch.web.lists.findings import today_of
from dispatch.web.lists.what_if import handed_out
from dispatch.web.navigation import REQUESTERS
from dispatch.web.visit import Visit, page
from dispatch.web.words import label, word, zone_name
from dispatch.wire.county.book import CountyBook
from dispatch.wire.sheets.export import SheetKind
from dispatch.wire.sheets.plain_table import plain_table

pages = Blueprint("interface", __name__)

_HEADER = ("事项编号", "事项", "平台", "县级部门", "派驻机构", "镇街", "交接")
_WIDTHS = (10, 28, 12, 50, 36, 50, 50)


@pages.get("/lists/interface")
@page(REQUESTERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the sheet of the edition in force."""
    book = visit.county.book
    platform, township = _asked(book)
    return render_template(
        "lists/interface.html",
        rows=_rows(book, platform, township, today_of(visit)),
        platform=platform,
        township=township,
        platforms=tuple(Platform),
        townships=[area for area in book.territory if area.level is Level.TOWNSHIP],
        task_notes=task_notes,
        duties=DUTIES,
    )


@pages.get("/lists/interface.xlsx")
@page(REQUESTERS)
def carry(visit: Visit) -> ResponseReturnValue:
    """Hand the same rows out as a workbook."""
    book = visit.county.book
    platform, township = _asked(book)
    found = _rows(book, platform, township, today_of(visit))
    content = plain_table(
        said("县乡界面"),
        [said(text) for text in _HEADER],
        [tuple(_cells(row)) for row in found],
        widths=_WIDTHS,
    )
    return handed_out(content, f"interface-edition-{visit.county.edition}", SheetKind.XLSX)


def task_notes(task: Task) -> list[str]:
    """Return where and when a unit does it, and how fast, part by part."""
    notes: list[str] = [as_written(_listed(task.places))] if task.places else []
    if task.zone:
        notes.append(zone_name(task.zone))
    notes += [condition_words(each) for each in task.conditions]
    if task.limit:
        notes.append(limit_words(task.limit))
    return notes


def _listed(places: Iterable[str]) -> str:
    return str(_("、").join(places))


def _asked(book: CountyBook) -> tuple[str, Area | None]:
    platform = request.args.get("platform", "")
    area = book.territory.get(request.args.get("township", "") or "-")
    known = area if area and area.level is Level.TOWNSHIP else None
    return (platform if platform in set(Platform) else ""), known


def _rows(book: CountyBook, platform: str, township: Area | None, day: date) -> list[InterfaceRow]:
    if township is not None:
        ground = book.territory
        book = replace(
            book,
            lines=tuple(line for line in book.lines if ground.leaves(line.areas) & township.leaves),
            receivers={
                (lead, area): unit
                for (lead, area), unit in book.receivers.items()
                if area == township.code
            },
        )
    found = interface_sheet(book, on=day)
    return [row for row in found if not platform or row.platform == platform]


def _cells(row: InterfaceRow) -> Iterator[str]:
    yield row.matter
    yield row.name
    yield label(row.platform)
    yield "\n".join(map(_task, row.county))
    yield "\n".join(map(_stationed, row.stationed))
    yield "\n".join(map(_task, row.township))
    yield "\n".join(point.text for point in row.hand_over)


def _task(task: Task) -> str:
    what = f"{word(glossary.PARTS, task.part)}·{said(DUTIES[task.duty])}"
    # A workbook has no marks of language.
    notes = [each.striptags() if isinstance(each, Markup) else each for each in task_notes(task)]
    return f"{task.name} [{what}]" + (f" ({'; '.join(notes)})" if notes else "")


def _stationed(each: Stationed) -> str:
    return f"{each.name}: {_listed(each.townships)}"

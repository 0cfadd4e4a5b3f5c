"""Who leads what where under a draft: matter × township, figures per township, and a map."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from dispatch.flows.look_over import LookedOver, look_over_draft
from dispatch.responsibility.audit.matrix import Cell, Held, Matrix, Row, Share, matrix
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.responsibility.recall import is_township
from dispatch.territory.tree import Area
from dispatch.vocabulary import Platform, UnitCode
from dispatch.web.languages import as_written, said
from dispatch.web.lists.finding_words import held_name
from dispatch.web.lists.findings import today_of, unreadable
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.outlines import drawn
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("draft_coverage", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_ROWS = 200
"""So many matters a page: each has a cell for every township."""
_SHADES = 5
_PLAIN = 0.25
"""The darkest shade stands for no less, so that one in a hundred more is not black on white."""
MARKS: Mapping[str, str] = {
    "empty": "无",
    "county": "县",
    "township": "镇",
    "many": "多",
    "contested": "争",
    "not_judged": "?",
}
"""What stands in a cell, so that colour is never the only sign."""
MAPS: Mapping[str, str] = {
    "contested": "有争议的事项占比",
    "empty": "无人牵头的事项占比",
    "township": "镇街自己牵头的事项占比",
}
"""What a map may be shaded by."""


@dataclass(frozen=True, slots=True)
class Square:
    """One cell on the page."""

    kind: str
    mark: str
    words: str
    """Who leads there and how, for the title and for who cannot see the colour."""
    partly: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One matter on the page."""

    matter: str
    name: str
    led_as: str
    """The name of the matter above whose lines lead it; empty where it has its own."""
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """One township's figures, with how dark the map shows it."""

    place: Area
    share: Share
    percent: int
    shade: int


@pages.get("/coverage")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show who leads what where."""
    here = opened(visit, draft_id)
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    if looked is None:
        return draft_page(visit, here, "lists/unreadable.html", **unreadable(here))
    platform, only = request.args.get("platform", ""), request.args.get("only", "")
    by = request.args.get("map", "")
    by = by if by in MAPS else "contested"
    whole = _of_platform(looked, platform)
    rows = [
        row for row in whole.rows if not only or any(only == _kind(c, looked) for c in row.cells)
    ]
    start = min(_number(request.args.get("start", "")), max(len(rows) - 1, 0))
    figures = _figures(whole, looked, by)
    after = start + _ROWS
    return draft_page(
        visit,
        here,
        "lists/coverage.html",
        places=looked.audited.places,
        lines=[_line(row, looked) for row in rows[start:after]],
        found=len(rows),
        counted={held_name(held): (held.value, n) for held, n in whole.counted.items()},
        figures=figures,
        shades={each.place.code: each for each in figures},
        drawn=drawn(
            looked.book.files.get(names.BOUNDARIES),
            frozenset(place.code for place in looked.audited.places),
        ),
        platform=platform,
        only=only,
        by=by,
        maps={code: said(text) for code, text in MAPS.items()},
        marks={code: said(text) for code, text in MARKS.items()},
        platforms=tuple(Platform),
        later=_page_from(draft_id, after, platform, only) if after < len(rows) else None,
        earlier=_page_from(draft_id, 0, platform, only) if start else None,
    )


def _page_from(draft_id: UUID, start: int, platform: str, only: str) -> str:
    asked = {"platform": platform, "only": only, "start": str(start or "")}
    given = {name: value for name, value in asked.items() if value}
    return f"{url_for('draft_coverage.show', draft_id=draft_id)}?{urlencode(given)}"


def _of_platform(looked: LookedOver, platform: str) -> Matrix:
    audited = looked.audited
    if not platform:
        return matrix(audited)
    wanted = [m for m in audited.reportable if audited.matters[m].platform == platform]
    return matrix(audited, matters=wanted)


def _line(row: Row, looked: LookedOver) -> Line:
    known = looked.audited.matters.get(row.matter)
    above = looked.audited.matters.get(row.led_as) if row.led_as else None
    return Line(
        matter=row.matter,
        name=known.name if known and known.name else row.matter,
        led_as=above.name if above and row.led_as != row.matter else "",
        squares=tuple(_square(cell, looked) for cell in row.cells),
    )


def _square(cell: Cell, looked: LookedOver) -> Square:
    kind = _kind(cell, looked)
    who = _("、").join(_name(unit, looked) for unit in cell.units)
    words = [held_name(cell.held), *([as_written(who)] if who else [])]
    if cell.partly:
        words.append(said("部分情形无人牵头"))
    return Square(kind, said(MARKS[kind]), Markup(" · ").join(words), cell.partly)


def _kind(cell: Cell, looked: LookedOver) -> str:
    if cell.held is not Held.ONE:
        return cell.held.value
    (unit,) = cell.units
    return "township" if _of_township(unit, looked) else "county"


def _of_township(unit: UnitCode, looked: LookedOver) -> bool:
    book = looked.book
    return unit == AT_TOWNSHIP or is_township(unit, book.register, book.territory)


def _name(unit: UnitCode, looked: LookedOver) -> str:
    return said("所在镇街") if unit == AT_TOWNSHIP else looked.book.register.name(unit)


def _figures(whole: Matrix, looked: LookedOver, by: str) -> list[Figures]:
    shares = [
        (place, share, getattr(share, by) / share.matters if share.matters else 0.0)
        for place, share in zip(looked.audited.places, whole.shares, strict=True)
    ]
    most = max(_PLAIN, *(part for _, _, part in shares))
    return [
        Figures(place, share, round(part * 100), _shade(part, most))
        for place, share, part in shares
    ]


def _shade(part: float, most: float) -> int:
    """Return how dark a place is shown; 0 where there is nothing at all."""
    return 0 if not part else min(_SHADES, 1 + int(part / most * (_SHADES - 0.001)))


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0  # noqa: PLR2004

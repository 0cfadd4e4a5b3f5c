"""The list carried away as a spreadsheet: a draft, an edition, an empty one to fill in."""

import io
from uuid import UUID

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.errors import Refused
from dispatch.flows.past_edition import open_edition
from dispatch.web.lists.frame import opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county.book import CountyBook
from dispatch.wire.sheets.export import SheetKind, export_book, template
from dispatch.wire.sheets.known import Known

pages = Blueprint("list_export", __name__, url_prefix="/lists")

_TYPES = {
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.CSV: "text/csv; charset=utf-8",
}


class DraftUnread(Refused):
    """A draft that cannot be read as a list cannot be written as one."""

    code = "editions.draft_unread"


@pages.get("/template.xlsx")
@page(LIST_KEEPERS)
def blank(visit: Visit) -> ResponseReturnValue:
    """Give an empty list to fill in, with the county's own units and matters to choose from."""
    return _sent(template(Known.of_book(visit.county.book)), str(_("清单模板")), SheetKind.XLSX)


@pages.get("/drafts/<uuid:draft_id>/export.<any(xlsx, csv):form>")
@page(LIST_KEEPERS)
def of_draft(visit: Visit, draft_id: UUID, form: str) -> ResponseReturnValue:
    """Give a draft's list."""
    here = opened(visit, draft_id)
    if here.book is None:
        raise DraftUnread("这份草案还读不成清单,请先改正其中的错误")
    return _book(here.book, here.draft.title, form)


@pages.get("/editions/<int:number>/export.<any(xlsx, csv):form>")
@page(LIST_KEEPERS)
def of_edition(visit: Visit, number: int, form: str) -> ResponseReturnValue:
    """Give an edition's list."""
    then = open_edition(number, county=visit.county, work=visit.work)
    return _book(then.book, str(_("第 %(n)s 版责任清单", n=number)), form)


def _book(book: CountyBook, title: str, form: str) -> ResponseReturnValue:
    kind = SheetKind(form)
    return _sent(export_book(book, kind), title, kind)


def _sent(content: bytes, title: str, kind: SheetKind) -> ResponseReturnValue:
    return send_file(
        io.BytesIO(content),
        mimetype=_TYPES[kind],
        as_attachment=True,
        download_name=f"{title}.{kind.value}",
    )

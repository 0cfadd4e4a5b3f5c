"""The report form: under thirty seconds, one thumb, never lost, never twice."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.blobs.picture import PhotoRefused
from dispatch.board import my_reports
from dispatch.clock import COUNTY_ZONE
from dispatch.flows.accept_report import (
    ReportDraft,
    ReportIncomplete,
    SameKeyOtherBody,
    accept_report,
)
from dispatch.photos.model import PhotosUnknown, TooManyPhotos
from dispatch.territory.model import Level
from dispatch.territory.tree import Area
from dispatch.vocabulary import AreaCode, Platform, Urgency
from dispatch.web.languages import error_text
from dispatch.web.navigation import REPORTERS
from dispatch.web.photos import UPLOADS, brought
from dispatch.web.session import remember_sent, sent_last
from dispatch.web.visit import Visit, page

pages = Blueprint("form", __name__)

URGENCY_WORDS = {
    Urgency.RED: "有人有危险",
    Urgency.ORANGE: "正在扩大",
    Urgency.YELLOW: "一般",
    Urgency.BLUE: "不急",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where a report can lie: the reporter's own places, and every village by township."""

    own: tuple[Area, ...]
    by_township: tuple[tuple[Area, tuple[Area, ...]], ...]


@pages.get("/report")
@page(REPORTERS)
def ask(visit: Visit) -> ResponseReturnValue:
    """Show an empty form under a key of its own."""
    return _form(visit, {"key": str(uuid.uuid4())})


@pages.post("/report")
@UPLOADS
@page(REPORTERS)
def send(visit: Visit) -> ResponseReturnValue:
    """Keep the report and go on to its receipt; a form that cannot be taken keeps its text."""
    filled = request.form.to_dict()
    photos = tuple(request.form.getlist("photo"))
    try:
        photos = brought(visit, "photo")
        receipt = accept_report(
            replace(_draft(filled, visit.now), photos=photos),
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            now=visit.now,
        )
    except (ReportIncomplete, PhotoRefused, PhotosUnknown, TooManyPhotos) as why:
        return _form(visit, filled, error_text(why), photos), 422
    except SameKeyOtherBody:
        fresh = {**filled, "key": str(uuid.uuid4())}
        problem = _("先前的内容已经收到。有改动时请再按一次提交,会另记为一份上报")
        return _form(visit, fresh, problem, photos), 422
    visit.wakes.append("outbox")
    remember_sent(filled["key"])
    return redirect(url_for("form.receipt", receipt=receipt.receipt), 303)


@pages.get("/report/receipts/<receipt>")
@page(REPORTERS)
def receipt(visit: Visit, receipt: str) -> ResponseReturnValue:
    """Show the receipt of one of the asker's own reports, and what happens next."""
    report = my_reports.by_receipt(visit.work.connection, visit.work.scope, receipt)
    return render_template("report/receipt.html", report=report)


def _form(
    visit: Visit, filled: dict[str, str], problem: str = "", photos: Iterable[str] = ()
) -> str:
    return render_template(
        "report/form.html",
        filled=filled,
        sent_last=sent_last(),
        photos=visit.work.photos.brought_in_order(visit.actor.account, photos),
        problem=problem,
        places=places_of(visit),
        urgencies=URGENCY_WORDS,
        platforms=_matters(visit),
        opened_at=filled.get("opened_at") or visit.now.isoformat(timespec="seconds"),
        now_local=f"{visit.now.astimezone(COUNTY_ZONE):%Y-%m-%dT%H:%M}",
    )


def _draft(filled: dict[str, str], now: datetime) -> ReportDraft:
    lon, lat = _degrees(filled.get("lon", "")), _degrees(filled.get("lat", ""))
    return ReportDraft(
        key=filled.get("key", ""),
        text=filled.get("text", ""),
        area_code=(filled.get("elsewhere") or filled.get("area") or "").strip(),
        occurred_at=_occurred(filled, now),
        matter_hint=filled.get("matter") or None,
        urgency_hint=_urgency(filled.get("urgency", "")),
        lon=lon if lat is not None else None,
        lat=lat if lon is not None else None,
    )


def _occurred(filled: dict[str, str], now: datetime) -> datetime:
    """Return when it happened: the time given, else when the form was opened.

    The instant of opening stands in the form, so that sending it twice sends the same body.
    """
    given = filled.get("occurred_at") or filled.get("opened_at") or ""
    try:
        at = datetime.fromisoformat(given) if given else now
    except ValueError:
        raise ReportIncomplete("发生时间格式不对,请重新选择") from None
    return at if at.tzinfo else at.replace(tzinfo=COUNTY_ZONE)


def _urgency(word: str) -> Urgency | None:
    return Urgency(word) if word in set(Urgency) else None


def _degrees(text: str) -> float | None:
    try:
        degrees = float(text)
    except ValueError:
        return None
    return degrees if isfinite(degrees) else None


def places_of(visit: Visit) -> Places:
    """Return where this person's reports can lie, their own places first."""
    territory = visit.county.book.territory
    own = [area for code in visit.account.person.areas if (area := territory.get(code))]
    if not own and str(visit.actor.unit) in territory:
        own = [area for area in territory if area.code == str(visit.actor.unit)]
    below: dict[AreaCode | None, list[Area]] = {code: [] for code in territory.townships}
    for area in territory:
        if area.level is Level.VILLAGE and area.township in below:
            below[area.township].append(area)
    townships = [(area, tuple(below[area.code])) for area in territory if area.code in below]
    townships.sort(key=lambda pair: not any(area.township == pair[0].code for area in own))
    return Places(tuple(own), tuple(townships))


def _matters(visit: Visit) -> list[tuple[Platform | None, list[tuple[str, str]]]]:
    found: dict[Platform | None, list[tuple[str, str]]] = {each: [] for each in Platform}
    for matter in visit.county.book.matters.values():
        found.setdefault(matter.platform, []).append((matter.code, matter.name))
    return [(platform, matters) for platform, matters in found.items() if matters]

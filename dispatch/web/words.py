"""Facts in the words of a page: names of codes, units and places, masked numbers."""

import re
from enum import StrEnum

from flask import Flask, session

from dispatch.board.badges import Badges, badges
from dispatch.casework.lifecycle import MOVES
from dispatch.casework.model import KIND_LABELS, STATE_LABELS, Kind, State
from dispatch.intake.quarantine import REASON_LABELS, QuarantineReason
from dispatch.vocabulary import LABELS, MatterCode, UnitCode
from dispatch.web import glossary, moments, navigation
from dispatch.web.visit import present_visit, this_visit

_STORED = {code.value: text for code, text in LABELS.items()}
"""For codes that come out of a stored document, where they are only text."""
_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_DIGEST = re.compile(r"[(\uff08]sha256:[0-9a-f]*[)\uff09]")
_CITIZEN = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")


def teach(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        label=label,
        mask=mask,
        unit_name=unit_name,
        area_name=area_name,
        matter_name=matter_name,
        clean=without_digest,
        **moments.FILTERS,
    )
    app.jinja_env.globals.update(
        visit=this_visit,
        menu=navigation.menu,
        badges=waiting,
        large=lambda: bool(session.get("large")),
        states=tuple(State),
        all_moves=MOVES,
        words=glossary,
    )


def label(code: StrEnum | str | None) -> str:
    """Return the Chinese text of a code; a code that no page knows stands as it is."""
    if isinstance(code, State):
        return STATE_LABELS[code]
    if isinstance(code, Kind):
        return KIND_LABELS[code]
    if isinstance(code, QuarantineReason):
        return REASON_LABELS[code]
    if isinstance(code, StrEnum) and code in LABELS:
        return LABELS[code]
    if not code:
        return "—"
    return glossary.EVERY.get(str(code)) or _STORED.get(str(code), str(code))


def mask(text: object) -> str:
    """Return a text with phone and citizen numbers made unreadable."""
    shown = _CITIZEN.sub(r"\1********\2", str(text or ""))
    return _PHONE.sub(r"\1****\2", shown)


def unit_name(code: str | None) -> str:
    """Return a unit's name."""
    return present_visit().county.book.register.name(UnitCode(code)) if code else "—"


def area_name(code: str | None) -> str:
    """Return an area's name, with its township before it below township level."""
    if not code:
        return "—"
    territory = present_visit().county.book.territory
    area = territory.get(code)
    if area is None:
        return code
    township = territory.get(area.township) if area.township else None
    if township is None or township is area:
        return area.name
    return f"{township.name} · {area.name}"


def matter_name(code: str | None) -> str:
    """Return a matter's name."""
    if not code:
        return "未判明事项"
    matter = present_visit().county.book.matters.get(MatterCode(code))
    return matter.name if matter else code


def without_digest(sentence: str) -> str:
    """Return a sentence without the list's digest: people know an edition by its number."""
    return _DIGEST.sub("", sentence)


def waiting() -> Badges | None:
    """Return what waits for whoever is signed in; nothing once the visit is over."""
    visit = this_visit()
    if visit is None or visit.work.connection.closed:
        return None
    return badges(
        visit.work.connection, visit.work.scope, units=visit.actor.acts_for, now=visit.now
    )

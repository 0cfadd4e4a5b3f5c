"""Facts in the words of a page: names of codes, units and places, masked numbers."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import Flask, session
from flask_babel import gettext
from markupsafe import Markup

from dispatch.board.badges import Badges, badges
from dispatch.casework.lifecycle import MOVES
from dispatch.casework.model import KIND_LABELS, STATE_LABELS, Kind, State
from dispatch.intake.quarantine import REASON_LABELS, QuarantineReason
from dispatch.responsibility.hand_over import parse_hand_over
from dispatch.routing.because import because_from
from dispatch.routing.english import sentence_en
from dispatch.territory.zones import ZoneSource
from dispatch.vocabulary import LABELS, MatterCode, UnitCode
from dispatch.web import glossary, moments, navigation
from dispatch.web.attributes import with_names
from dispatch.web.languages import CHINESE, as_written, said, spoken
from dispatch.web.visit import present_visit, this_visit
from dispatch.wire.channels.addresses import CLEAR_TEXT

_STORED = {code.value: text for code, text in LABELS.items()}
"""For codes that come out of a stored document, where they are only text."""
_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_DIGEST = re.compile(r" ?[(\uff08]sha256:[0-9a-f]*[)\uff09]")
_CHINESE = re.compile(r"([\u3000-\u9fff\uff00-\uffef“”·]+)")
UNKNOWN_MATTER = "未判明事项"
_CITIZEN = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")


def teach(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        label=label,
        word=word,
        mask=mask,
        unit_name=unit_name,
        area_name=area_name,
        matter_name=matter_name,
        zone_name=zone_name,
        hand_over=parse_hand_over,
        zone_source=zone_source,
        sentence=sentence,
        mixed=mixed,
        clean=without_digest,
        budget=budget,
        b=bold,
        code=coded,
        channel_hint=channel_hint,
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


def channel_hint(hint: str) -> str:
    """Return what may be shown of a channel's address, with the warning in words."""
    shown, clear, _rest = hint.partition(CLEAR_TEXT)
    return as_written(shown) + (str(gettext("(未加密)")) if clear else "")


def label(code: StrEnum | str | None) -> str:
    """Return the text of a code; a code that no page knows stands as it is."""
    if isinstance(code, State):
        return said(STATE_LABELS[code])
    if isinstance(code, Kind):
        return said(KIND_LABELS[code])
    if isinstance(code, QuarantineReason):
        return said(REASON_LABELS[code])
    if isinstance(code, StrEnum) and code in LABELS:
        return said(LABELS[code])
    if not code:
        return "—"
    known = glossary.EVERY.get(str(code)) or _STORED.get(str(code))
    return said(known) if known else as_written(code)


def word(table: Mapping[str, str], code: object) -> str:
    """Return the text of a code in one table; what the table does not know is a county's word."""
    known = table.get(str(code))
    return said(known) if known else as_written(code)


def mask(text: object) -> str:
    """Return what somebody wrote, with phone and citizen numbers made unreadable."""
    shown = _CITIZEN.sub(r"\1********\2", str(text or ""))
    return as_written(_PHONE.sub(r"\1****\2", shown))


def budget(text: str) -> str:
    """Return a budget as it was written down, 8 工作时, in the language being spoken."""
    amount, _, unit = text.partition(" ")
    return f"{amount} {said(unit)}" if unit else text


def bold(text: object, kind: str = "") -> str:
    """Return a value that stands out inside a translated sentence."""
    if kind:
        return Markup('<b class="{}">{}</b>').format(kind, text)
    return Markup("<b>{}</b>").format(text)


def coded(text: object) -> str:
    """Return the number of a line inside a translated sentence."""
    return Markup("<code>{}</code>").format(text)


def unit_name(code: str | None) -> str:
    """Return a unit's name."""
    return as_written(present_visit().county.book.register.name(UnitCode(code))) if code else "—"


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
        return as_written(area.name)
    return as_written(f"{township.name} · {area.name}")


def matter_name(code: str | None) -> str:
    """Return a matter's name."""
    if not code:
        return said(UNKNOWN_MATTER)
    matter = present_visit().county.book.matters.get(MatterCode(code))
    return as_written(matter.name) if matter else code


def zone_name(zone: str) -> str:
    """Return what a zone is called: by us, by the county's map, or as the list writes it."""
    if zone in glossary.ZONES:
        return said(glossary.ZONES[zone])
    return as_written(present_visit().county.book.zones.names.get(zone, zone))


def zone_source(source: str) -> str:
    """Return where the knowledge of a zone came from, with the outline or set by its name."""
    kind, _, name = source.partition(":")
    if not name:
        return label(source)
    if kind == ZoneSource.UNKNOWN:
        return str(gettext("定位坐标系 %(crs)s 有偏移,不足以判断", crs=name))
    return Markup("{} {}").format(label(kind), as_written(name))


def sentence(because: Mapping[str, Any]) -> str:
    """Return the reason of a decision in one sentence, in the language being spoken.

    In Chinese it is the sentence that was kept; in English the same reason, rendered anew.
    """
    if spoken() == CHINESE or "routing" not in because:
        return with_names(without_digest(because["sentence"]), _missing(because))
    plain = without_digest(sentence_en(because_from(because["routing"])))
    return mixed(with_names(plain, _missing(because)))


def mixed(text: str) -> str:
    """Return a sentence of ours with what the county named in it marked as Chinese."""
    if spoken() == CHINESE or isinstance(text, Markup):
        return text
    return Markup("").join(as_written(part) for part in _CHINESE.split(text))


def _missing(because: Mapping[str, Any]) -> set[str]:
    return set(because.get("routing", {}).get("missing", ())) - {"zone"}


def without_digest(text: str) -> str:
    """Return a sentence without the list's digest: people know an edition by its number."""
    return _DIGEST.sub("", text)


def waiting() -> Badges | None:
    """Return what waits for whoever is signed in; nothing once the visit is over."""
    visit = this_visit()
    if visit is None or visit.work.connection.closed:
        return None
    return badges(
        visit.work.connection, visit.work.scope, units=visit.actor.acts_for, now=visit.now
    )

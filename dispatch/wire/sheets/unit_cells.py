"""Cells that name units: which they are, and which of them leads.

所属街办、属地行政执法部门      two units and nothing that says who leads: asked, never guessed
住建局（牵头）、公安局          住建局 leads
牵头:住建局;配合:公安局、水利局  住建局 leads
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.responsibility.model import AT_TOWNSHIP, Part
from dispatch.vocabulary import UnitCode
from dispatch.wire.sheets.asking import LEAVE_OUT, Asked
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.model import Choice
from dispatch.wire.sheets.plain import plain

_BETWEEN = re.compile(r"[、，,;；/／|\n]+")
_AND = re.compile(r"以及|和|及|与")
_ROLES = {"牵头": Part.LEAD, "主办": Part.LEAD, "主责": Part.LEAD, "主体": Part.LEAD}
_ROLES |= {"配合": Part.COOPERATE, "协办": Part.COOPERATE, "协同": Part.COOPERATE}
_BEHIND = re.compile(rf"[(（]({'|'.join(_ROLES)})(?:单位|部门)?[)）]$")
_BEFORE = re.compile(rf"^({'|'.join(_ROLES)})(?:责任)?(?:单位|部门)?\s*[:：]\s*")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.．)）]\s*|[(（]\d{1,2}[)）]\s*)")
_ONLY_NUMBER = re.compile(r"\d{1,2}")
_ETC = re.compile(r"(?<=.)等(?:单位|部门)?$")
NOBODY = frozenset({"/", "-", "—", "——", "无", "否", "×", "x", "X"})


@dataclass(frozen=True, slots=True)
class Named:
    """One name in a cell, and the units that it stands for; None while that is asked."""

    text: str
    codes: tuple[UnitCode, ...] | None
    part: Part | None = None
    """What the cell itself says of the unit."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Who leads and who helps, out of one cell."""

    lead: UnitCode | None
    others: tuple[UnitCode, ...]


def units_in(text: str, cell: str, known: Known, asked: Asked) -> tuple[Named, ...]:
    """Return the units that a cell names; each text that is not certain is asked about."""
    if (code := known.unit_names.certain(text)) and asked.answer(f"unit:{text}") is None:
        return (Named(text, (code,)),)
    named = []
    for part, role in _parts(text, known):
        named.append(Named(part, _codes(part, cell, known, asked), role))
    return tuple(named)


def all_codes(named: Iterable[Named]) -> tuple[UnitCode, ...] | None:
    """Return the units of a cell, each once; None while any of them is asked about."""
    codes: dict[UnitCode, None] = {}
    for each in named:
        if each.codes is None:
            return None
        codes.update(dict.fromkeys(each.codes))
    return tuple(codes)


def who_leads(
    text: str, named: tuple[Named, ...], matter: str, cell: str, *, known: Known, asked: Asked
) -> Shared | None:
    """Say who of a cell's units leads; None while that is asked, or a unit is."""
    codes = all_codes(named)
    said = tuple(each for each in named if each.part is Part.LEAD)
    if codes is not None and len(codes) <= 1:
        return Shared(codes[0] if codes else None, ())
    if len(said) == 1 and said[0].codes is not None and len(said[0].codes) == 1:
        return None if codes is None else _shared(said[0].codes[0], codes)
    whole = plain(text)
    group = f"lead:{whole}"
    id_ = f"{group}@{matter}"
    answer = asked.answer(id_, group)
    lead = _answered_lead(answer, named, codes) if answer else None
    if lead is not None and codes is not None:
        return _shared(lead, codes)
    if lead is not None or (answer and codes is None and answer in {n.text for n in named}):
        return None  # who leads is said; which unit that is, is still asked
    if codes is None and len(named) == 1:
        return None  # one text that may be one unit: what it is comes first
    names = "、".join(each.text for each in named)
    asked.ask(
        id_,
        kind="lead",
        text=whole,
        sentence=f"“{matter}”写了 {len(named)} 个单位({names}),没有写明谁牵头。谁牵头?",
        choices=_lead_choices(named, known),
        cell=cell,
        group=group,
    )
    return None


def _shared(lead: UnitCode, codes: tuple[UnitCode, ...]) -> Shared:
    return Shared(lead, tuple(code for code in codes if code != lead))


def _answered_lead(
    answer: str, named: tuple[Named, ...], codes: tuple[UnitCode, ...] | None
) -> UnitCode | None:
    for each in named:
        if each.text == answer and each.codes is not None and len(each.codes) == 1:
            return each.codes[0]
    code = UnitCode(answer)
    return code if codes is not None and code in codes else None


def _lead_choices(named: tuple[Named, ...], known: Known) -> Iterable[Choice]:
    for each in named:
        if each.codes is None or len(each.codes) == 1:
            yield Choice(each.text, each.text)
            continue
        for code in each.codes:
            yield Choice(code, known.unit_names.written(code))


def _parts(text: str, known: Known) -> Iterable[tuple[str, Part | None]]:
    """Yield the names in a cell with the role that stands beside each."""
    standing: Part | None = None
    for piece in _BETWEEN.split(text):
        name = _NUMBERING.sub("", plain(piece))
        if found := _BEFORE.match(name):
            standing = _ROLES[found[1]]
            name = name[found.end() :]
        role = standing
        if found := _BEHIND.search(name):
            role = _ROLES[found[1]]
            name = name[: found.start()].strip()
        name = _ETC.sub("", name).strip(" 。.")
        if name in NOBODY or not name or _ONLY_NUMBER.fullmatch(name):
            continue
        for each in _joined(name, known):
            yield each, role


def _joined(name: str, known: Known) -> tuple[str, ...]:
    """Take two names apart that 和 joins, where both are names; 和 also stands inside of names."""
    if _certain(name, known):
        return (name,)
    pieces = tuple(piece.strip() for piece in _AND.split(name) if piece.strip())
    return pieces if len(pieces) > 1 and all(_certain(each, known) for each in pieces) else (name,)


def _certain(name: str, known: Known) -> bool:
    names = known.unit_names
    return names.certain(name) is not None or names.is_township_word(name)


def _codes(name: str, cell: str, known: Known, asked: Asked) -> tuple[UnitCode, ...] | None:
    id_ = f"unit:{name}"
    if answer := asked.answer(id_):
        codes = _answered(answer, known)
        if codes is not None:
            return codes
    elif code := known.unit_names.certain(name):
        return (code,)
    township = known.unit_names.is_township_word(name)
    possible = () if asked.crowded else known.unit_names.possible(name)
    likely = AT_TOWNSHIP if township else (known.unit_names.likely(name) if possible else None)
    sentence = f"“{name}”是哪个单位?"
    if township:
        sentence = f"“{name}”是指事发地所在的乡镇(街道)吗?"
    elif _AND.search(name):
        sentence = f"“{name}”是哪个单位?若是几个单位,请都选上。"
    asked.ask(
        id_,
        kind="unit",
        text=name,
        sentence=sentence,
        choices=(
            *(Choice(code, known.unit_names.written(code)) for code in possible),
            Choice(AT_TOWNSHIP, "事发地所在的乡镇(街道)"),
            Choice(LEAVE_OUT, "不作为责任单位导入(原文留在备注里)"),
        ),
        cell=cell,
        proposed=likely or "",
    )
    return None


def _answered(answer: str, known: Known) -> tuple[UnitCode, ...] | None:
    """Return the units that an answer names; None if it names one that there is not."""
    if answer == LEAVE_OUT:
        return ()
    codes = tuple(
        dict.fromkeys(UnitCode(code) for each in answer.split(";") if (code := each.strip()))
    )
    fits = all(code == AT_TOWNSHIP or code in known.units for code in codes)
    return codes if codes and fits else None

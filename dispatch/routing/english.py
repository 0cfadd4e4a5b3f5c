"""The reason of a decision in one English sentence: the second rendering of the same reason.

What a county named – units, places, matters, laws – stays as the county wrote it.
"""

from collections.abc import Iterable, Mapping

from dispatch.routing.because import Because
from dispatch.routing.model import Reason
from dispatch.vocabulary import LimitType

_SHOWN = 20
_ZONE = "the zone (urban or rural)"
_LIMITS = {
    LimitType.URGENT_HOUR: "urgent hours",
    LimitType.URGENT_DAY: "urgent days",
    LimitType.WORK_HOUR: "working hours",
    LimitType.WORK_DAY: "working days",
}
_DESK = "; the county desk decides and assigns it."
_WHOLE = {
    Reason.MATTER_UNKNOWN: "The matter was not recognised; the county desk assigns it.",
    Reason.AREA_UNKNOWN: "The report does not say where; the county desk finds out and assigns it.",
    Reason.AREA_OUTSIDE_COUNTY: (
        "The place {given} lies outside this county; the county desk finds out and handles it."
    ),
}
_WHY = {
    Reason.SEVERAL_LEADS: "is led by {contenders} at once",
    Reason.RECALLED: "was recalled to a higher level, yet the line still names {contenders}",
    Reason.NO_LINE: "has no line that names a lead",
    Reason.ZONE_UNKNOWN: "depends on {missing}",
    Reason.ATTRIBUTE_UNKNOWN: "depends on {missing}",
    Reason.TOWNSHIP_UNKNOWN: "is led by the township it lies in, which is not known",
    Reason.LEAD_INACTIVE: "is led by {contenders}, which is closed or not in the register",
}


def sentence_en(because: Because) -> str:
    """Say in one sentence whose it is and by which line, or why a person must decide."""
    names = dict(because.names)
    reason = Reason(because.reason)
    if reason is Reason.ONE_LEAD:
        return _decided(because, names)
    if reason in _WHOLE:
        return _WHOLE[reason].format(given=because.inputs.area_given)
    why = _WHY[reason].format(
        contenders=_contenders(because, names),
        missing=_missing(because),
    )
    rows = f" ({_lines(because)})" if because.rows else ""
    return f"By {_edition(because)}, {_what(because, names)} {why}{rows}{_DESK}"


def _decided(because: Because, names: Mapping[str, str]) -> str:
    lead = _named(because.lead, names)
    parts = [
        f"By {_lines(because)} of {_edition(because)}, {_what(because, names)} is led by {lead}"
    ]
    if because.supporting:
        parts.append(f"supported by {_joined(_named(unit, names) for unit in because.supporting)}")
    if because.receiver != because.lead:
        parts.append(f"passed to {_named(because.receiver, names)}")
    if because.copy_to is not None:
        parts.append(f"copied to {_named(because.copy_to, names)}")
    if limit := next((ground.limit for ground in because.grounds if ground.limit), ""):
        parts.append(f"within {_limit(limit)}")
    if basis := _joined(dict.fromkeys(g.basis for g in because.grounds if g.basis)):
        parts.append(f"based on {basis}")
    return ", ".join(parts) + "."


def _edition(because: Because) -> str:
    return f"the responsibility list ({because.edition[:_SHOWN]})"


def _lines(because: Because) -> str:
    return f"{'line' if len(because.rows) == 1 else 'lines'} {_joined(because.rows)}"


def _what(because: Because, names: Mapping[str, str]) -> str:
    matter = _named(because.inputs.matter, names)
    return (
        f'"{matter}" at {because.inputs.area_name}' if because.inputs.area_name else f'"{matter}"'
    )


def _contenders(because: Because, names: Mapping[str, str]) -> str:
    rows = set(because.rows)
    units = dict.fromkeys(one.unit for one in because.candidates if one.row in rows)
    return _joined(_named(unit, names) for unit in units)


def _missing(because: Because) -> str:
    """Name the inputs that nobody gave, and what was said of them that cannot be compared."""
    said = dict(because.inputs.attributes)
    names = _joined(_ZONE if name == "zone" else name for name in because.missing)
    vague = [value for name in because.missing if (value := said.get(name)) is not None]
    if not vague:
        return f"{names}, which the report does not say"
    words = _joined(f'"{value}"' for value in vague)
    others = ", and does not say the rest" if len(vague) < len(because.missing) else ""
    return f"{names}; the report says {words}, which cannot be compared{others}"


def _named(code: str | None, names: Mapping[str, str]) -> str:
    return names.get(code, code) if code is not None else ""


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)


def _limit(limit: str) -> str:
    value, _, kind = limit.partition(" ")
    return f"{value} {_LIMITS[LimitType(kind)]}" if kind in set(LimitType) else limit

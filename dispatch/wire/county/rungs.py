"""Rungs as ``ladder.yaml`` writes them.

    {share: 1.25, or_after: {value: 1, type: work_day}, strength: yellow_card,
     audience: [county_desk, holder.leader], score: -5}

``share`` of the budget; ``or_after`` the due, whichever comes first; or
``after`` the due alone.
"""

from fractions import Fraction

from dispatch.deadlines.budget import AmbiguousLimit, BadLimit, Budget, exact, limit_type
from dispatch.deadlines.rungs import Audience, Rung
from dispatch.vocabulary import STRENGTH_ORDER, LimitType, Strength
from dispatch.wire.county.fields import Field

_HOURS = frozenset({LimitType.URGENT_HOUR, LimitType.WORK_HOUR})
_KNOWN = ("share", "or_after", "after", "strength", "audience", "score")


def read_rungs(field: Field) -> tuple[Rung, ...] | None:
    """Return the rungs of one ladder, or None and problems."""
    read = [(item, _rung(item)) for item in field.items()]
    rungs = []
    loudest = 0
    for item, rung in read:
        if rung is None:
            continue
        loudness = STRENGTH_ORDER.index(rung.strength)
        if loudness < loudest:
            item.refuse(f"{rung.strength} is weaker than the rung before; strength only rises")
        loudest = loudness
        rungs.append(rung)
    return tuple(rungs) if rungs and len(rungs) == len(read) else None


def read_budget(field: Field, *, in_minutes: bool = False) -> Budget | None:
    """Return ``{value, type}``, or ``{minutes, type}`` where allowed; None and a problem."""
    ways = ("minutes", "value") if in_minutes else ("value",)
    parts = field.fields(known=(*ways, "type"))
    given = [way for way in ways if way in parts]
    if len(given) != 1 or "type" not in parts:
        field.refuse(f"needs exactly one of {' and '.join(ways)}, and a type")
        return None
    try:
        type_ = limit_type(parts["type"].value)
    except AmbiguousLimit as error:
        parts["type"].refuse(str(error))
        return None
    amount = _number(parts[given[0]])
    if amount is None:
        return None
    if given[0] == "minutes":
        if type_ not in _HOURS:
            field.refuse("minutes are parts of an hour: use urgent_hour or work_hour")
            return None
        amount /= 60
    return Budget(amount, type_)


def _rung(field: Field) -> Rung | None:
    parts = field.fields(known=_KNOWN)
    strength, audience = _strength(field, parts), _audience(field, parts)
    if ("share" in parts) == ("after" in parts) or {"after", "or_after"} <= parts.keys():
        field.refuse("needs either share, with or without or_after, or after alone")
        return None
    share = _number(parts["share"]) if "share" in parts else None
    written = parts.get("or_after", parts.get("after"))
    offset = None if written is None else read_budget(written)
    score = parts["score"].value if "score" in parts else 0
    if type(score) is not int:
        parts["score"].refuse("is no whole number")
        return None
    wanted = share if "share" in parts else offset
    if strength is None or audience is None or wanted is None or (written and offset is None):
        return None
    return Rung(strength, audience, share, offset, score)


def _strength(field: Field, parts: dict[str, Field]) -> Strength | None:
    value = parts["strength"].value if "strength" in parts else None
    if value in set(Strength):
        return Strength(value)
    parts.get("strength", field).refuse(f"needs a strength of {', '.join(Strength)}")
    return None


def _audience(field: Field, parts: dict[str, Field]) -> tuple[Audience, ...] | None:
    if "audience" not in parts:
        field.refuse("tells nobody; name its audience")
        return None
    told: list[Audience] = []
    for item in parts["audience"].items():
        if item.value in set(Audience):
            told.append(Audience(item.value))
        else:
            item.refuse(f"{item.value!r} is no audience; name one of {', '.join(Audience)}")
            return None
    return tuple(told) or None


def _number(field: Field) -> Fraction | None:
    try:
        number = Fraction(0) if isinstance(field.value, bool) else exact(field.value)
    except BadLimit:
        number = Fraction(0)
    if number:
        return number
    field.refuse(f"{field.value!r} is no number above 0")
    return None

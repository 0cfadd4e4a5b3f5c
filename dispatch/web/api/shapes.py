"""Field kinds that several bodies share."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from dispatch.clock import COUNTY_ZONE

Check = Callable[[str], Any]
OPEN_OBJECT = {"additionalProperties": True}


class Instant(fields.Field[datetime]):
    """An instant in RFC 3339, shown in the county's zone."""

    def _serialize(self, value: datetime | None, *_where: Any, **_more: Any) -> str | None:
        return value.astimezone(COUNTY_ZONE).isoformat() if value else None

    def _deserialize(self, value: Any, *_where: Any, **_more: Any) -> datetime:
        try:
            at = datetime.fromisoformat(value)
        except (TypeError, ValueError) as why:
            raise ValidationError("not an instant in RFC 3339") from why
        if at.tzinfo is None:
            raise ValidationError("an instant needs its offset, such as +08:00")
        return at


def instant(**more: Any) -> Instant:
    """Return an instant that the description calls one."""
    return Instant(metadata={"type": "string", "format": "date-time"}, **more)


_STORABLE = r"^[^\x00]*$"
_WORDS = r"^[^\x00]*\S[^\x00]*$"
_CURSOR = r"^(1?[0-9]{1,17}|2[0-4][0-9]{16}|253370764800000000)-[0-9a-f]{32}$"
"""An instant in microseconds before the year 9999, or that year itself, and an id."""


def words(*, longest: int) -> fields.String:
    """Return a text of a person that says something."""
    kept: list[Check] = [validate.Length(max=longest), validate.Regexp(_WORDS, re.DOTALL), whole]
    return fields.String(required=True, validate=kept)


def text(*, longest: int, shortest: int = 0, **more: Any) -> fields.String:
    """Return a text that may say nothing, but holds only what can be stored."""
    kept: list[Check] = [
        validate.Length(shortest, longest),
        validate.Regexp(_STORABLE, re.DOTALL),
        whole,
    ]
    return fields.String(validate=kept, **more)


def cursor() -> fields.String:
    """Return where a page of a list ended; the boards say what it means."""
    return fields.String(validate=validate.Regexp(_CURSOR))


def whole(said: str) -> None:
    """Refuse half of a surrogate pair, which JSON can say and no database holds.

    Raises:
        ValidationError: there is one.
    """
    if any("\ud800" <= each <= "\udfff" for each in said):
        raise ValidationError("holds half of a character")

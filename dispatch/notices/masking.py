"""Numbers of people made unreadable: what a citizen wrote may hold anybody's."""

import re

_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_CITIZEN = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def masked(text: str) -> str:
    """Return a text with phone and citizen numbers and e-mail addresses made unreadable."""
    shown = _CITIZEN.sub(r"\1********\2", text)
    return _EMAIL.sub(r"***@\1", _PHONE.sub(r"\1****\2", shown))

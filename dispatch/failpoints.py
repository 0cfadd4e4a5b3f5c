"""Named places where a fault test makes a process die or fail. Unarmed they do nothing.

Random kills alone do not find a removed safeguard; dying exactly between a
commit and a send does. Production refuses to arm one (config/settings.py).
"""

import os

_armed: dict[str, str] = {}


class FailPointHit(Exception):
    """A fault test asked for a failure here."""


def arm(setting: str) -> None:
    """Arm what ``NAME:exit`` or ``NAME:raise`` names; an empty setting disarms all."""
    _armed.clear()
    if setting:
        name, _, what = setting.partition(":")
        _armed[name] = what


def fail_point(name: str) -> None:
    """Die or fail here if a test asked for it.

    Raises:
        FailPointHit: the point is armed to raise.
    """
    what = _armed.get(name)
    if what == "exit":
        os._exit(77)
    if what == "raise":
        raise FailPointHit(name)

"""``county.yaml``: what the county calls itself, and its working hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.clock import COUNTY_ZONE
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.fields import read_yaml
from dispatch.wire.county.files import COUNTY
from dispatch.wire.county.problems import Problems


@dataclass(frozen=True, slots=True)
class About:
    """What the file says; ``raw`` is the whole of it, for those who read the hours."""

    code: CountyCode | None
    name: str
    raw: Mapping[str, Any]


def read_about(data: bytes, problems: Problems) -> About | None:
    """Return what ``county.yaml`` says, or None when it cannot be read."""
    whole = read_yaml(COUNTY, data, problems)
    if whole is None:
        return None
    if not isinstance(whole.value, dict):
        whole.refuse("is no set of names with values, like `name: 德清县`")
        return None
    code = str(whole.value.get("code", "")).strip()
    if code and not (code.isascii() and code.isdigit()):
        problems.add(COUNTY, f"{code!r} is no division code; write it in quotes", column="code")
    zone = whole.value.get("zone", COUNTY_ZONE.key)
    if zone != COUNTY_ZONE.key:
        problems.add(COUNTY, f"{zone!r} is not {COUNTY_ZONE.key}, the only zone", column="zone")
    name = str(whole.value.get("name", "")).strip()
    return About(CountyCode(code) if code else None, name, whole.value)

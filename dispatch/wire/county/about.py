"""``county.yaml``: what the county calls itself, and its working hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.clock import COUNTY_ZONE
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.fields import Field, read_yaml
from dispatch.wire.county.files import COUNTY
from dispatch.wire.county.problems import Problems

_OF_MASTER = ("name", "version")


@dataclass(frozen=True, slots=True)
class MasterVersion:
    """A master catalogue and its version, as who made it calls them."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class About:
    """What the file says; ``raw`` is the whole of it, for those who read the hours."""

    code: CountyCode | None
    name: str
    raw: Mapping[str, Any]
    master: MasterVersion | None = None
    """Which master catalogue ``master.csv`` is."""


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
    master = _master(whole) if "master" in whole.value else None
    return About(CountyCode(code) if code else None, name, whole.value, master)


def _master(whole: Field) -> MasterVersion | None:
    given = Field(whole.file, "master", whole.value["master"], whole.problems).fields(_OF_MASTER)
    for name in _OF_MASTER:
        if name not in given:
            whole.problems.add(COUNTY, f"has no {name}", column="master")
    # A version like 2026.1 is a number to YAML and a name to people.
    said = {name: str(field.value).strip() for name, field in given.items()}
    return MasterVersion(**said) if said.keys() >= set(_OF_MASTER) else None

"""Units and the people in them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dispatch.vocabulary import AreaCode, CountyCode, Platform, Role, UnitCode

COMMAND_CENTER = "command_center"
COMMAND_ROOM = "command_room"
PLATFORM_ROOM = "platform_room"
STATIONED = "stationed"
TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of ``units.csv``: an authority, a stationed unit or a room."""

    code: UnitCode
    name: str
    level: str
    kind: str
    """department, utility, command_center, township, command_room, platform_room, stationed, …"""
    parent: str
    """The administrative parent: a unit's code, or the county's division code for a township."""
    active: bool
    parent_functional: str = ""
    """The department that a stationed unit answers to in its trade (条)."""
    areas: tuple[AreaCode, ...] = ()
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One row of ``people.csv``: somebody who may sign in."""

    account: str
    name: str
    unit: UnitCode
    post: str
    """handler, leader, dispatcher, commander, … : ladders address people by it."""
    roles: frozenset[Role]
    areas: tuple[AreaCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what signing in needs."""

    county: CountyCode
    person: Person
    password_hash: str | None
    active: bool
    failed_signins: int
    locked_until: datetime | None
    session_epoch: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The draft that an edition was: its name, who approved it, from which day."""

    draft_id: UUID
    title: str
    approved_by: str
    in_force_from: date


@dataclass(frozen=True, slots=True)
class Published:
    """One edition of a county, without its files."""

    edition: int
    list_sha256: str
    published_at: datetime
    published_by: str
    origin: Origin | None
    """None for one that a county's folder brought."""

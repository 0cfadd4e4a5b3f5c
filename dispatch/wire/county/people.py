"""``people.csv``: who may sign in; without it, a small staff that every county needs."""

import re
from collections.abc import Iterable, Sequence

from dispatch.people.model import COMMAND_CENTER, COMMAND_ROOM, TOWNSHIP, Person, Unit
from dispatch.territory.model import Division, Level
from dispatch.vocabulary import AreaCode, Role, UnitCode
from dispatch.wire.county.files import PEOPLE
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("account", "name", "unit", "post", "roles", "areas")
_LONGEST_STEM = 50
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")

NumberedPeople = tuple[tuple[Row, Person], ...]


def read_people(data: bytes, problems: Problems) -> NumberedPeople | None:
    """Return the people with their rows, or None when the file is no table."""
    rows = read_rows(PEOPLE, data, _COLUMNS, problems)
    if rows is None:
        return None
    read = tuple((row, _person(row)) for row in rows)
    unique(((row, person.account) for row, person in read), "account")
    return read


def default_people(units: Sequence[Unit], divisions: Sequence[Division]) -> tuple[Person, ...]:
    """Return made-up staff for a county that names none, so that its folder can be tried.

    Every active unit gets a handler and a leader, every township (in a county
    without townships every village) a grid worker, the command center the
    county's own posts. The accounts follow from the codes alone and stay the
    same from one start to the next.
    """
    active = [unit for unit in units if unit.active]
    center = next(unit for unit in active if unit.kind == COMMAND_CENTER)
    rooms = {unit.parent for unit in active if unit.kind == COMMAND_ROOM}
    # A township without a room of its own commands from its own desk.
    desks = {unit.code: unit for unit in active if unit.kind == TOWNSHIP and unit.code not in rooms}
    desks |= {UnitCode(unit.parent): unit for unit in active if unit.kind == COMMAND_ROOM}
    patrolled = [place for place in divisions if place.level is Level.TOWNSHIP] or [
        place for place in divisions if place.level is Level.VILLAGE
    ]
    return (
        *_county_staff(center),
        *(
            person
            for unit, stem in zip(active, _stems(active), strict=True)
            if unit is not center
            for person in _staff_of(unit, stem, commands=unit in desks.values())
        ),
        *(_grid_worker(place, desks.get(UnitCode(place.code), center)) for place in patrolled),
    )


def _person(row: Row) -> Person:
    account = row.needed("account")
    if account and not _ACCOUNT.fullmatch(account):
        row.wrong("account", f"{account!r} has other signs than a-z 0-9 . _ -, or is too short")
    return Person(
        account=account,
        name=row.needed("name"),
        unit=UnitCode(row.needed("unit")),
        post=row.needed("post"),
        roles=frozenset(_roles(row)),
        areas=tuple(AreaCode(area) for area in row.several("areas")),
    )


def _roles(row: Row) -> Iterable[Role]:
    row.needed("roles")
    for name in row.several("roles"):
        if name in set(Role):
            yield Role(name)
        else:
            row.wrong("roles", f"{name!r} is unknown; use {', '.join(Role)}")


def _stems(units: Sequence[Unit]) -> list[str]:
    """Return one sign-in name for each unit: its code where that can be typed, else a number."""
    plain = [re.sub(r"[^a-z0-9._-]", "-", unit.code.lower()) for unit in units]
    return [
        stem if plain.count(stem) == 1 and len(stem) <= _LONGEST_STEM else f"unit{number}"
        for number, stem in enumerate(plain, start=1)
    ]


def _staff_of(unit: Unit, stem: str, *, commands: bool) -> tuple[Person, ...]:
    roles = {Role.TOWNSHIP} if unit.kind == COMMAND_ROOM else {Role.UNIT}
    if commands:
        roles.add(Role.TOWNSHIP)
    return tuple(
        Person(f"u-{stem}-{number}", f"{unit.name}{title}", unit.code, post, frozenset(roles))
        for number, (post, title) in enumerate((("handler", "经办人"), ("leader", "负责人")), 1)
    )


def _county_staff(center: Unit) -> tuple[Person, ...]:
    posts = (
        ("desk1", "中心值班员", "dispatcher", Role.COUNTY_DESK),
        ("desk2", "中心经办人", "handler", Role.COUNTY_DESK),
        ("desk3", "中心指挥长", "commander", Role.COUNTY_DESK),
        ("desk4", "中心负责人", "leader", Role.COUNTY_DESK),
        ("duban1", "督查员", "supervisor", Role.SUPERVISOR),
        ("qingdan1", "清单管理员", "keeper", Role.LIST_KEEPER),
        ("admin", "系统管理员", "admin", Role.ADMIN),
        ("auditor", "审计管理员", "auditor", Role.AUDITOR),
    )
    return tuple(
        Person(account, name, center.code, post, frozenset({role}))
        for account, name, post, role in posts
    )


def _grid_worker(place: Division, desk: Unit) -> Person:
    roles = frozenset({Role.GRID_WORKER})
    name = f"{place.name}网格员"
    return Person(f"g-{place.code}", name, desk.code, "worker", roles, (place.code,))

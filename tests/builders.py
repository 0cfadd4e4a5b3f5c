"""Things of a county with ordinary defaults, so that a test states only what matters to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dispatch.people.model import Unit
from dispatch.people.register import UnitRegister
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Limit, Line, ListKind, Matter, Part
from dispatch.routing.model import Question
from dispatch.territory.model import Division, Level
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, CountyCode, LimitType, MatterCode, RowId, UnitCode

COUNTY = "330521"
TOWNSHIP, OTHER_TOWNSHIP = "330521001", "330521002"
COMMUNITY, VILLAGE, OTHER_VILLAGE = "330521001001", "330521001002", "330521002001"
GRID = "330521001002001"
DUMPING = "M001"
BUREAU, OTHER_BUREAU, CENTRE = "330521-ZHZF", "330521-STHJ", "330521-SHZL"
A_DAY = date(2026, 3, 2)

_LEVELS = {6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE, 15: Level.GRID}


def a_division(
    code: str,
    *,
    level: Level | None = None,
    parent: str | None = None,
    kind: str = "",
    name: str = "",
) -> Division:
    level = level or _LEVELS[len(code)]
    above = parent or (code[:-3] if level not in (Level.COUNTY, Level.CITY) else None)
    return Division(
        AreaCode(code), name or f"地{code}", level, AreaCode(above) if above else None, kind
    )


def a_territory(*divisions: Division) -> Territory:
    """Two townships; the first has a community and a village with a grid."""
    return Territory.build(CountyCode(COUNTY), divisions or ordinary_divisions())


def ordinary_divisions() -> tuple[Division, ...]:
    return (
        a_division(COUNTY, name="德清县"),
        a_division(TOWNSHIP, kind="subdistrict", name="武康街道"),
        a_division(COMMUNITY, kind="community", name="居仁社区"),
        a_division(VILLAGE, kind="village", name="对河口村"),
        a_division(GRID, name="对河口村第1网格"),
        a_division(OTHER_TOWNSHIP, kind="town", name="新市镇"),
        a_division(OTHER_VILLAGE, kind="village", name="白彪村"),
    )


def a_unit(
    code: str,
    *,
    kind: str = "department",
    level: str = "county",
    parent: str = "",
    active: bool = True,
    name: str = "",
    parent_functional: str = "",
) -> Unit:
    return Unit(
        code=UnitCode(code),
        name=name or f"单位{code}",
        level=level,
        kind=kind,
        parent=parent,
        active=active,
        parent_functional=parent_functional,
    )


def ordinary_units() -> tuple[Unit, ...]:
    return (
        a_unit(CENTRE, kind="command_center", name="德清县社会治理中心"),
        a_unit(BUREAU, name="德清县综合行政执法局"),
        a_unit(OTHER_BUREAU, name="湖州市生态环境局德清分局"),
        a_unit(TOWNSHIP, kind="township", level="township", parent=COUNTY, name="武康街道"),
        a_unit(OTHER_TOWNSHIP, kind="township", level="township", parent=COUNTY, name="新市镇"),
    )


def a_line(
    row_id: str = "A1",
    unit: str = BUREAU,
    *,
    matter: str = DUMPING,
    areas: str = "*",
    zone: str = "all",
    condition: str = "",
    part: Part = Part.LEAD,
    duty: Duty = Duty.DISPOSE,
    valid_from: date | None = None,
    valid_to: date | None = None,
    overrides: Iterable[str] = (),
    list_kind: ListKind | None = None,
    limit: Limit | None = None,
    basis: str = "",
) -> Line:
    """A line as the file writes it: ``*`` or codes joined by ``;``, the condition as text."""
    return Line(
        row_id=RowId(row_id),
        item_id="I001",
        matter=MatterCode(matter),
        matter_name="乱倒垃圾",
        platform=None,
        areas=None if areas == "*" else frozenset(map(AreaCode, areas.split(";"))),
        zone=zone,
        unit=UnitCode(unit),
        part=part,
        duty=duty,
        valid_from=valid_from,
        valid_to=valid_to,
        limit=limit,
        basis=basis,
        list_kind=list_kind,
        conditions=parse_condition(condition),
        overrides=frozenset(map(RowId, overrides)),
    )


def a_limit(value: float = 40, kind: LimitType = LimitType.WORK_HOUR) -> Limit:
    return Limit(value, kind, f"{value:g} {kind}")


def a_matter(
    code: str = DUMPING,
    *,
    parent: str | None = None,
    list_kind: ListKind | None = None,
    name: str = "乱倒垃圾",
) -> Matter:
    return Matter(
        MatterCode(code),
        name,
        None,
        list_kind=list_kind,
        parent=MatterCode(parent) if parent else None,
    )


@dataclass(frozen=True, slots=True)
class Book:
    """What of a county a decision needs."""

    territory: Territory
    register: UnitRegister
    index: ResponsibilityIndex
    receivers: Mapping[tuple[UnitCode, AreaCode], UnitCode] = field(default_factory=dict)
    edition: str = "7"


def a_book(
    *lines: Line,
    matters: Iterable[Matter] = (),
    units: Iterable[Unit] = (),
    receivers: Mapping[tuple[str, str], str] | None = None,
    territory: Territory | None = None,
) -> Book:
    """The ordinary county with these lines; ``units`` are added to the ordinary ones."""
    ground = territory or a_territory()
    catalogue = {matter.code: matter for matter in matters}
    return Book(
        territory=ground,
        register=UnitRegister((*ordinary_units(), *units)),
        index=ResponsibilityIndex.build(lines, catalogue, ground),
        receivers={
            (UnitCode(lead), AreaCode(township)): UnitCode(receiver)
            for (lead, township), receiver in (receivers or {}).items()
        },
    )


def a_question(
    area: str = VILLAGE,
    *,
    matter: str | None = DUMPING,
    day: date = A_DAY,
    attributes: Mapping[str, object] | None = None,
) -> Question:
    return Question(
        matter=MatterCode(matter) if matter else None,
        area=area,
        day=day,
        attributes=attributes or {},
    )

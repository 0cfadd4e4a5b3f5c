"""The words that every stage shares. Codes are English, texts are Chinese.

A word stands here only when two stages must mean the same thing by it;
what one stage alone speaks of lives in that stage.
"""

from enum import StrEnum
from typing import NewType

CountyCode = NewType("CountyCode", str)
"""Six digits: the county part of a division code (GB/T 2260)."""
AreaCode = NewType("AreaCode", str)
"""A division code: county 6, township 9, village 12 or grid 15 digits."""
UnitCode = NewType("UnitCode", str)
MatterCode = NewType("MatterCode", str)
RowId = NewType("RowId", str)
"""One line of a responsibility list, as its ``row_id`` column names it."""


class Platform(StrEnum):
    """The four platforms of a township."""

    SOCIAL_GOVERNANCE = "social_governance"
    MARKET_SUPERVISION = "market_supervision"
    LAW_ENFORCEMENT = "comprehensive_law_enforcement"
    CONVENIENCE_SERVICE = "convenience_service"


class Urgency(StrEnum):
    """How fast danger grows; red is the highest. Yellow unless said otherwise."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class LimitType(StrEnum):
    """The four kinds of time limit; a bare hour or day is never guessed."""

    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"


class Role(StrEnum):
    """What an account may do; where it may do it follows from its unit and areas."""

    GRID_WORKER = "grid_worker"
    VILLAGE = "village"
    TOWNSHIP = "township"
    UNIT = "unit"
    COUNTY_DESK = "county_desk"
    SUPERVISOR = "supervisor"
    LIST_KEEPER = "list_keeper"
    ADMIN = "admin"
    AUDITOR = "auditor"


class ClockName(StrEnum):
    """The clocks that may run on a case, and the one on a quarantined record."""

    DISPATCH = "dispatch"
    SIGN = "sign"
    HANDLE = "handle"
    VERIFY = "verify"
    CLOSE = "close"
    QUARANTINE = "quarantine"


class Strength(StrEnum):
    """How loudly a rung speaks. On one case it only ever rises."""

    SCREEN = "screen"
    REMIND = "remind"
    SUPERVISE = "supervise"
    YELLOW_CARD = "yellow_card"
    RED_CARD = "red_card"
    PUBLISH = "publish"


URGENCY_ORDER: tuple[Urgency, ...] = (Urgency.BLUE, Urgency.YELLOW, Urgency.ORANGE, Urgency.RED)
STRENGTH_ORDER: tuple[Strength, ...] = tuple(Strength)

LABELS: dict[StrEnum, str] = {
    Platform.SOCIAL_GOVERNANCE: "综治工作",
    Platform.MARKET_SUPERVISION: "市场监管",
    Platform.LAW_ENFORCEMENT: "综合执法",
    Platform.CONVENIENCE_SERVICE: "便民服务",
    Urgency.RED: "红色",
    Urgency.ORANGE: "橙色",
    Urgency.YELLOW: "黄色",
    Urgency.BLUE: "蓝色",
    LimitType.URGENT_HOUR: "紧急工作时",
    LimitType.URGENT_DAY: "紧急工作日",
    LimitType.WORK_HOUR: "工作时",
    LimitType.WORK_DAY: "工作日",
    Role.GRID_WORKER: "网格员",
    Role.VILLAGE: "村社干部",
    Role.TOWNSHIP: "镇街指挥室",
    Role.UNIT: "承办单位",
    Role.COUNTY_DESK: "县级指挥中心",
    Role.SUPERVISOR: "督查",
    Role.LIST_KEEPER: "清单管理员",
    Role.ADMIN: "系统管理员",
    Role.AUDITOR: "审计管理员",
    ClockName.DISPATCH: "分派",
    ClockName.SIGN: "签收",
    ClockName.HANDLE: "处置",
    ClockName.VERIFY: "核实",
    ClockName.CLOSE: "办结",
    ClockName.QUARANTINE: "隔离处理",
    Strength.SCREEN: "预警",
    Strength.REMIND: "提醒",
    Strength.SUPERVISE: "普通督办",
    Strength.YELLOW_CARD: "黄牌督办",
    Strength.RED_CARD: "红牌督办",
    Strength.PUBLISH: "挂牌通报",
}

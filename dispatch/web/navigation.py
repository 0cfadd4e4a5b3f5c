"""What stands in the menu, and where each role begins."""

from dataclasses import dataclass

from dispatch.people.scope import Actor
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    endpoint: str
    text: str
    roles: frozenset[Role]
    when_waiting: bool = False
    """Whether it stands in the menu only while something waits there."""
    within: tuple[str, ...] = ()
    """Where the addresses of its other pages begin."""


FIELD = frozenset({Role.GRID_WORKER, Role.VILLAGE})
REPORTERS = FIELD | {Role.TOWNSHIP, Role.COUNTY_DESK}
CASE_READERS = FIELD | {Role.TOWNSHIP, Role.UNIT, Role.COUNTY_DESK, Role.SUPERVISOR}
CONTACT_READERS = frozenset({Role.UNIT, Role.TOWNSHIP, Role.COUNTY_DESK})
QUEUE_READERS = CASE_READERS - {Role.GRID_WORKER}
DESK = frozenset({Role.COUNTY_DESK})
TRIERS = frozenset({Role.COUNTY_DESK, Role.LIST_KEEPER, Role.TOWNSHIP})
CHECKERS = frozenset({Role.COUNTY_DESK, Role.LIST_KEEPER})
ADMIN = frozenset({Role.ADMIN})
LIST_KEEPERS = frozenset({Role.LIST_KEEPER})
REQUESTERS = frozenset({Role.UNIT, Role.TOWNSHIP, Role.COUNTY_DESK, Role.LIST_KEEPER})

MENU = (
    Item("queue.show", "工作队列", QUEUE_READERS),
    Item("sorting.show", "研判分派", DESK),
    Item("alerts.show", "督办提醒", CASE_READERS),
    Item("form.ask", "我要上报", REPORTERS),
    Item("mine.show", "我的上报", REPORTERS),
    Item("trial.ask", "试判", TRIERS),
    Item("reroutes.show", "改派建议", DESK, when_waiting=True),
    Item(
        "lists.show",
        "清单管理",
        LIST_KEEPERS,
        within=("/lists/drafts/", "/lists/editions/", "/lists/lines/"),
    ),
    Item("requests.show", "清单调整申请", REQUESTERS, within=("/lists/requests/",)),
    Item("checks.show", "分类抽查", CHECKERS),
    Item("interface.show", "县乡界面", REQUESTERS),
    Item("quarantine.show", "隔离记录", DESK),
    Item("channels.show", "通知渠道", ADMIN),
    Item("delivery_log.show", "发送记录", ADMIN),
    Item("addresses.show", "通知方式", frozenset(Role)),
)

_HOMES = (
    (Role.COUNTY_DESK, "queue.show"),
    (Role.SUPERVISOR, "alerts.show"),
    (Role.TOWNSHIP, "queue.show"),
    (Role.UNIT, "queue.show"),
    (Role.LIST_KEEPER, "lists.show"),
    (Role.VILLAGE, "form.ask"),
    (Role.GRID_WORKER, "form.ask"),
)


def menu(actor: Actor) -> tuple[Item, ...]:
    """Return what this actor may open."""
    return tuple(item for item in MENU if item.roles & actor.roles)


def home(actor: Actor) -> str:
    """Return the endpoint where this actor's work begins."""
    return next(
        (endpoint for role, endpoint in _HOMES if actor.has(role)), "entrance.without_cases"
    )

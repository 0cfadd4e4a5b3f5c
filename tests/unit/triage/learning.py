"""Messages of three matters, small enough to be learned in a moment."""

from collections.abc import Sequence
from typing import Any

from dispatch.triage.examples import Record
from dispatch.triage.learned import LearnedModel
from dispatch.triage.model_document import read_model
from dispatch.triage.training import train

_SAID = {
    "roads/hole": (
        "路面坑洞",
        "马路大坑",
        "路面塌陷坑洞",
        "水泥路坑洞",
        "坑洞积水",
        "路上大坑没人补",
    ),
    "roads/lamp": (
        "路灯不亮",
        "路灯坏了",
        "整条路灯熄灭",
        "路灯一闪一闪",
        "灯杆歪斜路灯灭",
        "没有路灯",
    ),
    "waste": ("垃圾堆积", "垃圾桶满溢", "乱倒垃圾", "垃圾没人清运", "垃圾臭味", "建筑垃圾堆放"),
}
_PLACES = ("村口", "桥头", "小区门前", "公园旁", "学校东侧", "菜场后面")


def messages() -> tuple[Record, ...]:
    return tuple(
        Record(f"{label}-{place}-{at}", "", f"{place}{said}", label)
        for label, saids in _SAID.items()
        for at, said in enumerate(saids)
        for place in _PLACES
    )


def trained(records: Sequence[Record] = (), **named: Any) -> dict[str, Any]:
    given = {
        "parents": {"roads/hole": "roads", "roads/lamp": "roads"},
        "error": 0.05,
        "rounds": 1,
        **named,
    }
    return train(records or messages(), **given)


def a_model(**changed: Any) -> LearnedModel:
    return read_model({**DOCUMENT, **changed})


DOCUMENT = trained()

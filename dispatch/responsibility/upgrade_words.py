"""What a new master catalogue asks of a county, in a sentence each, in both languages."""

from collections.abc import Mapping

from dispatch.responsibility.master import Matters, Task, ToDo
from dispatch.vocabulary import MatterCode

FIELDS_ZH: Mapping[str, str] = {
    "name": "名称",
    "gov_code": "国标代码",
    "platform": "所属平台",
    "keywords": "关键词",
    "list_kind": "清单类别",
    "parent": "上级事项",
    "required_stages": "必备环节",
}
"""What the fields of a matter are called."""

_ZH: Mapping[Task, str] = {
    Task.REASSIGN_LINES: "{matter}已从上级目录删除，仍有条目使用（{rows}）；"
    "请改到其他事项{successor}，或在 matters.csv 中补全该事项留作本县自有事项",
    Task.COMPLETE_ROW: "{matter}已从上级目录删除，matters.csv 中的该行没有名称；请补全或删去该行",
    Task.FIND_PARENT: "{matter}的上级事项 {what} 已不存在；请在 matters.csv 中另填 parent_code",
    Task.DROP_RETIREMENT: "{matter}在新目录中已没有；请删去 matters.csv 中停用它的那一行",
    Task.CHECK_OVERRIDE: "{matter}的{what}上级已改，本县另有写法，仍按本县；请核对是否继续保留",
    Task.CHECK_CLASH: "上级目录新增的{matter}与本县自有事项代码相同，以本县填写的字段为准；请核对",
    Task.NAME_LEAD: "新增的{matter}还没有任何条目；请确定牵头单位，不适用的请停用",
}
_EN: Mapping[Task, str] = {
    Task.REASSIGN_LINES: "{matter} is gone from the master and lines still use it ({rows}); "
    "move them to another matter{successor}, or describe it whole in matters.csv to keep it",
    Task.COMPLETE_ROW: "{matter} is gone from the master and its row in matters.csv has no name; "
    "complete the row or delete it",
    Task.FIND_PARENT: "{what}, the matter above {matter}, is gone; "
    "give it another parent_code in matters.csv",
    Task.DROP_RETIREMENT: "{matter} is not in the new master; "
    "delete the row of matters.csv that retires it",
    Task.CHECK_OVERRIDE: "The master changed the {what} of {matter}; the county says otherwise "
    "and its word stays; see whether it should",
    Task.CHECK_CLASH: "The master's new {matter} has the code of a matter of the county's own; "
    "what the county fills in stays; see whether they are one matter",
    Task.NAME_LEAD: "No line speaks of the new {matter}; name a lead, or retire it",
}


def todo_zh(each: ToDo, names: Matters) -> str:
    """Say it in Chinese; ``names`` holds the matters of both masters and of the county."""
    return _ZH[each.task].format(
        matter=f"“{_matter(each.matter, names)}”",
        rows="、".join(f"第{row}条" for row in each.rows),
        what=FIELDS_ZH.get(each.what, each.what),
        successor=f"（很可能是 {each.what}）" if each.what else "",
    )


def todo_en(each: ToDo, names: Matters) -> str:
    """Say it in English, with the names as they are written."""
    return _EN[each.task].format(
        matter=_matter(each.matter, names),
        rows=", ".join(each.rows),
        what=each.what,
        successor=f" (most likely {each.what})" if each.what else "",
    )


def _matter(code: MatterCode, names: Matters) -> str:
    matter = names.get(code)
    return f"{matter.name} {code}" if matter and matter.name else code

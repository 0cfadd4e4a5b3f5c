"""The tables of a draft as people edit them: which columns, called what, edited how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.vocabulary import LABELS, LimitType, Platform
from dispatch.web import glossary
from dispatch.web.desk.compare import DUTIES
from dispatch.wire.county import files as names
from dispatch.wire.county.written import KEYS


class Editor(StrEnum):
    """What a cell is edited with."""

    TEXT = "text"
    CODES = "codes"
    """Codes, numbers or conditions that are typed: how wide they were typed means nothing."""
    LONG = "long"
    DAY = "day"
    MATTER = "matter"
    UNIT = "unit"
    CHOICE = "choice"
    AREA = "area"
    PLACE = "place"
    """One village or grid."""
    LIMIT = "limit"
    """A number and the hours that it counts, two fields in one cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table on the page; mostly one of the file's, too."""

    name: str
    label: str
    editor: Editor = Editor.TEXT
    needed: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    """The texts of its codes, where it has a closed set of them."""
    hint: str = ""
    wide: bool = True
    """Whether the table shows it; the form shows all."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The file's columns that stand in the cell."""
        return ("limit_value", "limit_type") if self.editor is Editor.LIMIT else (self.name,)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file that a draft edits row by row."""

    name: str
    """In addresses."""
    file: str
    title: str
    new: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """The column that names a row."""
        return KEYS[self.file]

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of the table."""
        return tuple(column for column in self.columns if column.wide)

    def column_of(self, name: str) -> Column | None:
        """Return the column that shows a field of the file."""
        return next((each for each in self.columns if name in each.fields), None)


PLATFORMS = {each.value: LABELS[each] for each in Platform}
LIMIT_TYPES = {each.value: LABELS[each] for each in LimitType}
STAGES = {duty.value: text for duty, text in DUTIES.items()}
FIELD_NAMES: Mapping[str, str] = {
    "remark": "备注",
    "row_id": "条目编号",
    "matter_code": "事项",
    "test_id": "检验编号",
    "limit_value": "时限数值",
    "limit_type": "时限类型",
}
"""Fields whose name the column of the page does not say."""

LINES = Sheet(
    "lines",
    names.LINES,
    "条目",
    "新增条目",
    (
        Column("matter_code", "事项", Editor.MATTER, needed=True),
        Column("unit", "责任单位", Editor.UNIT, needed=True),
        Column("role", "责任", Editor.CHOICE, needed=True, words=glossary.PARTS),
        Column("duty", "环节", Editor.CHOICE, needed=True, words=STAGES),
        Column("area", "区域", Editor.AREA, needed=True),
        Column("zone", "城乡区域", Editor.CHOICE, needed=True, words=glossary.ZONES),
        Column(
            "condition",
            "条件",
            Editor.CODES,
            hint="如 建设阶段=在建 且 面积>=300,也可写代码 stage=going_up&area_m2>=300;"
            "几个取值写作 建设阶段 in 在建;已建成",
        ),
        Column("limit", "办理时限", Editor.LIMIT, words=LIMIT_TYPES),
        Column("valid_from", "生效日期", Editor.DAY),
        Column("valid_to", "失效日期", Editor.DAY, hint="留空为长期有效"),
        Column("basis", "依据", Editor.LONG),
        Column("basis_kind", "依据种类", Editor.CHOICE, words=glossary.BASIS_KINDS),
        Column("list_kind", "清单类别", Editor.CHOICE, words=glossary.LIST_KINDS),
        Column("platform", "平台", Editor.CHOICE, words=PLATFORMS),
        Column("overrides", "优先于条目", Editor.CODES, hint="条目编号,几条之间用分号隔开"),
        Column("hand_over", "交接", Editor.LONG, hint="触发;材料;时限;接收;反馈"),
        Column("item_id", "清单项编号", Editor.CODES, wide=False),
        Column("matter_name", "清单中的事项名称", wide=False),
        Column("gov_code", "监管事项编码", Editor.CODES, wide=False),
    ),
)
MATTERS = Sheet(
    "matters",
    names.MATTERS,
    "事项",
    "新增事项",
    (
        Column("name", "名称", needed=True),
        Column("platform", "平台", Editor.CHOICE, words=PLATFORMS),
        Column("list_kind", "清单类别", Editor.CHOICE, words=glossary.LIST_KINDS),
        Column("parent_code", "上级事项", Editor.MATTER),
        Column("keywords", "关键词", Editor.LONG, hint="几个词之间用分号隔开"),
        Column(
            "required_stages",
            "须有环节",
            Editor.CODES,
            words=STAGES,
            hint="环节名称,几个之间用分号隔开",
        ),
        Column("gov_code", "监管事项编码", Editor.CODES),
    ),
)
TESTS = Sheet(
    "tests",
    names.TESTS,
    "检验",
    "新增检验",
    (
        Column("name", "检验什么", needed=True),
        Column("matter_code", "事项", Editor.MATTER, hint="留空则按上报内容判定"),
        Column("text", "上报内容", Editor.LONG),
        Column("area", "地点", Editor.PLACE, needed=True),
        Column("day", "日期", Editor.DAY, hint="留空为检验当天"),
        Column("attributes", "补充信息", Editor.CODES, hint="如 建设阶段=在建 且 面积=300"),
        Column("expect_outcome", "应得结果", Editor.CHOICE, needed=True, words=glossary.OUTCOMES),
        Column("expect_lead", "应由谁主责", Editor.UNIT),
    ),
)
SHEETS: Mapping[str, Sheet] = {each.name: each for each in (LINES, MATTERS, TESTS)}
OF_FILE: Mapping[str, Sheet] = {each.file: each for each in SHEETS.values()}


def field_label(file: str, name: str) -> str:
    """Return what a field of a file is called; the Chinese text, or the field as it is."""
    sheet = OF_FILE.get(file)
    if sheet and name == sheet.key:
        return FIELD_NAMES[name] if sheet is not MATTERS else "事项编号"
    column = sheet.column_of(name) if sheet else None
    if column and len(column.fields) == 1:
        return column.label
    return FIELD_NAMES.get(name, name)

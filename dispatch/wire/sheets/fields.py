"""What columns can mean: our fields, and the names that lists in use give them."""

from collections.abc import Mapping

from dispatch.wire.sheets.plain import key

LINE_FIELDS = (
    *("row_id", "item_id", "matter_code", "matter_name", "gov_code", "platform", "area", "zone"),
    *("unit", "role", "duty", "valid_from", "valid_to", "limit_value", "limit_type", "basis"),
    *("basis_kind", "list_kind", "condition", "overrides", "hand_over"),
)
"""The columns of ``responsibility.csv``."""
REMARK = "remark"
"""One column more: what a list says that no line can hold. Readers of lists pass it over."""

TEMPLATE: Mapping[str, str] = {
    "row_id": "条目编号",
    "item_id": "清单序号",
    "matter_code": "事项编码",
    "matter_name": "事项名称",
    "gov_code": "国标编码",
    "platform": "平台",
    "area": "适用区域",
    "zone": "城乡范围",
    "unit": "责任单位",
    "role": "角色",
    "duty": "环节",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "limit_value": "时限数值",
    "limit_type": "时限类型",
    "basis": "依据",
    "basis_kind": "依据类型",
    "list_kind": "清单类别",
    "condition": "适用条件",
    "overrides": "优先于",
    "hand_over": "移交要求",
    REMARK: "备注",
}
"""The header of our own template."""

FIELDS: Mapping[str, str] = {
    **TEMPLATE,
    "serial": "序号(不导入)",
    "limit": "时限(数值与单位写在一起)",
    "leads": "主体(牵头)责任单位",
    "cooperators": "配合责任单位",
    "handlers": "责任主体(可能有几个单位)",
    "supervisors": "监管主体",
    "county_unit": "县级(上级)部门",
    "recalled_by": "收回后的承接部门",
    "township": "乡镇(街道)",
    "filing": "立案条件",
    "closing": "结案条件",
    "class_code": "大类代码",
    "small_code": "小类代码",
    "object_kind": "部件或事件",
}
"""Every field that a column may be given, with what a page calls it."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "row_id": ("责任条目编号",),
    "item_id": (),
    "matter_code": ("事项代码", "事项编号"),
    "matter_name": (
        "事项",
        "责任事项",
        "具体事项",
        "事件名称",
        "小类名称",
        "小类",
        "职责事项",
        "name",
    ),
    "gov_code": ("国标代码", "标准编码"),
    "platform": ("所属平台", "平台类别"),
    "area": ("区域", "适用范围", "责任区域"),
    "zone": ("城乡",),
    "unit": (),
    "role": ("责任角色",),
    "duty": ("责任环节", "职责环节"),
    "valid_from": ("起始日期", "开始日期", "施行日期"),
    "valid_to": ("终止日期", "结束日期", "截止日期"),
    "limit_value": ("时限值",),
    "limit_type": ("时限单位",),
    "basis": ("法律依据", "法律法规依据", "政策依据", "职责依据", "设定依据", "法律法规和政策依据"),
    "basis_kind": (),
    "list_kind": ("清单类型",),
    "condition": ("条件",),
    "overrides": (),
    "hand_over": ("移交要点", "移交环节"),
    REMARK: (
        *("说明", "采集要求", "工作方式", "上级部门职责", "县级部门职责", "乡镇职责"),
        *("部门职责", "主要职责", "大类名称", "大类", "事项类别", "类别", "职责描述"),
    ),
    "serial": ("序号", "编号"),
    "limit": ("时限", "处置时限", "办理时限", "处理时限", "完成时限"),
    "leads": (
        *("主体责任", "主体责任单位", "牵头单位", "牵头部门", "主办单位", "主责单位", "主责部门"),
        *("牵头责任单位", "主体责任部门", "责任主体牵头", "责任单位牵头", "县级主体责任单位"),
    ),
    "cooperators": (
        *("配合责任", "配合责任单位", "配合单位", "配合部门", "协办单位", "协同单位", "协办部门"),
        "责任单位配合",
    ),
    "handlers": ("责任主体", "处置单位", "处置责任单位", "责任部门", "承办单位", "责任单位部门"),
    "supervisors": ("监管主体", "监管单位", "监管部门", "监督单位"),
    "county_unit": (
        *("对应上级部门", "上级部门", "县级部门", "县级责任部门", "县级主管部门", "县级责任单位"),
        *("主管部门", "业务主管部门", "县直部门", "区级部门", "市级部门"),
    ),
    "recalled_by": ("承接部门", "收回部门", "承接单位", "上级承接部门"),
    "township": (
        *("乡镇", "乡镇街道", "镇街", "镇街道", "乡镇配合职责", "乡镇街道配合职责", "配合职责"),
        *("乡镇责任", "乡镇街道责任", "乡镇街道职责", "属地责任", "属地乡镇", "属地乡镇街道"),
    ),
    "filing": ("立案条件", "立案标准"),
    "closing": ("结案条件", "结案标准"),
    "class_code": ("大类代码", "大类编码"),
    "small_code": ("小类代码", "小类编码"),
    "object_kind": ("对象类型", "部件事件"),
}


def _by_name() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for field, others in _NAMES.items():
        for name in (field, TEMPLATE.get(field, field), *others):
            names.setdefault(key(name), field)
    return names


BY_NAME: Mapping[str, str] = _by_name()

HISTORY_FIELDS: Mapping[str, str] = {
    "case_id": "案件编号",
    "occurred": "发生(上报)时间",
    "area_code": "行政区划代码",
    "place": "地点",
    "township_name": "所属镇街",
    "village_name": "所属村社",
    "matter": "事项",
    "matter_code": "事项编码",
    "text": "内容",
    "title": "标题",
    "unit": "责任(处置)单位",
    "opened": "立案时间",
    "closed": "办结时间",
    "returns": "退回次数",
    "returned_by": "退回单位",
    "outcome": "结案方式",
}
"""What a column of closed cases may be."""

_HISTORY_NAMES: Mapping[str, tuple[str, ...]] = {
    "case_id": (
        *("案件号", "工单编号", "工单号", "事件编号", "任务号", "受理编号", "案卷号", "受理单号"),
        *("工单流水号", "任务编号", "诉求编号", "流水号", "编号"),
    ),
    "occurred": (
        *("发生时间", "上报时间", "发现时间", "来电时间", "诉求时间", "受理时间", "登记时间"),
        *("发生日期", "上报日期", "来电日期", "受理日期", "登记日期"),
    ),
    "area_code": ("区划代码", "区域代码", "所属区划代码", "网格编码", "网格代码"),
    "place": (
        *("地址", "发生地点", "事发地点", "详细地址", "事件地点", "案发地点", "问题地点"),
        *("诉求地点", "发生地址", "事发地址", "地点描述", "位置描述"),
    ),
    "township_name": ("镇街", "乡镇", "街道", "乡镇街道", "所属乡镇", "所属街道", "所属乡镇街道"),
    "village_name": ("村社", "社区", "村社区", "所属村", "所属社区", "所属村社区", "村"),
    "matter": (
        *("事项名称", "小类", "小类名称", "问题小类", "案件小类", "事件小类", "事项小类"),
        *("诉求小类", "三级分类", "三级类别", "问题类型", "问题类别", "问题分类", "案件类型"),
        *("案件类别", "案件分类", "事件类型", "事件类别", "事件分类", "事项类型", "事项类别"),
        *("事项分类", "诉求类型", "诉求类别", "诉求分类", "投诉类型", "投诉类别", "类别"),
        *("二级分类", "二级类别", "工单类别", "工单分类", "工单类型", "大类", "大类名称"),
        *("问题大类", "案件大类", "事件大类", "事项大类", "诉求大类", "一级分类", "一级类别"),
    ),
    "matter_code": ("事项代码", "类别代码"),
    "text": (
        *("描述", "问题描述", "事件描述", "内容描述", "诉求内容", "案件描述", "事件内容"),
        *("工单内容", "工单描述", "反映内容", "反映问题", "反映情况", "反映事项", "主要内容"),
        *("情况描述", "诉求描述", "事项描述", "具体内容", "问题内容", "案件内容", "事项内容"),
        *("投诉内容", "来电内容", "主要诉求", "案情描述", "案情简介", "详细描述"),
    ),
    "title": (
        *("事件标题", "案件标题", "工单标题", "诉求标题", "事项标题", "问题标题", "主题"),
        *("工单主题", "诉求主题"),
    ),
    "unit": (
        *("责任单位", "处置单位", "承办单位", "办理单位", "主办单位", "责任部门", "处置部门"),
        *("承办部门", "办理部门", "主办部门"),
    ),
    "opened": ("立案日期", "派遣时间", "派单时间"),
    "closed": ("结案时间", "完成时间", "办结日期", "结案日期", "办理完成时间"),
    "returns": ("回退次数", "退单次数"),
    "returned_by": ("回退单位", "退单单位"),
    "outcome": ("办结方式", "处理方式", "处理结果类型", "处置方式", "办理方式"),
}
"""Names of a field's column, the more telling first: of two columns it is the one that is read."""

HISTORY_BY_NAME: Mapping[str, str] = {
    key(name): field
    for field, others in _HISTORY_NAMES.items()
    for name in (field, HISTORY_FIELDS[field], *others)
}
"""In the order of how telling a name is for its field."""

COLUMN_NAMES = BY_NAME.keys() | HISTORY_BY_NAME.keys()
"""Every name that a header may have, as :func:`key` compares them."""

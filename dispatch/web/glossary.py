"""The Chinese words of codes that only pages show."""

from collections.abc import Mapping

from dispatch.responsibility.hand_over import LABELS_ZH

OUTCOMES: Mapping[str, str] = {
    "decided": "规则已定责",
    "conflict": "多头管 · 规则冲突",
    "gap": "无主责 · 此处无人牵头",
    "unsorted": "事项未判明",
    "not_evaluated": "条件不足 · 未作判断",
}

REASONS: Mapping[str, str] = {
    "one_lead": "清单中最具体的条目只指向一个主责单位。",
    "several_leads": "同样具体的几条清单条目指向不同单位,须由指挥中心裁定。",
    "recalled": "该事项已由上级收回,不得再派给镇街,而清单仍写镇街为主责。",
    "no_line": "清单中没有任何条目覆盖此事项在此地的处置责任。",
    "matter_unknown": "从上报内容看不出是哪一个事项。",
    "area_unknown": "区划代码不够明确,无法判断落在谁的辖区。",
    "area_outside_county": "地点不在本县范围内。",
    "zone_unknown": "城区与村域的责任单位不同,而此地属于哪一类尚不清楚。",
    "attribute_unknown": "清单条目附有条件,而上报内容没有提供所需的信息。",
    "township_unknown": "主责为所在镇街,而地点不足以确定是哪个镇街。",
    "lead_inactive": "清单写明的主责单位已撤销或不在单位名录。",
}

RESULTS: Mapping[str, str] = {
    "won": "采用",
    "stands": "并列",
    "supports": "配合",
    "lost": "落选",
    "overridden": "被替代",
    "failed": "不符合",
    "open": "待定",
}

DIMENSIONS: Mapping[str, str] = {
    "area": "地点",
    "zone": "城乡区域",
    "condition": "条件",
    "date": "有效期",
    "matter": "事项",
}

PARTS: Mapping[str, str] = {"lead": "主责", "cooperate": "配合", "supervise": "监督"}

ZONES: Mapping[str, str] = {"urban": "城区", "rural": "村域", "all": "不分城乡"}

HAND_OVER: Mapping[str, str] = LABELS_ZH

SOURCES: Mapping[str, str] = {
    "form": "上报人所选",
    "keyword": "按文字自动判定",
    "model": "按过去的案件自动判定",
    "person": "人工确定",
    "none": "未判明",
    "gps": "定位",
    "address": "地址",
    "report": "上报内容写明",
    "polygon": "按定位所在区域",
    "set": "按所在地列入的区域",
    "area": "按所在村社",
    "unknown": "不明",
    "safety_word": "安全词抬升",
    "default": "默认",
}

AUDIENCES: Mapping[str, str] = {
    "holder.handler": "承办人",
    "holder.leader": "单位负责人",
    "command_room": "镇街指挥室",
    "county_desk": "县级指挥中心",
    "supervisor": "督查",
}

POSTS: Mapping[str, str] = {
    "handler": "承办人",
    "leader": "负责人",
    "dispatcher": "调度员",
    "commander": "指挥长",
    "supervisor": "督查员",
    "keeper": "清单管理员",
    "grid_worker": "网格员",
    "admin": "管理员",
    "auditor": "审计员",
}

NOTICES: Mapping[str, str] = {
    "assigned": "交办通知",
    "copy": "抄告",
    "to_sort": "待研判通知",
    "to_verify": "待核实通知",
    "sent_back": "核实退回通知",
    "handed_back": "退回通知",
    "supervised": "督办通知",
    "reopened": "重启通知",
    "rung": "督办提醒",
    "alarm": "告警",
}

CHANNELS: Mapping[str, str] = {
    "phone_form": "掌上上报",
    "hotline": "热线",
    "patrol": "巡查",
    "township_system": "镇街系统",
}

GROUNDS: Mapping[str, str] = {"postponed": "挂账", "verification": "等待核实"}

BASIS_KINDS: Mapping[str, str] = {
    "law": "法律法规",
    "san_ding": "三定规定",
    "minutes": "会议纪要",
    "ruling": "裁定",
}

LIST_KINDS: Mapping[str, str] = {
    "territorial": "属地管理",
    "basic": "基本履职",
    "cooperative": "配合履职",
    "recalled": "上级收回",
}

SHELVED: Mapping[str, str] = {"open": "待处理", "replayed": "已重新受理", "dismissed": "不予采用"}

EVERY: Mapping[str, str] = {
    # Codes that mean two things in two tables stand in their own tables only.
    **OUTCOMES,
    **REASONS,
    **SOURCES,
    **AUDIENCES,
    **POSTS,
    **NOTICES,
    **CHANNELS,
    **GROUNDS,
    **BASIS_KINDS,
}

"""Why a record cannot be taken: one stable code a rule, and how the desk reads it.

The codes stand in quarantine rows, in receipts to producers and on the
``envelope check`` command line; a code is never renamed, only added to.
"""

from enum import StrEnum


class QuarantineReason(StrEnum):
    """The rule that a record broke; codes are listed in the order they are judged."""

    # What arrived, before it is read as JSON.
    NULL_VALUE = "null_value"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BYTE_ORDER_MARK = "byte_order_mark"
    NOT_UTF8 = "not_utf8"
    NUL = "nul"
    TOO_DEEP = "too_deep"
    # While it is read as JSON: the first fault met counts.
    NOT_JSON = "not_json"
    DUPLICATE_KEY = "duplicate_key"
    NOT_FINITE = "not_finite"
    NUMBER_TOO_LONG = "number_too_long"
    TRAILING_DATA = "trailing_data"
    NOT_AN_OBJECT = "not_an_object"
    LONE_SURROGATE = "lone_surrogate"
    # The envelope.
    SPECVERSION = "specversion"
    ID = "id"
    SOURCE = "source"
    TYPE_UNKNOWN = "type_unknown"
    TYPE_VERSION = "type_version"
    DATA = "data"
    TIME = "time"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    # The report in it.
    OCCURRED_AT = "occurred_at"
    OCCURRED_AT_OUT_OF_RANGE = "occurred_at_out_of_range"
    TEXT = "text"
    TEXT_LENGTH = "text_length"
    AREA_CODE = "area_code"
    CHANNEL = "channel"
    COORDINATES_INCOMPLETE = "coordinates_incomplete"
    COORDINATES = "coordinates"
    COORDINATES_OUT_OF_RANGE = "coordinates_out_of_range"
    CRS = "crs"
    URGENCY_HINT = "urgency_hint"
    ATTRIBUTES = "attributes"
    REPORTER = "reporter"
    ATTACHMENTS = "attachments"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"
    TITLE = "title"
    MATTER_HINT = "matter_hint"
    # Judged when the record is taken, never by shape alone.
    COUNTY_UNKNOWN = "county_unknown"
    ID_REUSED = "id_reused"
    UNSTORABLE = "unstorable"


REASON_LABELS: dict[QuarantineReason, str] = {
    QuarantineReason.NULL_VALUE: "空消息（墓碑）",
    QuarantineReason.EMPTY: "内容为空",
    QuarantineReason.TOO_LARGE: "超过 256 KiB",
    QuarantineReason.BYTE_ORDER_MARK: "带有字节顺序标记",
    QuarantineReason.NOT_UTF8: "不是 UTF-8 编码",
    QuarantineReason.NUL: "含有空字符",
    QuarantineReason.TOO_DEEP: "嵌套超过 32 层",
    QuarantineReason.NOT_JSON: "不是 JSON",
    QuarantineReason.DUPLICATE_KEY: "字段重复",
    QuarantineReason.NOT_FINITE: "数值无穷或非数",
    QuarantineReason.NUMBER_TOO_LONG: "数字超过 30 位",
    QuarantineReason.TRAILING_DATA: "JSON 之后还有内容",
    QuarantineReason.NOT_AN_OBJECT: "不是 JSON 对象",
    QuarantineReason.LONE_SURROGATE: "含有不成对的代理字符",
    QuarantineReason.SPECVERSION: "信封版本不对",
    QuarantineReason.ID: "记录编号缺失或不合规",
    QuarantineReason.SOURCE: "来源缺失或不合规",
    QuarantineReason.TYPE_UNKNOWN: "记录类型缺失或不认识",
    QuarantineReason.TYPE_VERSION: "记录类型的版本不支持",
    QuarantineReason.DATA: "缺少上报内容",
    QuarantineReason.TIME: "发送时间格式不对",
    QuarantineReason.TIME_OUT_OF_RANGE: "发送时间超出范围",
    QuarantineReason.OCCURRED_AT: "发生时间缺失或格式不对",
    QuarantineReason.OCCURRED_AT_OUT_OF_RANGE: "发生时间超出范围",
    QuarantineReason.TEXT: "缺少情况描述",
    QuarantineReason.TEXT_LENGTH: "情况描述为空或超过 5000 字",
    QuarantineReason.AREA_CODE: "区划代码缺失或不合规",
    QuarantineReason.CHANNEL: "缺少上报渠道",
    QuarantineReason.COORDINATES_INCOMPLETE: "经纬度只有一个",
    QuarantineReason.COORDINATES: "经纬度不是数值",
    QuarantineReason.COORDINATES_OUT_OF_RANGE: "经纬度超出范围",
    QuarantineReason.CRS: "坐标系不认识",
    QuarantineReason.URGENCY_HINT: "紧急程度不认识",
    QuarantineReason.ATTRIBUTES: "附加属性不是对象",
    QuarantineReason.REPORTER: "上报人信息不合规",
    QuarantineReason.ATTACHMENTS: "附件列表不合规",
    QuarantineReason.TOO_MANY_ATTACHMENTS: "附件超过 20 个",
    QuarantineReason.TITLE: "标题不是文字",
    QuarantineReason.MATTER_HINT: "事项提示不是文字",
    QuarantineReason.COUNTY_UNKNOWN: "不属于本系统的任何县",
    QuarantineReason.ID_REUSED: "编号重复而内容不同",
    QuarantineReason.UNSTORABLE: "无法入库",
}

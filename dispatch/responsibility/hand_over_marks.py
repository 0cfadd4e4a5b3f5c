"""The marks by which a hand-over point is read: Chinese as lists write it."""

import re

LABEL = re.compile(
    r"\s*(?:(?P<trigger>触发(?:条件|情形)?)|(?P<material>(?:移交)?材料)|"
    r"(?P<limit>(?:移交|交接)?时限)|(?P<receiver>接收(?:单位|方)?)|"
    r"(?P<feedback>反馈(?:要求)?))\s*[：:]"
)
"""What stands before each of the five parts."""
BY_ROLE = frozenset(
    {"主体责任单位", "主责单位", "牵头单位", "配合单位", "属地镇街", "所在镇街", "县级指挥中心"}
)
"""Receivers that are told by what they are in the line, not by their name."""

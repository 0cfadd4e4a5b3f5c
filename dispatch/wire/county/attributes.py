"""``attributes.yaml``: what the attributes that conditions ask for are called, and their values.

    area_m2: {name: 面积, unit: 平方米}
    stage: {name: 建设阶段, values: {going_up: 在建, standing: 已建成}}

A county's file adds to the product's, name by name; an attribute in neither is shown as it is.
"""

from collections.abc import Mapping

from dispatch.responsibility.described import AttributeLabel
from dispatch.wire.county.fields import Field, read_yaml
from dispatch.wire.county.files import ATTRIBUTES, default_of
from dispatch.wire.county.problems import Problems

_KNOWN = ("name", "unit", "values")


def read_attributes(own: bytes | None, problems: Problems) -> Mapping[str, AttributeLabel]:
    """Return the labels of the product and, above them, those of the county's own file."""
    labels = dict(_labels(default_of(ATTRIBUTES), problems))
    return labels if own is None else labels | dict(_labels(own, problems))


def _labels(data: bytes, problems: Problems) -> Mapping[str, AttributeLabel]:
    whole = read_yaml(ATTRIBUTES, data, problems)
    if whole is None:
        return {}
    return {key: _label(each) for key, each in whole.fields().items()}


def _label(given: Field) -> AttributeLabel:
    parts = given.fields(_KNOWN)
    if "name" not in parts:
        given.refuse("has no name; write what people call it")
        return AttributeLabel("")
    values = parts["values"].fields() if "values" in parts else {}
    return AttributeLabel(
        name=parts["name"].text() or "",
        unit=(parts["unit"].text() or "") if "unit" in parts else "",
        values={value: label.text() or "" for value, label in values.items()},
    )

"""Findings in the reader's language."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint
from markupsafe import Markup

from dispatch.responsibility.audit import Audited, Finding, Severity
from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.examples import Example
from dispatch.responsibility.audit.matrix import LABELS_ZH as HELD
from dispatch.responsibility.audit.practice import LABELS_ZH as PRACTICES
from dispatch.responsibility.audit.words import LABELS_ZH as CHECKS
from dispatch.responsibility.audit.words import message_en, message_zh
from dispatch.routing.difference.words import LABELS_ZH as DIFFERENCES
from dispatch.web.languages import CHINESE, as_written, said, spoken

SEVERITIES: Mapping[Severity, str] = {
    Severity.HIGH: "高",
    Severity.MEDIUM: "中",
    Severity.LOW: "低",
    Severity.ADVICE: "建议",
}
MEANINGS: Mapping[Severity, str] = {
    Severity.HIGH: "上报没有人接,或派给了不该派的单位",
    Severity.MEDIUM: "有人接,但不能或不便按时办",
    Severity.LOW: "不影响派单,只让人看不明白",
    Severity.ADVICE: "值得看一眼,往往本来就对",
}
_Code = TypeVar("_Code", bound=StrEnum)
_CHINESE = re.compile(r"([\u3000-\u9fff\uff00-\uffef“”·]+)")


def teach(pages: Blueprint) -> None:
    """Give the templates the words of findings."""
    filters: Mapping[str, Callable[..., str]] = {
        "in_words": in_words,
        "check_name": check_name,
        "severity_name": severity_name,
        "held_name": held_name,
        "practice_name": practice_name,
        "difference_name": difference_name,
    }
    for name, text_of in filters.items():
        pages.add_app_template_filter(text_of, name)
    pages.add_app_template_global(lambda: list(CHECKS), "line_checks")


def in_words(words: Words) -> str:
    """Return words in the reader's language; names in them stay as the county wrote them."""
    return words.zh if spoken() == CHINESE else names_marked(words.en)


def finding_words(finding: Finding, audited: Audited) -> str:
    """Say what is wrong."""
    if spoken() == CHINESE:
        return message_zh(finding, audited)
    return names_marked(message_en(finding, audited))


def plain_words(finding: Finding, audited: Audited) -> str:
    """Say what is wrong as it is kept: in Chinese, whoever reads it."""
    return message_zh(finding, audited)


def check_name(code: str) -> str:
    """Return what a check of the audit is called."""
    return _named(CHECKS, code)


def severity_name(code: str) -> str:
    """Return what a severity is called."""
    return said(SEVERITIES[Severity(code)])


def held_name(code: str) -> str:
    """Return how a matter is led at a place."""
    return _named(HELD, code)


def practice_name(code: str) -> str:
    """Return what a thing that cases show is called."""
    return _named(PRACTICES, code)


def difference_name(code: str) -> str:
    """Return in what two lists differ."""
    return _named(DIFFERENCES, code)


def tried_with(example: Example, matter: str) -> dict[str, str]:
    """Return what the form of a trial is filled with to meet a finding."""
    given = {
        "text": matter,
        "matter": example.matter,
        "area": example.area,
        "day": example.day.isoformat(),
    }
    return given | {f"say.{name}": value for name, value in example.attributes.items()}


def _named(table: Mapping[_Code, str], code: str) -> str:
    known = {str(key): text for key, text in table.items()}
    return known.get(code, code) if spoken() == CHINESE else code.replace("_", " ")


def names_marked(text: str) -> str:
    """Return a sentence with the names in it marked as the county wrote them."""
    return Markup("").join(as_written(part) for part in _CHINESE.split(text))

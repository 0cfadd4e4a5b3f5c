"""清单体检报告: what a person carries into a meeting about the list.

    facts of the list ─► findings in groups, the gravest first ─► what would mend them
                      └─► coverage by township  └─► what the cases show ─► what is only advice

Plain values; a page and a document are made of the same ones.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dispatch.history.model import PastCase
from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.examples import Example
from dispatch.responsibility.audit.findings import audit
from dispatch.responsibility.audit.keys import key_of
from dispatch.responsibility.audit.matrix import Held, Share, matrix
from dispatch.responsibility.audit.model import ADVICE, Audited, Check, Finding, Severity
from dispatch.responsibility.audit.picture import Group, picture
from dispatch.responsibility.audit.practice import Shown, practice
from dispatch.responsibility.audit.repairs import repair
from dispatch.responsibility.audit.volume import Past, Weight, weigh
from dispatch.responsibility.audit.words import message_en, message_zh
from dispatch.responsibility.model import Duty, Part
from dispatch.vocabulary import MatterCode, Urgency

_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_CASES_SHOWN = 20
_FINDINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Facts:
    """What the list is."""

    county: str
    edition: str
    made_on: date
    first: date
    last: date
    """The days judged."""
    lines: int
    leads: int
    """Lines that lead the work."""
    matters: int
    led_matters: int
    units: int
    """Units that the list names."""
    townships: int
    past_cases: int


@dataclass(frozen=True, slots=True)
class Item:
    """A group of findings as the report shows it."""

    group: Group
    severity: Severity
    """The gravest of its findings'."""
    cases: int | None
    """Cases of the past that would have met any of them, each once; None without history."""
    case_numbers: tuple[str, ...]
    """The first of them, the newest first."""
    why: Words
    """Why the gravest is as grave."""
    amendments: tuple[Words, ...]
    """What is proposed, the likeliest first, for the gravest of its findings."""
    example: Example | None
    details: tuple[Words, ...]
    """The first of its exact findings."""
    keys: tuple[str, ...]
    """The keys of its findings, by which they are dismissed."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """The whole report."""

    facts: Facts
    counts: Mapping[Check, int]
    """So many findings of each check, advice among them."""
    by_severity: Mapping[Severity, int]
    """So many findings of each severity, dismissed ones left out."""
    items: tuple[Item, ...]
    """What is to be settled, the gravest first."""
    advice: tuple[Item, ...]
    """What is only worth a look."""
    shares: tuple[tuple[str, Share], ...]
    """Each township's name with its counts."""
    cells: Mapping[Held, int]
    """Matter × township: so many of each kind."""
    practice: tuple[Shown, ...]
    """What the cases show."""
    dismissed: int
    """Findings that somebody dismissed, left out above."""


@dataclass(frozen=True, slots=True)
class Told:
    """What else is known when a list is looked over."""

    edition: str = ""
    cases: Sequence[PastCase] = ()
    safety: Mapping[MatterCode, Urgency] = field(default_factory=dict)
    """How far a matter's words of danger raise a report."""
    dismissed: Collection[str] = ()
    """The keys of findings that somebody dismissed with a reason."""


def checkup(audited: Audited, *, on: date, told: Told | None = None) -> Checkup:
    """Look a list over, as of a day."""
    told = told or Told()
    every = audit(audited, advice=True)
    findings = [each for each in every if key_of(each, audited) not in told.dismissed]
    past = Past(told.cases, audited)
    weights = {each: weigh(each, audited, past=past, safety=told.safety) for each in findings}
    items = [_item(group, weights, past, audited) for group in picture(findings, audited)]
    items.sort(key=_gravest_first)
    shown = practice(told.cases, audited, until=on) if told.cases else ()
    whole = matrix(audited)
    return Checkup(
        facts=_facts(audited, told, on),
        counts=Counter(each.check for each in every),
        by_severity=Counter(weight.severity for weight in weights.values()),
        items=tuple(item for item in items if item.group.check not in ADVICE),
        advice=tuple(item for item in items if item.group.check in ADVICE),
        shares=tuple(
            (place.name, share) for place, share in zip(audited.places, whole.shares, strict=True)
        ),
        cells=whole.counted,
        practice=tuple(each for each in shown if each.key not in told.dismissed),
        dismissed=len(every) - len(findings),
    )


def _facts(audited: Audited, told: Told, on: date) -> Facts:
    leads = [line for line in audited.lines if line.part is Part.LEAD and line.duty is Duty.DISPOSE]
    led = {code for code in audited.reportable if any(e.leads for e in audited.index.entries(code))}
    return Facts(
        county=audited.territory.county.name,
        edition=told.edition,
        made_on=on,
        first=audited.first,
        last=audited.last,
        lines=len(audited.lines),
        leads=len(leads),
        matters=len(audited.reportable),
        led_matters=len(led),
        units=len({line.unit for line in audited.lines}),
        townships=len(audited.townships),
        past_cases=len(told.cases),
    )


def _item(group: Group, weights: Mapping[Finding, Weight], past: Past, audited: Audited) -> Item:
    ranked = sorted(group.findings, key=lambda each: _heaviest_first(weights[each]))
    gravest = ranked[0]
    met: frozenset[int] = frozenset().union(*(weights[each].met for each in ranked))
    newest = sorted(
        (past.cases[n] for n in met),
        key=lambda case: (case.occurred_on, case.case_id),
        reverse=True,
    )
    mended = repair(gravest, audited, past=past)
    return Item(
        group=group,
        severity=weights[gravest].severity,
        cases=len(met) if past.cases else None,
        case_numbers=tuple(case.case_id for case in newest[:_CASES_SHOWN]),
        why=weights[gravest].why,
        amendments=tuple(choice.words for choice in mended.choices),
        example=group.example(audited),
        details=tuple(_said(each, audited) for each in ranked[:_FINDINGS_SHOWN]),
        keys=tuple(key_of(each, audited) for each in group.findings),
    )


def _said(finding: Finding, audited: Audited) -> Words:
    return Words(message_zh(finding, audited), message_en(finding, audited))


def _heaviest_first(weight: Weight) -> tuple[int, int]:
    return _RANK[weight.severity], -(weight.cases or 0)


def _gravest_first(item: Item) -> tuple[object, ...]:
    return (
        _RANK[item.severity],
        -(item.cases or 0),
        -len(item.group.findings),
        tuple(Check).index(item.group.check),
        item.group.key,
    )

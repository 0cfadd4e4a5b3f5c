"""Whom the county desk may give a case to, the likeliest first, and what speaks for each.

    question, with what the desk supplied ─► the list
        ├ decided            ─► that lead
        ├ conflict           ─► its contenders, side by side
        ├ gap                ─► the closest lines, and why each fails
        ├ matter not known   ─► the matters that the words speak for, each decided
        └ not evaluated      ─► each answer to what is missing, decided
    the list as it is in force now; the case keeps what it was opened by

Nothing is written and nobody is told: a person confirms one of them, or none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from dispatch.board.case_page import Origin
from dispatch.casework.model import Case
from dispatch.clock import COUNTY_ZONE
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.intake.model import Json
from dispatch.responsibility.model import Limit, Line, Part
from dispatch.routing.ask import Asked, answered, ask
from dispatch.routing.because import Candidate, Result
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Question, Reason
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode
from dispatch.wire.county.book import CountyBook

MATTER = "matter"
MOST = 9
"""As many as one key each can choose."""


class Ground(StrEnum):
    """Why somebody is proposed."""

    DECIDED = "decided"
    CONTENDER = "contender"
    EXPIRED = "expired"
    CONDITION = "condition"
    ZONE = "zone"
    ABOVE = "above"
    """A line on the matter above this one."""
    ELSEWHERE = "elsewhere"
    WORDS = "words"
    """The text speaks for a matter that has this lead."""
    ANSWER = "answer"
    """An answer to what is missing gives this lead."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case's report said, and what a person has supplied since."""

    matter: MatterCode | None
    area: str
    occurred_at: datetime
    attributes: Mapping[str, Json]
    scores: Mapping[MatterCode, float] = field(default_factory=dict)
    """The matters that triage thought of, best first."""
    supplied: Mapping[str, str] = field(default_factory=dict)
    """``matter``, ``area``, ``zone`` or an attribute, in a person's words."""
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to decide a case."""

    ground: Ground
    outcome: Outcome
    """What the list says once ``supplied`` is known."""
    unit: UnitCode | None
    """None where the list would still need a person."""
    receiver: UnitCode | None
    matter: MatterCode | None
    rows: tuple[RowId, ...]
    limit: Limit | None
    supplied: Mapping[str, str]
    line: Line | None = None
    candidate: Candidate | None = None
    score: float | None = None
    words: str = ""
    """The answer, as the list writes it."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What the list says now, what must be asked, and whom one could choose."""

    question: Question
    decision: Decision
    asked: tuple[Asked, ...]
    choices: tuple[Proposal, ...]


def facts_of(case: Case, origin: Origin, supplied: Mapping[str, str]) -> Facts:
    """Return what is known of a case, with what a person supplies now."""
    triage = origin.because.get("triage", {})
    top3 = triage.get("top3", ())
    scores = triage.get("scores", [0.0] * len(top3))
    return Facts(
        matter=case.matter,
        area=origin.area,
        occurred_at=origin.occurred_at,
        attributes=origin.attributes,
        scores={MatterCode(code): score for code, score in zip(top3, scores, strict=False)},
        supplied={what: value for what, value in supplied.items() if value},
        lon=origin.lon,
        lat=origin.lat,
        crs=origin.crs,
    )


def question_of(facts: Facts, book: CountyBook) -> Question:
    """Return the question that a case's report puts to the list, with what was supplied."""
    matter = facts.supplied.get(MATTER)
    question = Question(
        matter=MatterCode(matter) if matter else facts.matter,
        area=facts.area,
        day=facts.occurred_at.astimezone(COUNTY_ZONE).date(),
        attributes=facts.attributes,
        matter_source="person",
    )
    for what, value in facts.supplied.items():
        if what != MATTER:
            question = answered(question, what, value)
    return book.located(question, lon=facts.lon, lat=facts.lat, crs=facts.crs)


def propose_assignment(facts: Facts, county: LoadedCounty) -> Proposals:
    """Return what the list in force says of these facts, and whom to choose from."""
    question = question_of(facts, county.book)
    decision = decide(question, county.book)
    asked = ask(question, decision, county.book)
    found = _choices(facts, question, decision, asked, county)
    return Proposals(question, decision, asked, tuple(_different(found))[:MOST])


def receiver_of(unit: UnitCode, township: AreaCode | None, county: LoadedCounty) -> UnitCode:
    """Return whose desk a unit's case lands on in a township."""
    if township is None:
        return unit
    receiver = county.book.receivers.get((unit, township), unit)
    return receiver if county.book.register.active(receiver) else unit


def _choices(
    facts: Facts,
    question: Question,
    decision: Decision,
    asked: Sequence[Asked],
    county: LoadedCounty,
) -> Iterator[Proposal]:
    supplied = dict(facts.supplied)
    match decision.outcome:
        case Outcome.DECIDED:
            yield _by_list(Ground.DECIDED, question, decision, supplied)
        case Outcome.UNSORTED:
            for matter, score in facts.scores.items():
                with_it = {**supplied, MATTER: str(matter)}
                there = question_of(replace(facts, supplied=with_it), county.book)
                yield _by_list(
                    Ground.WORDS, there, decide(there, county.book), with_it, score=score
                )
        case Outcome.NOT_EVALUATED if asked:
            for option in asked[0].options:
                with_it = {**supplied, asked[0].what: option.value}
                there = question_of(replace(facts, supplied=with_it), county.book)
                yield _by_list(Ground.ANSWER, there, option.decision, with_it, words=option.words)
        case _:
            yield from _by_lines(question, decision, supplied, county)


def _by_list(
    ground: Ground,
    question: Question,
    decision: Decision,
    supplied: Mapping[str, str],
    *,
    score: float | None = None,
    words: str = "",
) -> Proposal:
    return Proposal(
        ground=ground,
        outcome=decision.outcome,
        unit=decision.lead,
        receiver=decision.receiver,
        matter=question.matter,
        rows=decision.rows,
        limit=decision.limit,
        supplied=supplied,
        line=decision.lines[0] if decision.lines else None,
        score=score,
        words=words,
    )


def _by_lines(
    question: Question, decision: Decision, supplied: Mapping[str, str], county: LoadedCounty
) -> Iterator[Proposal]:
    """Propose the leads of the lines that stood, or came nearest."""
    lines = {line.row_id: line for line in county.book.lines}
    near = [one for one in decision.because.candidates if one.role == Part.LEAD]
    if decision.reason is Reason.SEVERAL_LEADS:
        near = [one for one in near if one.result == Result.STANDS]
    found = [
        (_ground(one, lines[RowId(one.row)], question), one, lines[RowId(one.row)]) for one in near
    ]
    found.sort(key=lambda each: (len(each[1].failed), list(Ground).index(each[0])))
    for ground, one, line in found:
        unit = UnitCode(one.unit)
        standing = _may_take(unit, decision, county)
        yield Proposal(
            ground=ground,
            outcome=decision.outcome,
            unit=unit if standing else None,
            receiver=receiver_of(unit, decision.township, county) if standing else None,
            matter=question.matter,
            rows=(line.row_id,),
            limit=line.limit,
            supplied=supplied,
            line=line,
            candidate=one,
        )


def _may_take(unit: UnitCode, decision: Decision, county: LoadedCounty) -> bool:
    register = county.book.register
    recalled = decision.reason is Reason.RECALLED and register.is_township(unit)
    return register.active(unit) and not recalled


def _ground(one: Candidate, line: Line, question: Question) -> Ground:
    failed = {miss.what for miss in one.failed}
    if one.result in {Result.STANDS, Result.OPEN, Result.WON}:
        return Ground.CONTENDER
    for what, ground in (
        ("date", Ground.EXPIRED),
        ("condition", Ground.CONDITION),
        ("zone", Ground.ZONE),
    ):
        if failed == {what}:
            return ground
    return Ground.ABOVE if line.matter != question.matter else Ground.ELSEWHERE


def _different(found: Iterable[Proposal]) -> Iterator[Proposal]:
    """Leave out what would decide the same again: a unit is proposed once for one reason."""
    seen: set[tuple[object, ...]] = set()
    for each in found:
        key = (each.ground, each.unit, each.matter, tuple(sorted(each.supplied.items())))
        if each.unit is None or key not in seen:
            seen.add(key)
            yield each

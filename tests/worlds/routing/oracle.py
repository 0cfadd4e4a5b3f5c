"""A second answer to every question, by brute force, from the prose alone.

Written from the definitions (area, zone, wider and narrower, outcome,
supporting, receiver) and from nothing that decides: every line is looked at,
leaf areas are explicit sets, and what was not said is tried value by value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import product

from dispatch.people.model import Unit
from dispatch.responsibility.model import Condition, Line, Matter
from dispatch.routing.model import Question
from dispatch.territory.model import Division

COUNTY = "330521"

# Everything a report could say, as finely as the lines of a small world can tell apart.
SAYABLE: Mapping[str, tuple[str, ...]] = {
    "severity": ("0", "1", "1.5", "2", "2.5", "3", "10"),
    "land": ("a", "b", "c", "d", "e"),
    "found": tuple((date(2026, 2, 28) + timedelta(days=n)).isoformat() for n in range(7)),
}


@dataclass(frozen=True)
class World:
    divisions: tuple[Division, ...]
    units: tuple[Unit, ...]
    matters: tuple[Matter, ...]
    lines: tuple[Line, ...]
    receivers: Mapping[tuple[str, str], str]

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        return {d.code: d.parent for d in self.divisions}

    @cached_property
    def ends(self) -> Mapping[str, frozenset[str]]:
        """Every leaf with itself and what lies above it."""
        county = {d.code for d in self.divisions if COUNTY in upwards(self, d.code)}
        leaves = county - {d.parent for d in self.divisions}
        return {end: frozenset(upwards(self, end)) for end in leaves}


@dataclass(frozen=True)
class Verdict:
    outcome: str
    reason: str
    lead: str | None = None
    receiver: str | None = None
    supporting: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def answer(self) -> tuple[object, ...]:
        return self.outcome, self.lead, self.supporting, self.rows


def judge(world: World, question: Question) -> Verdict:
    area = place_of(world, question.area)
    if area is None:
        return Verdict("not_evaluated", "area_outside_county")
    known_matters = {m.code for m in world.matters} | {line.matter for line in world.lines}
    if question.matter not in known_matters:
        return Verdict("unsorted", "matter_unknown")

    asked = {}
    given = comparable(world, question)
    zone = given.get("zone") or zone_of(world, area)
    zones = sorted({line.zone for line in world.lines} - {"all"})
    if zone is None and zones:
        asked["zone"] = zones
    for line in world.lines:
        if line.matter in matters_upwards(world, question.matter):
            for condition in line.conditions:
                if condition.key not in given:
                    asked[condition.key] = SAYABLE[condition.key]

    inputs = sorted(asked, key=lambda name: (name != "zone", name))
    verdicts = {}
    for said in product(*(asked[name] for name in inputs)):
        attributes = {**given, **dict(zip(inputs, said, strict=True))}
        there = attributes.get("zone") or zone
        verdicts[said] = told_everything(world, question, area, there, attributes)

    hanging = tuple(name for n, name in enumerate(inputs) if matters_alone(n, verdicts))
    if hanging:
        reason = "zone_unknown" if "zone" in hanging else "attribute_unknown"
        return Verdict("not_evaluated", reason, missing=hanging)
    return next(iter(verdicts.values()))


def comparable(world: World, question: Question) -> dict[str, str]:
    """Leave out what is no number or day where the matter's lines order the attribute as such."""
    conditions = [
        condition
        for line in world.lines
        if line.duty == "dispose" and line.matter in matters_upwards(world, question.matter)
        for condition in line.conditions
    ]
    kept = {}
    for key, value in question.attributes.items():
        of_key = [condition for condition in conditions if condition.key == key]
        constants = [constant for condition in of_key for constant in _constants(condition)]
        ordered = any(condition.op in ("<", "<=", ">", ">=") for condition in of_key)
        fails = any(
            ordered and all(map(is_one, constants)) and not is_one(value)
            for is_one in (_is_number, _is_day)
        )
        if isinstance(value, str) and not fails:
            kept[key] = value
    return kept


def matters_alone(n: int, verdicts: Mapping[tuple[str, ...], Verdict]) -> bool:
    groups = {}
    for said, verdict in verdicts.items():
        groups.setdefault(said[:n] + said[n + 1 :], set()).add(verdict.answer)
    return any(len(answers) > 1 for answers in groups.values())


def told_everything(
    world: World,
    question: Question,
    area: str,
    zone: str | None,
    attributes: Mapping[str, str],
) -> Verdict:
    covering = [
        line
        for line in world.lines
        if line.duty == "dispose"
        and line.matter in matters_upwards(world, question.matter)
        and (line.areas is None or line.areas & set(upwards(world, area)))
        and line.zone in ("all", zone)
        and all(holds(condition, attributes[condition.key]) for condition in line.conditions)
        and (line.valid_from is None or line.valid_from <= question.day)
        and (line.valid_to is None or question.day <= line.valid_to)
    ]
    township = township_of(world, area)
    candidates = not_overridden([line for line in covering if line.part == "lead"])
    top = [
        line for line in candidates if not any(wider(world, line, other) for other in candidates)
    ]
    rows = tuple(sorted(line.row_id for line in top))
    helpers = {unit_of(line, township) for line in covering if line.part == "cooperate"} - {None}
    leads = {unit_of(line, township) for line in top}

    def verdict(outcome: str, reason: str) -> Verdict:
        return Verdict(outcome, reason, supporting=tuple(sorted(helpers)), rows=rows)

    if not leads:
        return verdict("gap", "no_line")
    if None in leads:
        return verdict("not_evaluated", "township_unknown")
    if len(leads) > 1:
        return verdict("conflict", "several_leads")
    lead = leads.pop()
    units = {unit.code: unit for unit in world.units}
    if lead not in units or not units[lead].active:
        return verdict("not_evaluated", "lead_inactive")
    if units[lead].kind == "township" and any(recalled(world, question, line) for line in top):
        return verdict("conflict", "recalled")
    receiver = world.receivers.get((lead, township), lead)
    return Verdict("decided", "one_lead", lead, receiver, tuple(sorted(helpers - {lead})), rows)


def not_overridden(candidates: list[Line]) -> list[Line]:
    here = {line.row_id: line for line in candidates}
    leads_to = {row: set(line.overrides) & set(here) for row, line in here.items()}
    for _ in here:
        for row in here:
            leads_to[row] |= {far for near in leads_to[row] for far in leads_to[near]}
    return [
        line
        for line in candidates
        if not any(
            line.row_id in other.overrides and other.row_id not in leads_to[line.row_id]
            for other in candidates
            if other is not line
        )
    ]


def wider(world: World, line: Line, other: Line) -> bool:
    """Whether `line` is wider than `other`: so or equal everywhere, so somewhere."""
    areas, others = leaves(world, line.areas), leaves(world, other.areas)
    compared = [
        (areas == others, areas > others),
        (line.zone == other.zone, line.zone == "all" and other.zone != "all"),
        (
            set(line.conditions) == set(other.conditions),
            not line.conditions and bool(other.conditions),
        ),
        (
            line.matter == other.matter,
            line.matter in matters_upwards(world, other.matter)[1:],
        ),
    ]
    return all(same or more for same, more in compared) and any(more for _, more in compared)


def place_of(world: World, raw: str) -> str | None:
    known = {d.code for d in world.divisions if COUNTY in upwards(world, d.code)}
    heads = [raw[:n] for n in range(1, len(raw) + 1) if raw[:n] in known]
    return max(heads, key=len, default=None)


def upwards(world: World, code: str) -> list[str]:
    path = [code]
    while (parent := world.parents.get(path[-1])) is not None:
        path.append(parent)
    return path


def leaves(world: World, areas: frozenset[str] | None) -> set[str]:
    return {end for end, above in world.ends.items() if areas is None or areas & above}


def zone_of(world: World, area: str) -> str | None:
    by_code = {d.code: d for d in world.divisions}
    for code in upwards(world, area):
        if by_code[code].level == "village":
            return {"community": "urban", "village": "rural"}.get(by_code[code].kind)
    return None


def township_of(world: World, area: str) -> str | None:
    by_code = {d.code: d for d in world.divisions}
    above = [code for code in upwards(world, area) if by_code[code].level == "township"]
    return above[0] if above else None


def matters_upwards(world: World, matter: str) -> list[str]:
    parents = {m.code: m.parent for m in world.matters}
    path = [matter]
    while (parent := parents.get(path[-1])) is not None:
        path.append(parent)
    return path


def recalled(world: World, question: Question, line: Line) -> bool:
    kinds = {m.code: m.list_kind for m in world.matters}
    said = [line.list_kind, *(kinds.get(code) for code in matters_upwards(world, question.matter))]
    return next((kind for kind in said if kind is not None), None) == "recalled"


def unit_of(line: Line, township: str | None) -> str | None:
    return township if line.unit == "@township" else line.unit


def holds(condition: Condition, said: str) -> bool:
    return any(_true(said, condition.op, constant) for constant in _constants(condition))


def _constants(condition: Condition) -> Iterator[str]:
    if condition.op == "in":
        yield from condition.value.split(";")
    else:
        yield condition.value


def _true(said: str, op: str, constant: str) -> bool:
    left, right = _comparable(said), _comparable(constant)
    if type(left) is not type(right):
        left, right = said, constant
    return {
        "=": left == right,
        "in": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def _is_number(text: str) -> bool:
    return isinstance(_comparable(text), float)


def _is_day(text: str) -> bool:
    return isinstance(_comparable(text), date)


def _comparable(text: str) -> float | date | str:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text

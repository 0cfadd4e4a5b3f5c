"""A case as programs see it: codes in English, numbers of people masked as on the pages."""

from typing import Any

from marshmallow import Schema, fields

from dispatch.casework.lifecycle import open_moves
from dispatch.casework.model import Case, Kind, State
from dispatch.vocabulary import ClockName, LimitType, Platform, Strength, Urgency
from dispatch.web.api.shapes import OPEN_OBJECT, instant
from dispatch.web.visit import present_visit
from dispatch.web.words import mask


class Masked(fields.String):
    """A text in which numbers of phones and citizens are made unreadable."""

    def _serialize(self, value: Any, *_where: Any, **_more: Any) -> str | None:
        return None if value is None else mask(value)


class RunningClockSchema(Schema):
    """The clock that runs out first."""

    clock = fields.Enum(ClockName, by_value=True, required=True, attribute="name")
    due = instant(required=True)
    limit_type = fields.Enum(LimitType, by_value=True, required=True)
    provisional = fields.Boolean(required=True)


class CaseRowSchema(Schema):
    """A case as lists show it."""

    number = fields.String(required=True)
    state = fields.Enum(State, by_value=True, required=True)
    title = Masked(required=True)
    area_code = fields.String(required=True, attribute="area")
    township = fields.String(required=True, allow_none=True)
    matter = fields.String(required=True, allow_none=True)
    platform = fields.Enum(Platform, by_value=True, required=True, allow_none=True)
    urgency = fields.Enum(Urgency, by_value=True, required=True)
    outcome = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    lead_unit = fields.String(required=True, allow_none=True)
    holder_unit = fields.String(required=True)
    strength = fields.Enum(Strength, by_value=True, required=True, allow_none=True)
    overdue = fields.Boolean(required=True)
    opened_at = instant(required=True)
    closed_at = instant(required=True, allow_none=True)


class ListedCaseSchema(CaseRowSchema):
    """One case of a list, with the clock that runs out first."""

    holder_unit = fields.String(required=True, attribute="holder")
    lead_unit = fields.String(required=True, allow_none=True, attribute="lead")
    clock = fields.Nested(RunningClockSchema, required=True, allow_none=True)


class CasesSchema(Schema):
    """One page of cases."""

    items = fields.List(fields.Nested(ListedCaseSchema), required=True)
    next = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The cursor of the next page; null on the last"},
    )


class CaseSchema(CaseRowSchema):
    """One case whole."""

    handler_unit = fields.String(required=True, allow_none=True)
    verify_unit = fields.String(required=True)
    parties = fields.Method(
        "_parties", required=True, metadata={"type": "array", "items": {"type": "string"}}
    )
    edition = fields.Integer(required=True)
    state_since = instant(required=True)
    seq = fields.Integer(required=True, attribute="last_seq")
    moves = fields.Method(
        "_moves",
        required=True,
        metadata={
            "type": "array",
            "items": {"type": "string"},
            "description": "What the asker may do with it now",
        },
    )

    def _parties(self, case: Case) -> list[str]:
        return sorted(case.parties)

    def _moves(self, case: Case) -> list[str]:
        return list(open_moves(case, present_visit().actor))


class EntrySchema(Schema):
    """One entry of a timeline; what people wrote stands masked in its body."""

    seq = fields.Integer(required=True)
    kind = fields.Enum(Kind, by_value=True, required=True)
    at = instant(required=True)
    actor = fields.String(required=True)
    actor_unit = fields.String(required=True)
    state = fields.Enum(State, by_value=True, required=True)
    holder_unit = fields.String(required=True)
    body = fields.Function(
        lambda entry: masked(entry.body), required=True, metadata={"type": "object", **OPEN_OBJECT}
    )
    hash = fields.Function(
        lambda entry: entry.hash.hex(), required=True, metadata={"type": "string"}
    )


class TimelineSchema(Schema):
    """What happened to a case, in order."""

    items = fields.List(fields.Nested(EntrySchema), required=True)


class BecauseSchema(Schema):
    """Why it is whose it is: the lines that won and lost, the edition, the law."""

    sentence = Masked(required=True)
    routing = fields.Dict(required=True, metadata=OPEN_OBJECT)
    triage = fields.Dict(required=True, metadata=OPEN_OBJECT)


class ClockSchema(Schema):
    """One clock: a budget, when it began, its ledger, its due."""

    clock = fields.Enum(ClockName, by_value=True, required=True, attribute="promise.clock")
    cycle = fields.Integer(required=True, attribute="promise.cycle")
    budget = fields.Function(
        lambda one: str(one.promise.budget.value), required=True, metadata={"type": "string"}
    )
    limit_type = fields.Enum(
        LimitType, by_value=True, required=True, attribute="promise.budget.type"
    )
    started_at = instant(required=True, attribute="promise.started")
    finished_at = instant(required=True, allow_none=True, attribute="promise.finished")
    due_at = instant(required=True)
    provisional = fields.Boolean(required=True)
    rungs = fields.Function(
        lambda one: len(one.ladder.rungs), required=True, metadata={"type": "integer"}
    )
    rungs_fired = fields.Integer(required=True)
    next_rung_at = instant(required=True, allow_none=True, attribute="next_at")
    suspensions = fields.Function(
        lambda one: [_suspension(each) for each in one.promise.suspensions],
        required=True,
        metadata={"type": "array", "items": {"type": "object", **OPEN_OBJECT}},
    )


class ClocksSchema(Schema):
    """Every clock that ran or runs on a case."""

    items = fields.List(fields.Nested(ClockSchema), required=True)


def masked(kept: Any) -> Any:
    """Return a stored document with every text in it masked."""
    if isinstance(kept, str):
        return mask(kept)
    if isinstance(kept, dict):
        return {name: masked(value) for name, value in kept.items()}
    if isinstance(kept, list | tuple):
        return [masked(value) for value in kept]
    return kept


def _suspension(entry: Any) -> dict[str, str]:
    return {
        "begins": entry.begins.isoformat(),
        "ends": entry.ends.isoformat(),
        "ground": entry.ground.value,
        "reason": mask(entry.reason),
    }

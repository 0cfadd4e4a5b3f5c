"""One's own alerts: which clock, which rung; and the word that somebody has it in hand."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from dispatch.board.cursor import read_cursor
from dispatch.board.inbox import Shelf, inbox
from dispatch.flows.acknowledge_alert import acknowledge_alert
from dispatch.vocabulary import ClockName, Strength
from dispatch.web.api.case_shapes import Masked
from dispatch.web.api.door import door
from dispatch.web.api.shapes import cursor, instant
from dispatch.web.navigation import CASE_READERS
from dispatch.web.visit import present_visit

operations = Blueprint("inbox", __name__, description="Alerts of the asker's own")


class AskedSchema(Schema):
    """Which shelf, from where on."""

    shelf = fields.Enum(Shelf, by_value=True, load_default=Shelf.OPEN)
    cursor = cursor()
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class AlertSchema(Schema):
    """One alert; without a case where it is about a quarantined record."""

    id = fields.UUID(required=True, attribute="notice_id")
    kind = fields.String(required=True)
    shelf = fields.Enum(Shelf, by_value=True, required=True)
    case = fields.Function(
        lambda alert: alert.case.number if alert.case else None,
        required=True,
        metadata={"type": ["string", "null"]},
    )
    title = Masked(required=True, allow_none=True, attribute="case.title", dump_default=None)
    clock = fields.Enum(
        ClockName,
        by_value=True,
        required=True,
        allow_none=True,
        attribute="clock.name",
        dump_default=None,
    )
    due = instant(required=True, allow_none=True, attribute="clock.due", dump_default=None)
    rung = fields.Integer(required=True, allow_none=True)
    strength = fields.Enum(Strength, by_value=True, required=True, allow_none=True)
    at = instant(required=True)
    read_at = instant(required=True, allow_none=True)
    acknowledged_at = instant(required=True, allow_none=True)
    acknowledged_until = instant(required=True, allow_none=True)


class AlertsSchema(Schema):
    """One page of alerts."""

    items = fields.List(fields.Nested(AlertSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class AcknowledgedSchema(Schema):
    """When the alert comes back if nothing has happened."""

    until = instant(required=True)


@operations.get("/alerts")
@door(CASE_READERS)
@operations.arguments(AskedSchema, location="query")
@operations.response(200, AlertsSchema)
def listed(asked: dict[str, Any]) -> object:
    """List one's own alerts, the newest first; what is listed does not count as read."""
    visit = present_visit()
    found = inbox(
        visit.work.connection,
        visit.work.scope,
        asked["shelf"],
        units=visit.actor.acts_for,
        now=visit.now,
        after=read_cursor(asked["cursor"]) if "cursor" in asked else None,
        limit=asked["limit"],
    )
    return {"items": found.rows, "next": str(found.after) if found.after else None}


@operations.post("/alerts/<uuid:notice_id>/acknowledgement")
@door(CASE_READERS)
@operations.response(200, AcknowledgedSchema)
def acknowledgement(notice_id: UUID) -> object:
    """Take an alert in hand; it comes back if nothing happens."""
    visit = present_visit()
    until = acknowledge_alert(
        notice_id, actor=visit.actor, work=visit.work, county=visit.county, now=visit.now
    )
    return {"until": until}

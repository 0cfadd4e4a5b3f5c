"""Reports: the same body as on Kafka, under a key of the sender's, for a receipt."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields

import dispatch
from dispatch.board import my_reports
from dispatch.casework.model import State
from dispatch.errors import Phrase
from dispatch.flows.accept_report import ReportIncomplete, keep_report
from dispatch.intake.quarantine import REASON_LABELS
from dispatch.vocabulary import Urgency
from dispatch.web.api.door import door
from dispatch.web.api.shapes import instant
from dispatch.web.navigation import REPORTERS
from dispatch.web.visit import present_visit
from dispatch.wire.envelope import BadRecord, api_source, read_object

operations = Blueprint("reports", __name__, description="What people and systems report")

_SCHEMAS = Path(dispatch.__file__).parents[1] / "docs" / "schemas"


class KeySchema(Schema):
    """The sender's own name of the report."""

    key = fields.UUID(
        required=True,
        data_key="Idempotency-Key",
        metadata={"description": "Made by the sender; sent again, it gives the first receipt"},
    )


class ReceiptSchema(Schema):
    """The promise that a report is on disk."""

    receipt = fields.String(required=True)
    status_url = fields.String(required=True)


class CaseOfReportSchema(Schema):
    """The case that a report became."""

    number = fields.String(required=True)
    state = fields.Enum(State, by_value=True, required=True)
    urgency = fields.Enum(Urgency, by_value=True, required=True)
    holder_unit = fields.String(required=True, attribute="holder")
    overdue = fields.Boolean(required=True)
    closed_at = instant(required=True, allow_none=True)


class ReportStatusSchema(Schema):
    """One of one's own reports and what became of it."""

    receipt = fields.String(required=True)
    status = fields.Method("_status", required=True, metadata={"enum": ["accepted", "case"]})
    area_code = fields.String(required=True, attribute="area")
    occurred_at = instant(required=True)
    taken_at = instant(required=True)
    case = fields.Nested(CaseOfReportSchema, required=True, allow_none=True)

    def _status(self, report: my_reports.MyReport) -> str:
        return "case" if report.case else "accepted"


@lru_cache(maxsize=1)
def body_schema() -> dict[str, Any]:
    """Return the one JSON Schema of a report's body, which Kafka's consumer uses too."""
    whole = json.loads((_SCHEMAS / "report.v1.schema.json").read_text())
    inlined = json.dumps(whole["$defs"]["report"])
    time = json.dumps(whole["$defs"]["time"])
    found: dict[str, Any] = json.loads(inlined.replace('{"$ref": "#/$defs/time"}', time))
    return found


@operations.post("/reports")
@door(REPORTERS)
@operations.doc(
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ReportBody"}}},
    }
)
@operations.arguments(KeySchema, location="headers")
@operations.response(202, ReceiptSchema)
def send(said: dict[str, UUID]) -> object:
    """Keep a report and give its receipt; the same key and body give the same receipt."""
    visit = present_visit()
    try:
        body = read_object(request.get_data())
    except BadRecord as why:
        raise ReportIncomplete(
            "上报内容有误:%(what)s", what=Phrase(REASON_LABELS[why.reason])
        ) from why
    kept = keep_report(
        body,
        key=str(said["key"]),
        source=api_source(visit.county.code, visit.actor.account),
        actor=visit.actor,
        work=visit.work,
        county=visit.county,
        now=visit.now,
    )
    visit.wakes.append("outbox")
    return {
        "receipt": kept.receipt,
        "status_url": url_for("reports.status", receipt=kept.receipt),
    }


@operations.get("/reports/<receipt:receipt>")
@door(REPORTERS)
@operations.response(200, ReportStatusSchema)
def status(receipt: str) -> object:
    """Say what became of one of one's own reports."""
    visit = present_visit()
    return my_reports.by_receipt(visit.work.connection, visit.work.scope, receipt)

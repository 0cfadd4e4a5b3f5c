"""Cases: lists by keyset, one case whole, its timeline, its reason, its clocks."""

from typing import Any

from flask import Response, make_response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from dispatch.board.case_page import origin_of
from dispatch.board.cursor import read_cursor
from dispatch.board.queues import QueueFilter, queue
from dispatch.casework.model import Case, State
from dispatch.vocabulary import AreaCode, Platform, UnitCode
from dispatch.web.api.case_shapes import (
    BecauseSchema,
    CaseSchema,
    CasesSchema,
    ClocksSchema,
    TimelineSchema,
    masked,
)
from dispatch.web.api.door import door
from dispatch.web.api.shapes import cursor, text
from dispatch.web.navigation import CASE_READERS
from dispatch.web.visit import present_visit

operations = Blueprint("cases", __name__, description="Cases as the asker may see them")

_CODE = validate.Regexp(r"^[0-9A-Za-z_.-]{1,64}$")
_WHOLE = CaseSchema()


class AskedSchema(Schema):
    """What of the visible cases is asked for; what is left out does not narrow."""

    unit = fields.String(validate=_CODE, metadata={"description": "Leads, holds or supports it"})
    area = fields.String(
        validate=validate.Regexp(r"^[0-9]{6,18}$"), metadata={"description": "It and below"}
    )
    state = fields.Enum(State, by_value=True, metadata={"description": "Left out: all but closed"})
    platform = fields.Enum(Platform, by_value=True)
    overdue = fields.Boolean(truthy={"true", "1"}, falsy={"false", "0"}, load_default=False)
    q = text(
        longest=100,
        load_default="",
        metadata={"description": "Number, receipt, a phone's last digits, or words"},
    )
    cursor = cursor()
    limit = fields.Integer(load_default=25, validate=validate.Range(1, 100))


@operations.get("/cases")
@door(CASE_READERS)
@operations.arguments(AskedSchema, location="query")
@operations.response(200, CasesSchema)
def listed(asked: dict[str, Any]) -> object:
    """List the cases asked for: the most pressing first, closed ones newest first."""
    visit = present_visit()
    unit, area = asked.get("unit"), asked.get("area")
    found = queue(
        visit.work.connection,
        visit.work.scope,
        QueueFilter(
            state=asked.get("state"),
            platform=asked.get("platform"),
            unit=UnitCode(unit) if unit else None,
            area=AreaCode(area) if area else None,
            overdue=asked["overdue"],
            words=asked["q"].strip(),
        ),
        after=read_cursor(asked["cursor"]) if "cursor" in asked else None,
        limit=asked["limit"],
    )
    return {"items": found.rows, "next": str(found.after) if found.after else None}


@operations.get("/cases/<case_number:number>")
@door(CASE_READERS)
@operations.response(200, CaseSchema, headers={"ETag": {"schema": {"type": "string"}}})
def one(number: str) -> object:
    """Show one case."""
    return shown(present_visit().work.cases.get(number))


@operations.get("/cases/<case_number:number>/timeline")
@door(CASE_READERS)
@operations.response(200, TimelineSchema)
def timeline(number: str) -> object:
    """Show what happened to a case, each entry with the seal of its chain."""
    work = present_visit().work
    case = work.cases.get(number)
    return {"items": work.cases.timeline(case.county, case.case_id)}


@operations.get("/cases/<case_number:number>/because")
@door(CASE_READERS)
@operations.response(200, BecauseSchema)
def because(number: str) -> object:
    """Show why the case is whose it is."""
    work = present_visit().work
    return masked(dict(origin_of(work.connection, work.scope, number).because))


@operations.get("/cases/<case_number:number>/clocks")
@door(CASE_READERS)
@operations.response(200, ClocksSchema)
def clocks(number: str) -> object:
    """Show the clocks of a case in the order they started."""
    work = present_visit().work
    case = work.cases.get(number)
    return {"items": work.promises.all_of(case.county, case.case_id)}


def shown(case: Case) -> Response:
    """Return a case as an answer, with the tag that names how it stands."""
    answer = make_response(_WHOLE.dump(case))
    answer.set_etag(etag(case))
    return answer


def etag(case: Case) -> str:
    """Return the tag of how a case stands: its last entry's number."""
    return str(case.last_seq)

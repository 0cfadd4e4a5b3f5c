"""The moves of a case, each a noun that is posted; the answer is the case after it.

``If-Match`` with the tag of the case makes a move only if nobody was faster; a
simple client may leave it out, for the lifecycle refuses what is no longer due.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import PreconditionFailed

from dispatch.flows.accept_case import accept_case
from dispatch.flows.assign_case import assign_case
from dispatch.flows.close_case import close_case
from dispatch.flows.comment_on_case import comment_on_case
from dispatch.flows.hand_back import Ground, hand_back
from dispatch.flows.move_case import TEXT_LIMIT
from dispatch.flows.reopen_case import reopen_case
from dispatch.flows.report_back import report_back
from dispatch.flows.supervise_case import BY_HAND, supervise_case
from dispatch.flows.suspend_case import suspend_case
from dispatch.flows.transfer_case import transfer_case
from dispatch.flows.verify_case import verify_case
from dispatch.vocabulary import Strength
from dispatch.web.api.case_shapes import CaseSchema
from dispatch.web.api.cases import etag, shown
from dispatch.web.api.door import door
from dispatch.web.api.shapes import instant, text, words
from dispatch.web.navigation import CASE_READERS, DESK
from dispatch.web.visit import present_visit

operations = Blueprint("case-moves", __name__, description="What may be done with a case")

_CODE = [validate.Length(1, 64), validate.Regexp(r"^[0-9A-Za-z_.-]+$")]
_PHOTO = validate.Regexp(r"^[0-9a-f]{64}$")
_TAG = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the case: 412 when somebody was faster",
}


class NothingSchema(Schema):
    """A move that needs no words."""


class AssignmentSchema(Schema):
    """To which lead unit, as which matter, with which words and what the report lacked."""

    unit = fields.String(required=True, validate=_CODE)
    matter = fields.String(validate=_CODE)
    note = words(longest=TEXT_LIMIT)
    supplied = fields.Dict(
        keys=fields.String(validate=_CODE),
        values=text(shortest=1, longest=100),
        validate=validate.Length(max=20),
        metadata={"description": "area, zone or an attribute: the list is asked again with it"},
    )


class CommentSchema(Schema):
    """How it stands."""

    text = words(longest=TEXT_LIMIT)


class ReportBackSchema(Schema):
    """What was done, and the photos that show it."""

    result = words(longest=TEXT_LIMIT)
    before = fields.List(fields.String(validate=_PHOTO), load_default=list)
    after = fields.List(fields.String(validate=_PHOTO), load_default=list)


class VerificationSchema(Schema):
    """Whether it is gone; a look that failed says what is left."""

    passed = fields.Boolean(required=True, truthy={True}, falsy={False})
    note = text(longest=TEXT_LIMIT, load_default="")


class ClosureSchema(Schema):
    """With which words it is closed."""

    note = text(longest=TEXT_LIMIT, load_default="")


class HandBackSchema(Schema):
    """On which coded ground, and why."""

    ground = fields.Enum(Ground, by_value=True, required=True)
    why = words(longest=TEXT_LIMIT)


class TransferSchema(Schema):
    """To which other lead unit, with which words."""

    unit = fields.String(required=True, validate=_CODE)
    note = words(longest=TEXT_LIMIT)


class SupervisionSchema(Schema):
    """How strongly, and what is demanded."""

    strength = fields.String(
        required=True, validate=validate.OneOf([each.value for each in BY_HAND])
    )
    note = words(longest=TEXT_LIMIT)


class SuspensionSchema(Schema):
    """Until when the handle clock stands still, and why."""

    until = instant(required=True)
    reason = words(longest=TEXT_LIMIT)


class ReopeningSchema(Schema):
    """Why it is not settled."""

    why = words(longest=TEXT_LIMIT)


def _move(noun: str, schema: type[Schema], roles: Any = CASE_READERS) -> Callable[..., Any]:
    """Publish one move under its noun."""

    def published(view: Callable[[dict[str, Any], str], Response]) -> Callable[..., Any]:
        answering = operations.response(
            200, CaseSchema, headers={"ETag": {"schema": {"type": "string"}}}
        )(view)
        reading = operations.arguments(schema, required=schema is not NothingSchema)(answering)
        documented = operations.doc(parameters=[_TAG])(reading)
        found: Callable[..., Any] = operations.post(f"/cases/<case_number:number>/{noun}")(
            door(roles)(documented)
        )
        return found

    return published


def _made(flow: Callable[..., object], number: str, **said: Any) -> Response:
    """Make the move unless somebody was faster, and show the case after it."""
    visit = present_visit()
    work = visit.work
    case = work.cases.get(number, lock=True)
    if "If-Match" in request.headers and not request.if_match.contains(etag(case)):
        raise PreconditionFailed
    flow(number, **said, actor=visit.actor, work=work, county=visit.county, now=visit.now)
    return shown(work.cases.get(number))


@_move("assignment", AssignmentSchema, DESK)
def assignment(said: dict[str, Any], number: str) -> Response:
    """Give a case in sorting to a unit."""
    return _made(assign_case, number, **said)


@_move("acceptance", NothingSchema)
def acceptance(said: dict[str, Any], number: str) -> Response:
    """Sign for a case."""
    return _made(accept_case, number, **said)


@_move("comment", CommentSchema)
def comment(said: dict[str, Any], number: str) -> Response:
    """Say how it stands."""
    return _made(comment_on_case, number, **said)


@_move("report-back", ReportBackSchema)
def reporting_back(said: dict[str, Any], number: str) -> Response:
    """Say that it is done."""
    return _made(report_back, number, **said)


@_move("verification", VerificationSchema)
def verification(said: dict[str, Any], number: str) -> Response:
    """Say whether it is really settled."""
    return _made(verify_case, number, **said)


@_move("closure", ClosureSchema)
def closure(said: dict[str, Any], number: str) -> Response:
    """Close a verified case."""
    return _made(close_case, number, **said)


@_move("hand-back", HandBackSchema)
def handing_back(said: dict[str, Any], number: str) -> Response:
    """Hand a case back to the county desk."""
    return _made(hand_back, number, ground=said["ground"].value, why=said["why"])


@_move("transfer", TransferSchema, DESK)
def transfer(said: dict[str, Any], number: str) -> Response:
    """Give a case to another unit."""
    return _made(transfer_case, number, **said)


@_move("supervision", SupervisionSchema)
def supervision(said: dict[str, Any], number: str) -> Response:
    """Take a case up in form."""
    return _made(supervise_case, number, strength=Strength(said["strength"]), note=said["note"])


@_move("suspension", SuspensionSchema)
def suspension(said: dict[str, Any], number: str) -> Response:
    """Let the handle clock stand still until an instant."""
    return _made(suspend_case, number, **said)


@_move("reopening", ReopeningSchema)
def reopening(said: dict[str, Any], number: str) -> Response:
    """Open a closed case again."""
    return _made(reopen_case, number, **said)

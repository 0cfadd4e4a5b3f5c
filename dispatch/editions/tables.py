"""Tables of drafts, their changes, requests, dismissals, re-routes, trials and uploads."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Uuid

from dispatch.db import metadata

_AT = DateTime(timezone=True)

list_draft = Table(
    "list_draft",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("draft_id", Uuid, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("base_edition", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("files", JSONB, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", _AT, nullable=False),
    Column("changed_at", _AT, nullable=False),
    Column("submitted_by", Text),
    Column("submitted_at", _AT),
    Column("submission", JSONB),
    Column("decided_by", Text),
    Column("decided_at", _AT),
    Column("decision_note", Text, nullable=False, server_default=text("''")),
    Column("in_force_from", Date),
    Column("edition", Integer),
    Column("held_back", Text),
    PrimaryKeyConstraint("county_code", "draft_id"),
)
Index("list_draft_latest", list_draft.c.county_code, list_draft.c.changed_at)

list_change = Table(
    "list_change",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("draft_id", Uuid, nullable=False),
    Column("change_id", BigInteger, Identity(always=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("why", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _AT, nullable=False),
    PrimaryKeyConstraint("county_code", "draft_id", "change_id"),
)
Index(
    "list_change_of_row",
    list_change.c.county_code,
    list_change.c.file,
    list_change.c.row_id,
    list_change.c.change_id,
)

change_request = Table(
    "change_request",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("request_id", Uuid, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("edits", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _AT, nullable=False),
    Column("draft_id", Uuid),
    Column("answered_by", Text),
    Column("answered_at", _AT),
    Column("answer", Text, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("county_code", "request_id"),
)
Index("change_request_latest", change_request.c.county_code, change_request.c.asked_at)

dismissed_finding = Table(
    "dismissed_finding",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("finding", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("dismissed_by", Text, nullable=False),
    Column("dismissed_at", _AT, nullable=False),
    PrimaryKeyConstraint("county_code", "finding"),
)

reroute = Table(
    "reroute",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("from_unit", Text),
    Column("to_unit", Text),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_at", _AT, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _AT),
    Column("note", Text, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("county_code", "edition", "case_id"),
)
Index(
    "reroute_open",
    reroute.c.county_code,
    reroute.c.proposed_at,
    reroute.c.case_id,
    postgresql_where=reroute.c.state == text("'open'"),
)

rerouted_edition = Table(
    "rerouted_edition",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("looked_at", _AT, nullable=False),
    Column("cases", Integer, nullable=False),
    PrimaryKeyConstraint("county_code", "edition"),
)

what_if = Table(
    "what_if",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("what_if_id", Uuid, nullable=False),
    Column("draft_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("total", Integer, nullable=False, server_default=text("0")),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _AT, nullable=False),
    Column("beat_at", _AT),
    Column("finished_at", _AT),
    Column("result", JSONB),
    Column("trouble", Text),
    PrimaryKeyConstraint("county_code", "what_if_id"),
)
Index(
    "what_if_waiting",
    what_if.c.asked_at,
    postgresql_where=text("state in ('waiting', 'running')"),
)

what_if_move = Table(
    "what_if_move",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("what_if_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("matter", Text),
    Column("township", Text),
    Column("from_unit", Text),
    Column("to_unit", Text),
    Column("outcome_before", Text, nullable=False),
    Column("outcome_after", Text, nullable=False),
    PrimaryKeyConstraint("county_code", "what_if_id", "source", "case_id"),
)

list_upload = Table(
    "list_upload",
    metadata,
    Column("county_code", Text, nullable=False),
    Column("upload_id", Uuid, nullable=False),
    Column("draft_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("headers", Text, nullable=False, server_default=text("''")),
    Column("mapping", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("result", JSONB),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", _AT, nullable=False),
    PrimaryKeyConstraint("county_code", "upload_id"),
)
Index(
    "list_upload_latest",
    list_upload.c.county_code,
    list_upload.c.kind,
    list_upload.c.uploaded_at,
)
Index(
    "list_upload_waiting",
    list_upload.c.uploaded_at,
    postgresql_where=list_upload.c.state == text("'waiting'"),
)

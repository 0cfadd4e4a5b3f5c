"""Photos, brought one by one; a report or a move then names their ids."""

from flask import request
from flask_smorest import Blueprint
from flask_smorest.fields import Upload
from marshmallow import Schema, fields

from dispatch.blobs.picture import LARGEST_UPLOAD
from dispatch.flows.keep_photo import keep_photo
from dispatch.web.api.door import door
from dispatch.web.deployment import deployment
from dispatch.web.navigation import CASE_READERS
from dispatch.web.photos import UPLOADS
from dispatch.web.visit import present_visit

operations = Blueprint("attachments", __name__, description="Photos of reports and moves")

_ROOM = LARGEST_UPLOAD + 64 * 1024


class FileSchema(Schema):
    """One photo: JPEG, PNG, WebP or HEIC."""

    file = Upload(required=True)


class AttachmentSchema(Schema):
    """The name of a photo that is kept."""

    id = fields.String(required=True, metadata={"description": "SHA-256 of what is kept"})


@operations.post("/attachments")
@door(CASE_READERS, room=_ROOM)
@UPLOADS
@operations.arguments(FileSchema, location="files")
@operations.response(201, AttachmentSchema)
def bring(_files: dict[str, object]) -> object:
    """Keep a photo, made anew; whoever brought it may show it within a day."""
    visit = present_visit()
    photo = keep_photo(
        request.files["file"].stream.read(LARGEST_UPLOAD + 1),
        actor=visit.actor,
        work=visit.work,
        blobs=deployment().blobs,
        now=visit.now,
    )
    return {"id": photo.photo_id}

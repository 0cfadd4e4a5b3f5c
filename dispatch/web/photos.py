"""Photos in and out: brought one by one or with a form, shown to whoever may see them.

POST /photos              one file, at once: {"id": …}; the form then names the id
a form with files         the same without a script: the files come with the text
GET  /photos/ID[/thumb]   404 alike for what is missing and what is not theirs
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.blobs.picture import LARGEST_UPLOAD, PhotoRefused
from dispatch.flows.keep_photo import keep_photo
from dispatch.photos.model import MOST_OF_A_REPORT, TooManyPhotos
from dispatch.web.deployment import deployment
from dispatch.web.languages import error_text
from dispatch.web.limiter import limiter
from dispatch.web.navigation import CASE_READERS
from dispatch.web.visit import Visit, page

pages = Blueprint("photos", __name__)

_ROUND_A_FILE = 64 * 1024
"""What a form needs beside the file itself."""
_ROOM = {
    "photos.bring": LARGEST_UPLOAD + _ROUND_A_FILE,
    # Without a script a form brings its photos itself.
    "form.send": 4 * LARGEST_UPLOAD,
    "moves.reporting_back": 4 * LARGEST_UPLOAD,
}
_KEPT = timedelta(days=1)
_POLICY = "default-src 'none'; sandbox"


def make_room(app: Flask) -> None:
    """Let large bodies in where photos come, from people signed in, and nowhere else."""

    @app.url_value_preprocessor
    def roomy(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if endpoint in _ROOM and "_user_id" in session:
            request.max_content_length = _ROOM[endpoint]


def _files() -> int:
    return sum(bool(file.filename) for _name, file in request.files.items(multi=True))


def _nothing_brought() -> bool:
    return not _files()


def _whose() -> str:
    return str(session.get("_user_id", request.remote_addr))


UPLOADS = limiter.shared_limit(
    "60 per minute; 600 per hour",
    scope="photos",
    key_func=_whose,
    exempt_when=_nothing_brought,
    cost=_files,
)
"""Photos of one account, however they come: each keeps a processor busy for a while."""


@pages.post("/photos")
@UPLOADS
@page(CASE_READERS)
def bring(visit: Visit) -> ResponseReturnValue:
    """Keep one photo and say its id, or what is wrong with it."""
    file = request.files.get("file")
    if file is None:
        return jsonify(problem=_("没有收到照片,请重新选择")), 422
    try:
        photo = keep_photo(
            file.stream.read(LARGEST_UPLOAD + 1),
            actor=visit.actor,
            work=visit.work,
            blobs=deployment().blobs,
            now=visit.now,
        )
    except PhotoRefused as why:
        return jsonify(problem=error_text(why), code=why.fault.value), 422
    return jsonify(id=photo.photo_id, width=photo.width, height=photo.height), 201


@pages.get("/photos/<photo_id>")
@page(CASE_READERS)
def show(visit: Visit, photo_id: str) -> ResponseReturnValue:
    """Send a photo."""
    photo = visit.work.photos.get(photo_id)
    return _sent(photo.county, photo.photo_id, f"{photo.photo_id[:12]}.jpg")


@pages.get("/photos/<photo_id>/thumb")
@page(CASE_READERS)
def thumb(visit: Visit, photo_id: str) -> ResponseReturnValue:
    """Send a photo's thumbnail."""
    photo = visit.work.photos.get(photo_id)
    return _sent(photo.county, photo.thumb_id, f"{photo.photo_id[:12]}-small.jpg")


def brought(visit: Visit, field: str) -> tuple[str, ...]:
    """Return the ids that a form names in ``field``, and keep the files that it brings itself.

    Raises:
        PhotoRefused: one of the files is no photo that we take.
        TooManyPhotos: the form brings more than a report may show.
    """
    named = request.form.getlist(field)
    # A browser sends an empty part for a field in which nothing was chosen.
    files = [file for file in request.files.getlist(f"{field}_files") if file.filename]
    if len(named) + len(files) > MOST_OF_A_REPORT:
        raise TooManyPhotos("最多 %(most)s 张照片", most=MOST_OF_A_REPORT)
    kept = [
        keep_photo(
            file.stream.read(LARGEST_UPLOAD + 1),
            actor=visit.actor,
            work=visit.work,
            blobs=deployment().blobs,
            now=visit.now,
        ).photo_id
        for file in files
    ]
    return (*named, *kept)


def _sent(county: str, blob_id: str, name: str) -> Response:
    answer = Response(deployment().blobs.get(county, blob_id), mimetype="image/jpeg")
    answer.set_etag(blob_id)
    answer.cache_control.private = True
    answer.cache_control.max_age = int(_KEPT.total_seconds())
    answer.cache_control.immutable = True
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    # Should a browser ever take it for a page, it is one that may do nothing.
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.make_conditional(request)
    return answer

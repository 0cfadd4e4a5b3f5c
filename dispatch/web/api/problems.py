"""Errors as problem+json (RFC 9457): a code that stays, a text in the reader's language.

NotFound      404, the same for what is missing and what is not yours
NoPermission  403, and so is a move that is somebody else's
Refused       422 where the body must be mended, 409 where the case stands otherwise
no database   503, and when to ask again
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any, cast

import structlog
from flask import Flask, Response, current_app, request
from flask.blueprints import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from marshmallow import Schema, fields
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from dispatch.blobs.picture import PhotoRefused
from dispatch.errors import NotFound, Refused
from dispatch.web import away
from dispatch.web.api.shapes import OPEN_OBJECT
from dispatch.web.languages import error_text
from dispatch.web.visit import NoPermission
from dispatch.wire.envelope import BadRecord

PROBLEM = "application/problem+json"

_log = structlog.get_logger()

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "precondition_failed",
    413: "content_too_large",
    415: "unsupported_media_type",
    422: "validation_failed",
    428: "precondition_required",
    429: "too_many_requests",
    500: "defect",
    503: "database_away",
}
_FORBIDDEN = frozenset({"casework.not_yours"})
_TO_MEND = frozenset(
    {
        "assignment.area_unknown",
        "assignment.matter_unknown",
        "assignment.nobody_to_verify",
        "assignment.recalled_to_township",
        "assignment.unit_unknown",
        "board.bad_cursor",
        "casework.words_missing",
        "hand_back.ground_unknown",
        "photos.refused",
        "photos.too_many",
        "photos.unknown",
        "report.incomplete",
        "report.same_key_other_body",
        "suspension.end_out_of_range",
    }
)


class ProblemSchema(Schema):
    """What every error says."""

    type = fields.String(required=True, metadata={"description": "about:blank"})
    title = fields.String(required=True, metadata={"description": "What is wrong, in words"})
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stays; English"})
    detail = fields.String(metadata={"description": "What to do, by Accept-Language"})
    errors = fields.Dict(metadata={"description": "What is wrong, by field", **OPEN_OBJECT})
    number = fields.String(metadata={"description": "Of a defect: tell it to the operators"})


def translate(blueprint: Blueprint) -> None:
    """Give every error of these doors its problem."""
    blueprint.register_error_handler(NotFound, _not_found)
    blueprint.register_error_handler(NoPermission, _no_permission)
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(HTTPException, of_http)
    # The application's page for it is found by its status, before any family.
    blueprint.register_error_handler(CSRFError, of_http)
    blueprint.register_error_handler(SQLAlchemyError, _database)
    blueprint.register_error_handler(Exception, _defect)


def problem(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    errors: Mapping[str, Any] | None = None,
    number: str = "",
) -> Response:
    """Return the answer that says what is wrong."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _titles().get(status, _("无法处理这个请求")),
        "status": status,
        "code": code or _CODES.get(status, "bad_request"),
    }
    optional = {"detail": detail, "errors": dict(errors or {}), "number": number}
    body.update({name: value for name, value in optional.items() if value})
    answer = Response(json.dumps(body, ensure_ascii=False), status, content_type=PROBLEM)
    if status == 401:  # noqa: PLR2004 - the status that asks for credentials
        answer.headers["WWW-Authenticate"] = 'Bearer realm="dispatch"'
    return answer


def of_http(error: HTTPException) -> ResponseReturnValue:
    """Translate what the framework refuses."""
    if error.code is None or error.code < 400:  # noqa: PLR2004 - the first error status
        return error.get_response()
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    detail = _("请求缺少有效的 CSRF 令牌,请放在请求头 X-CSRFToken 中") if _is_csrf(error) else ""
    code = "csrf" if _is_csrf(error) else ""
    answer = problem(error.code, code=code, detail=detail, errors=_flat(data.get("messages")))
    for name, value in error.get_response().headers.items():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def install(app: Flask, api_path: str) -> None:
    """Answer a path under ``api_path`` that is none, or is asked for in another way."""
    page = app.error_handler_spec[None][None][HTTPException]

    def either(error: HTTPException) -> ResponseReturnValue:

        if request.path.startswith(api_path):
            return of_http(error)
        return cast("ResponseReturnValue", page(error))

    app.register_error_handler(HTTPException, either)


def _is_csrf(error: HTTPException) -> bool:
    return isinstance(error, CSRFError)


def _flat(messages: Any) -> Mapping[str, Any] | None:
    """Return what is wrong by field, without the place that webargs puts before it."""
    if not isinstance(messages, Mapping):
        return None
    return {
        field: what
        for named in messages.values()
        for field, what in (named.items() if isinstance(named, Mapping) else (("body", named),))
    }


def _titles() -> dict[int, str]:
    return {
        400: _("无法处理这个请求"),
        401: _("需要有效的令牌或登录"),
        403: _("没有权限"),
        404: _("没有找到"),
        405: _("不支持的操作"),
        409: _("不能这样办理"),
        412: _("案件已被他人更新,请重新读取"),
        413: _("内容太大"),
        415: _("内容类型不支持,请发送 application/json"),
        422: _("内容有误,请更正后重发"),
        429: _("操作太频繁"),
        500: _("系统出错了"),
        503: _("数据库暂时不可用"),
    }


def _not_found(_error: NotFound) -> ResponseReturnValue:
    # The error's own text would tell a missing thing from a foreign one.
    return problem(404)


def _no_permission(_error: NoPermission) -> ResponseReturnValue:
    return problem(403)


def _refused(error: Refused) -> ResponseReturnValue:
    status = 403 if error.code in _FORBIDDEN else 422 if error.code in _TO_MEND else 409
    return problem(status, code=error.code, detail=error_text(error), errors=_by_field(error))


def _by_field(error: Refused) -> Mapping[str, Any] | None:
    cause = error.__cause__
    if isinstance(cause, BadRecord):
        return {cause.reason.value: [cause.detail]}
    return {"file": [error.fault.value]} if isinstance(error, PhotoRefused) else None


def _database(error: SQLAlchemyError) -> ResponseReturnValue:
    if not away.is_away(error):
        return _defect(error)
    answer = problem(503)
    answer.headers["Retry-After"] = away.AGAIN_IN_SECONDS
    return answer


def _defect(error: Exception) -> ResponseReturnValue:
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    number = uuid.uuid4().hex[:8].upper()
    _log.error("defect", number=number, exc_info=error)
    return problem(500, number=number)

"""Errors as pages: each says what happened and what to do now.

NotFound      404, the same for what is missing and what is not yours
NoPermission  403
Refused       409, or back to the page that asked
no database   503, in ``away.py``
anything else 500, written to the log with the number shown to the person
"""

import uuid
from dataclasses import dataclass

import structlog
from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from dispatch.errors import NotFound, Refused
from dispatch.web import away
from dispatch.web.languages import error_text, said
from dispatch.web.visit import NoPermission

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Said:
    """What an error page says."""

    title: str
    text: str


_BAD_REQUEST = Said("无法处理这个请求", "请求的内容不完整或格式不对,请返回重新操作。")
SAID = {
    400: _BAD_REQUEST,
    403: Said("没有权限", "这个页面不在您的职责范围内。如职责有变动,请联系系统管理员。"),
    404: Said("没有找到", "没有这一页,或者它不在您的查看范围内。"),
    405: Said("不支持的操作", "请从页面上的按钮进入。"),
    413: Said(
        "内容太大", "提交的内容太大了,请精简后再提交;照片每张不超过 15 MB,清单表格不超过 10 MB。"
    ),
    429: Said("操作太频繁", "同一网络地址的尝试次数过多,请稍等一分钟再试。"),
}
BROKEN = "您的操作没有生效,也没有留下半截数据。请稍后重试;如仍不行,请把编号告诉管理员。"


def translate(app: Flask) -> None:
    """Give every error of the application its page."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NoPermission, _no_permission)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    # The outermost door: a defect must be seen in the log, and the person told the truth.
    app.register_error_handler(Exception, _defect)


def _page(status: int, what: Said, number: str = "") -> ResponseReturnValue:
    return render_template("error.html", status=status, what=what, number=number), status


def _not_found(_error: NotFound) -> ResponseReturnValue:
    # The error's own text would tell a missing thing from a foreign one.
    return _page(404, _known(404))


def _no_permission(_error: NoPermission) -> ResponseReturnValue:
    return _page(403, _known(403))


def _refused(error: Refused) -> ResponseReturnValue:
    return _page(409, Said(_("不能这样办理"), error_text(error)))


def _stale(_error: CSRFError) -> ResponseReturnValue:
    return _page(
        400,
        Said(
            _("页面已过期"),
            _("登录状态已变化。请返回上一页、刷新后再提交;填写的文字仍在表单里。"),
        ),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - the first error status
        return error.get_response()
    return _page(error.code, _known(error.code))


def _database(error: SQLAlchemyError) -> ResponseReturnValue:
    return away.answer_without_database(error) if away.is_away(error) else _defect(error)


def _defect(error: Exception) -> ResponseReturnValue:
    number = uuid.uuid4().hex[:8].upper()
    _log.error("defect", number=number, exc_info=error)
    return _page(500, Said(_("系统出错了"), said(BROKEN)), number)


def _known(status: int) -> Said:
    what = SAID.get(status, _BAD_REQUEST)
    return Said(said(what.title), said(what.text))

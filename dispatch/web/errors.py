"""Errors as pages: each says what happened and what to do now.

NotFound      404, the same for what is missing and what is not yours
NoPermission  403
Refused       409, or back to the page that asked
anything else 500, written to the log with the number shown to the person
"""

import uuid
from dataclasses import dataclass

import structlog
from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from dispatch.errors import NotFound, Refused
from dispatch.web.visit import NoPermission

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Said:
    """What an error page says."""

    title: str
    text: str


_BAD_REQUEST = Said("无法处理这个请求", "请求的内容不完整或格式不对,请返回重新操作。")
_SAID = {
    400: _BAD_REQUEST,
    403: Said("没有权限", "这个页面不在您的职责范围内。如职责有变动,请联系系统管理员。"),
    404: Said("没有找到", "没有这一页,或者它不在您的查看范围内。"),
    405: Said("不支持的操作", "请从页面上的按钮进入。"),
    413: Said("内容太大", "提交的内容超过了 256 KB,请精简后再提交。"),
    429: Said("操作太频繁", "同一网络地址的尝试次数过多,请稍等一分钟再试。"),
}
_BROKEN = "您的操作没有生效,也没有留下半截数据。请稍后重试;如仍不行,请把编号告诉管理员。"


def translate(app: Flask) -> None:
    """Give every error of the application its page."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NoPermission, _no_permission)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    # The outermost door: a defect must be seen in the log, and the person told the truth.
    app.register_error_handler(Exception, _defect)


def _page(status: int, said: Said, number: str = "") -> ResponseReturnValue:
    return render_template("error.html", status=status, said=said, number=number), status


def _not_found(_error: NotFound) -> ResponseReturnValue:
    # The error's own text would tell a missing thing from a foreign one.
    return _page(404, _SAID[404])


def _no_permission(_error: NoPermission) -> ResponseReturnValue:
    return _page(403, _SAID[403])


def _refused(error: Refused) -> ResponseReturnValue:
    return _page(409, Said("不能这样办理", str(error)))


def _stale(_error: CSRFError) -> ResponseReturnValue:
    return _page(
        400, Said("页面已过期", "登录状态已变化。请返回上一页、刷新后再提交;填写的文字仍在表单里。")
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - the first error status
        return error.get_response()
    return _page(error.code, _SAID.get(error.code, _BAD_REQUEST))


def _defect(error: Exception) -> ResponseReturnValue:
    number = uuid.uuid4().hex[:8].upper()
    _log.error("defect", number=number, exc_info=error)
    return _page(500, Said("系统出错了", _BROKEN), number)

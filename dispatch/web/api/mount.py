"""The API, put together and described."""

from typing import Any

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from dispatch.web.api import alerts, attachments, cases, moves, problems, reports, tokens

PREFIX = "/api/v1"
_ABOUT = (
    "Dispatch of a county's four platforms. Texts follow Accept-Language (zh, en); codes are"
    " English and stay. Errors are problem+json (RFC 9457). A move may carry If-Match. Phone"
    " numbers are masked everywhere. With a session instead of a token, what changes something"
    " carries the page's CSRF token in X-CSRFToken."
)
_PARTS = (tokens, reports, attachments, cases, moves, alerts)
for _part in _PARTS:
    problems.translate(_part.operations)
_ERRORS = {
    "400": "Not readable, or without its CSRF token",
    "401": "No token or session that opens this",
    "403": "For other roles",
    "404": "Missing, or not the asker's",
    "409": "The case stands otherwise",
    "412": "Somebody was faster",
    "413": "Too large",
    "415": "Not JSON",
    "422": "Must be mended; errors say where",
    "429": "Too often",
    "503": "The database is away; Retry-After says when to ask again",
}


class CaseNumber(BaseConverter):
    """A case's number; anything else is no address."""

    regex = r"C[0-9]{16}"


class ReceiptNumber(BaseConverter):
    """A receipt's number; anything else is no address."""

    regex = r"R[0-9]{12}[A-Z2-9]{8}"


class Described(Api):  # type: ignore[misc]  # the library publishes no types
    """The library's API, with our errors and our page of documents."""

    ERROR_SCHEMA = problems.ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to ``problems``: pages and programs are told in their own ways."""


def mount(app: Flask) -> None:
    """Publish the API in the application."""
    app.config.update(
        API_TITLE="Four platforms dispatch",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": _ABOUT}},
    )
    app.url_map.converters.update(case_number=CaseNumber, receipt=ReceiptNumber)
    api = Described(app)
    for converter in (CaseNumber, ReceiptNumber):
        api.register_converter(converter, _shape)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.components.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]}
    )
    api.spec.components.schema("ReportBody", reports.body_schema())
    for part in _PARTS:
        api.register_blueprint(part.operations, url_prefix=PREFIX)
        app.extensions["csrf"].exempt(part.operations)
    problems.install(app, "/api/")
    _describe_errors(api)
    app.add_url_rule("/api/docs", "api-docs.page", _documents(api))


def _shape(converter: BaseConverter) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{converter.regex}$"}


def _describe_errors(api: Described) -> None:
    """Say of every operation how it refuses."""
    content = {problems.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, item in api.spec._paths.items():  # noqa: SLF001 - the library offers no other way
        for method, operation in item.items():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            responses = operation["responses"]
            responses.pop("default", None)
            for status, what in _ERRORS.items():
                responses[status] = {"description": what, "content": content}
            if (method, path) != ("post", f"{PREFIX}/tokens"):
                operation["security"] = [{"bearer": []}, {"session": []}]


def _documents(api: Described) -> Any:
    def page() -> ResponseReturnValue:
        return render_template("api/docs.html", spec=api.spec.to_dict())

    return page

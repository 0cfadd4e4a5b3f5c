"""What every answer says to the browser: take nothing from elsewhere, keep nothing."""

from flask import Flask, Response, request

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; connect-src 'self'"
)


def guard(app: Flask, live_url: str) -> None:
    """Set the headers on every answer; pages talk to us and to the live process alone."""
    policy = f"{_POLICY} {live_url}".rstrip()
    app.after_request(lambda response: _guarded(response, policy))


def _guarded(response: Response, policy: str) -> Response:
    headers = response.headers
    # A photo says something stricter of itself, and may be kept by the browser it was sent to.
    headers.setdefault("Content-Security-Policy", policy)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" and not response.cache_control.private:
        headers["Cache-Control"] = "no-store"
    return response

"""What a page must know to move by itself: where the live process is, for whom it tells."""

from flask import Flask, request

from dispatch.bootstrap import Deployment
from dispatch.web.navigation import CASE_READERS
from dispatch.web.visit import this_visit


def follow(app: Flask, deployment: Deployment) -> None:
    """Let the templates know; without an address pages stand still, as without JavaScript."""
    settings = deployment.settings

    def followed() -> bool:
        visit = this_visit()
        return bool(
            settings.live_url
            and visit
            and request.method == "GET"
            and CASE_READERS & visit.actor.roles
        )

    app.jinja_env.globals.update(
        followed=followed,
        live_url=settings.live_url,
        live_beat=settings.live_heartbeat_seconds,
    )

"""The deployment that this application serves."""

from typing import cast

from flask import current_app

from dispatch.bootstrap import Deployment

EXTENSION = "dispatch"


def deployment() -> Deployment:
    """Return the deployment of the application that is answering."""
    return cast("Deployment", current_app.extensions[EXTENSION])

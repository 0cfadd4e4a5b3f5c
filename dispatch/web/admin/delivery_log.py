"""What left the house, by which channel, and what became of it; no case is named."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.board.cursor import read_cursor
from dispatch.board.delivery_log import count_by_state, delivery_log
from dispatch.notices.channels import KIND_LABELS
from dispatch.notices.deliveries import STATE_LABELS, DeliveryState
from dispatch.web.navigation import ADMIN
from dispatch.web.visit import Visit, page

pages = Blueprint("delivery_log", __name__, url_prefix="/admin/deliveries")

_TROUBLED = frozenset({DeliveryState.FAILED, DeliveryState.GIVEN_UP})


@pages.get("")
@page(ADMIN)
def show(visit: Visit) -> ResponseReturnValue:
    """List the messages, newest first, or only those in trouble."""
    connection, scope = visit.work.connection, visit.work.scope
    troubled, after = request.args.get("troubled") == "1", request.args.get("after")
    return render_template(
        "admin/deliveries.html",
        found=delivery_log(
            connection,
            scope,
            states=_TROUBLED if troubled else frozenset(),
            after=read_cursor(after) if after else None,
        ),
        troubled=troubled,
        counts=count_by_state(connection, scope, since=visit.now - timedelta(days=1)),
        kinds=KIND_LABELS,
        states=STATE_LABELS,
    )

"""Channels out of the house: open, change, switch off, try. No address is shown again."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.errors import Refused
from dispatch.flows.deliver_notices import Outcome
from dispatch.flows.keep_channel import (
    ChannelDraft,
    change_channel,
    open_channel,
    switch_channel,
)
from dispatch.flows.try_channel import try_channel
from dispatch.notices.channels import CARRIES_TO, KIND_LABELS, ChannelKind
from dispatch.notices.message import Message
from dispatch.web.deployment import deployment
from dispatch.web.languages import error_text
from dispatch.web.limiter import limiter
from dispatch.web.navigation import ADMIN
from dispatch.web.visit import Visit, page
from dispatch.wire.channels.addresses import ReadAddress, read_channel

pages = Blueprint("channels", __name__, url_prefix="/admin/channels")

TRIES = "10 per minute; 60 per hour"
_LONGEST = 2000


@pages.get("")
@page(ADMIN)
def show(visit: Visit) -> ResponseReturnValue:
    """List the county's channels."""
    return render_template(
        "admin/channels.html",
        channels=visit.work.channels.of(visit.county.code),
        kinds=KIND_LABELS,
        sealing=bool(deployment().settings.secret_key),
    )


@pages.get("/new")
@page(ADMIN)
def ask(visit: Visit) -> ResponseReturnValue:
    """Ask for a new channel of one kind."""
    kind = request.args.get("kind", "")
    if kind not in set(ChannelKind):
        return redirect(url_for("channels.show"), 303)
    return _form(visit, ChannelKind(kind), {})


@pages.post("/new")
@page(ADMIN)
def opened(visit: Visit) -> ResponseReturnValue:
    """Open a channel, or say what is wrong with it."""
    given = request.form.get("kind", "")
    if given not in set(ChannelKind):
        return redirect(url_for("channels.show"), 303)
    kind = ChannelKind(given)
    try:
        with visit.undone_if_refused():
            open_channel(
                kind,
                _draft(),
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                read=_read,
                seal=deployment().seal,
                now=visit.now,
            )
    except Refused as why:
        return _form(visit, kind, _kept(), refused=error_text(why)), 422
    flash(_("渠道已开通。请按“发送测试”确认能收到。"), "done")
    return redirect(url_for("channels.show"), 303)


@pages.get("/<uuid:channel_id>")
@page(ADMIN)
def one(visit: Visit, channel_id: UUID) -> ResponseReturnValue:
    """Show a channel, to be changed."""
    channel = visit.work.channels.get(visit.county.code, channel_id)
    given = {"name": channel.name, "unit": channel.unit or ""}
    return _form(visit, channel.kind, given, channel=channel)


@pages.post("/<uuid:channel_id>")
@page(ADMIN)
def changed(visit: Visit, channel_id: UUID) -> ResponseReturnValue:
    """Change a channel, or say what is wrong."""
    channel = visit.work.channels.get(visit.county.code, channel_id)
    try:
        with visit.undone_if_refused():
            change_channel(
                channel_id,
                _draft(),
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                read=_read,
                seal=deployment().seal,
                now=visit.now,
            )
    except Refused as why:
        form = _form(visit, channel.kind, _kept(), channel=channel, refused=error_text(why))
        return form, 422
    flash(_("渠道已修改"), "done")
    return redirect(url_for("channels.show"), 303)


@pages.post("/<uuid:channel_id>/switch")
@page(ADMIN)
def switched(visit: Visit, channel_id: UUID) -> ResponseReturnValue:
    """Switch a channel on or off."""
    on = request.form.get("on") == "yes"
    switch_channel(
        channel_id, on=on, actor=visit.actor, work=visit.work, county=visit.county, now=visit.now
    )
    flash(_("渠道已启用") if on else _("渠道已停用,不再发送"), "done")
    return redirect(url_for("channels.show"), 303)


@pages.post("/<uuid:channel_id>/trial")
@limiter.limit(TRIES)
@page(ADMIN)
def tried(visit: Visit, channel_id: UUID) -> ResponseReturnValue:
    """Send one message now and show the plain answer."""
    say_outcome(
        partial(
            try_channel,
            channel_id,
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            send=send_now,
            seal=deployment().seal,
            now=visit.now,
        )
    )
    return redirect(url_for("channels.show"), 303)


def say_outcome(trial: Callable[[], Outcome]) -> None:
    """Try, and flash what was answered."""
    try:
        outcome = trial()
    except Refused as why:
        flash(error_text(why), "refused")
        return
    if outcome.arrived:
        flash(_("测试消息已被接受。对方的回答:%(said)s", said=outcome.said), "done")
    else:
        flash(_("测试消息没有送达。对方的回答:%(said)s", said=outcome.said), "refused")


def send_now(kind: ChannelKind, url: str, message: Message, to: str) -> Outcome:
    """Send by the deployment's carrier."""
    answer = deployment().carrier.send(kind, url, message, to=to)
    return Outcome(answer.arrived, answer.said)


def _read(kind: ChannelKind, given: str, secret: str) -> ReadAddress:
    return read_channel(kind, given, secret, hosts=deployment().settings.notice_hosts)


def _draft() -> ChannelDraft:
    return ChannelDraft(
        name=request.form.get("name", "")[:_LONGEST],
        unit=request.form.get("unit", "")[:_LONGEST],
        address=request.form.get("address", "")[: _LONGEST + 1],
        secret=request.form.get("secret", "")[:_LONGEST],
    )


def _kept() -> dict[str, str]:
    # The address and its secret do not come back, not even to whoever sent them.
    return {name: request.form.get(name, "")[:_LONGEST] for name in ("name", "unit")}


def _form(
    visit: Visit,
    kind: ChannelKind,
    given: dict[str, str],
    *,
    channel: object = None,
    refused: str = "",
) -> str:
    units = [each for each in visit.county.book.register if each.active]
    return render_template(
        "admin/channel.html",
        kind=kind,
        kinds=KIND_LABELS,
        personal=kind in CARRIES_TO,
        given=given or {"unit": visit.county.desk},
        channel=channel,
        units=units,
        refused=refused,
    )

"""Where notices reach somebody outside the house: each person's own page."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.errors import Refused
from dispatch.flows.keep_address import forget_address, keep_address
from dispatch.flows.try_channel import try_own_address
from dispatch.notices.channels import CARRIES_TO, AddressKind
from dispatch.vocabulary import Role
from dispatch.web.admin.channels import TRIES, say_outcome, send_now
from dispatch.web.deployment import deployment
from dispatch.web.languages import error_text
from dispatch.web.limiter import limiter
from dispatch.web.visit import Visit, page

pages = Blueprint("addresses", __name__, url_prefix="/notice-addresses")

_LONGEST = 200


@pages.get("")
@page(Role)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the asker's own addresses, as much of them as may be shown."""
    found = visit.work.channels.addresses(visit.county.code, [visit.actor.account])
    open_kinds = {
        CARRIES_TO[each.kind]
        for each in visit.work.channels.of(visit.county.code)
        if each.active and each.kind in CARRIES_TO
    }
    return render_template(
        "admin/addresses.html",
        hints={each.kind: each.hint for each in found},
        kinds=AddressKind,
        open_kinds=open_kinds,
        quiet=visit.county.book.ladders.quiet_hours,
    )


@pages.post("/<any(email, phone):kind>")
@page(Role)
def kept(visit: Visit, kind: str) -> ResponseReturnValue:
    """Keep the asker's address, or say what is wrong with it."""
    try:
        with visit.undone_if_refused():
            keep_address(
                AddressKind(kind),
                request.form.get("address", "")[:_LONGEST],
                actor=visit.actor,
                work=visit.work,
                seal=deployment().seal,
                now=visit.now,
            )
    except Refused as why:
        flash(error_text(why), "refused")
    else:
        flash(_("已保存。请按“发送测试”确认能收到。"), "done")
    return redirect(url_for("addresses.show"), 303)


@pages.post("/<any(email, phone):kind>/removal")
@page(Role)
def removed(visit: Visit, kind: str) -> ResponseReturnValue:
    """Remove the asker's address."""
    forget_address(AddressKind(kind), actor=visit.actor, work=visit.work, now=visit.now)
    flash(_("已删除,不再向这个地址发送"), "done")
    return redirect(url_for("addresses.show"), 303)


@pages.post("/<any(email, phone):kind>/trial")
@limiter.limit(TRIES)
@page(Role)
def tried(visit: Visit, kind: str) -> ResponseReturnValue:
    """Send one message to the asker's own address now."""
    say_outcome(
        partial(
            try_own_address,
            AddressKind(kind),
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            send=send_now,
            seal=deployment().seal,
            now=visit.now,
        )
    )
    return redirect(url_for("addresses.show"), 303)

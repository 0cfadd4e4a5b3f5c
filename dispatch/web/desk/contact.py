"""The reporter's phone number, shown to those who handle the case, and noted each time."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from dispatch.web.desk.case import render
from dispatch.web.navigation import CONTACT_READERS
from dispatch.web.visit import Visit, page

pages = Blueprint("contact", __name__)


@pages.post("/cases/<number>/contact")
@page(CONTACT_READERS)
def show(visit: Visit, number: str) -> ResponseReturnValue:
    """Show the case with the reporter's number unmasked."""
    case = visit.work.cases.get(number)
    visit.work.audit.note(
        county=case.county,
        actor=visit.actor.account,
        action="case.contact_shown",
        object=case.number,
        body={},
        at=visit.now,
    )
    return render(visit, number, contact_shown=True)

"""The county desk takes a case from one unit and gives it to another (转办).

dispatched, handling ─► another unit ─► dispatched: it signs anew, the handle clock runs on
"""

from datetime import datetime

from dispatch.errors import Refused
from dispatch.flows.assign_case import assign_case
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work


class HoldsItAlready(Refused):
    """The case would go to the unit that holds it."""

    code = "transfer.holds_it_already"


def transfer_case(
    number: str,
    *,
    unit: str,
    note: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Give a case that a unit holds to another one.

    Raises:
        HoldsItAlready: it is the same unit.
        UnitUnknown, NobodyToVerify, RecalledToTownship, WordsMissing: it cannot go there so.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    before = work.cases.get(number, lock=True).holder_unit
    assign_case(
        number,
        unit=unit,
        note=note,
        move="transfer",
        actor=actor,
        work=work,
        county=county,
        now=now,
    )
    if work.cases.get(number).holder_unit == before:
        raise HoldsItAlready("案件已在该单位办理,请选择其他单位")

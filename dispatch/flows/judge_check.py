"""A person says whether an automatic decision was right; where it was not, what it really is.

The case itself is not moved: who works on it hands it back, or the desk transfers it. What is
written here is the measure of triage, and a message to learn from.
"""

from datetime import datetime
from uuid import UUID

from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.triage.checks import AlreadyJudged, Verdict
from dispatch.vocabulary import MatterCode


class MatterMissing(Refused):
    """A wrong decision needs the right matter."""

    code = "triage.matter_missing"


def judge_check(
    case_id: UUID,
    *,
    right: bool,
    matter: str = "",
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Write a person's verdict on one automatic decision.

    ``matter`` is what it really is, and is asked for only where the decision was wrong.

    Raises:
        NoSuchCheck: this case's decision was not drawn.
        AlreadyJudged: it has a verdict.
        MatterMissing: it is called wrong, and no other matter of the county is named.
    """
    check = work.checks.get(county.code, case_id, lock=True)
    if check.verdict is not None:
        raise AlreadyJudged("这条抽查已有人核对")
    really = check.suggested if right else MatterCode(matter.strip())
    if not right and (really not in county.book.matters or really == check.suggested):
        raise MatterMissing("请选择正确的事项")
    work.checks.judge(
        county.code,
        case_id,
        verdict=Verdict.RIGHT if right else Verdict.WRONG,
        matter=really,
        by=actor.account,
        at=now,
    )
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="triage.checked",
        object=check.number,
        body={"suggested": check.suggested, "matter": really, "source": check.source},
        at=now,
    )

"""Did the running system decide as the list alone does, and did the list's odd points show?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deploy.demo.checking import Checking
from deploy.demo.points import Aim
from deploy.demo.traffic import Record
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.open_case import judge
from dispatch.people.model import STATIONED
from dispatch.wire.envelope import read_record

_AIMS: dict[Aim, tuple[str, str]] = {
    Aim.COUNTY_LEAD: ("县级部门主责", "led by a county unit"),
    Aim.TOWNSHIP_LEAD: ("镇街主责", "led by a township"),
    Aim.STATIONED: ("落到派驻机构", "received by a stationed unit"),
    Aim.CONFLICT: ("多头冲突,县中心研判", "conflict at the county desk"),
    Aim.GAP: ("清单空白,县中心研判", "gap at the county desk"),
}


def compare_with_the_list(run: Checking) -> None:
    """Judge every good record again, from the folder alone, and compare with what was opened."""
    alone = LoadedCounty(run.house.book, run.county.edition)
    openings = run.evidence.openings()
    different: list[str] = []
    compared = 0
    for sent in run.sent:
        record = sent.record
        if record.refused_for or record.again or record.source is None or record.record_id is None:
            continue
        opening = openings.get((record.source, record.record_id))
        if opening is None:
            continue
        compared += 1
        if not _agrees(opening, record, alone, run.now()):
            different.append(str(opening["number"]))
    run.findings.equal(
        "与离线按清单判定一致",
        "decided as the list alone decides",
        compared,
        compared - len(different),
        " ".join(different[:5]),
    )


def _agrees(
    opening: Mapping[str, Any], record: Record, county: LoadedCounty, now: datetime
) -> bool:
    decision = judge(read_record(record.value, now=now), county).decision
    told = [opening[name] for name in ("outcome", "reason", "lead", "receiver", "rows")]
    alone = [decision.outcome.value, decision.reason.value, decision.lead, decision.receiver]
    return told == [*alone, list(decision.rows)]


def look_for_aims(run: Checking) -> None:
    """See that each kind of answer arrived; a list that cannot give one is told, not blamed."""
    openings = run.evidence.openings().values()
    offered = {aim for point in run.traffic.points for aim in point.aims}
    for aim, (chinese, english) in _AIMS.items():
        if aim in offered or run.house.example:
            shown = sum(_shows(aim, opening, run.county) for opening in openings)
            run.findings.at_least(chinese, english, 1, shown)
        else:
            run.findings.note(chinese, english, "清单中没有 none in this list")


def _shows(aim: Aim, opening: Mapping[str, Any], county: LoadedCounty) -> bool:
    register = county.book.register
    lead, receiver = opening["lead"], opening["receiver"]
    unit = register.get(receiver) if receiver else None
    shown: dict[Aim, bool] = {
        Aim.COUNTY_LEAD: bool(lead) and not register.is_township(lead),
        Aim.TOWNSHIP_LEAD: bool(lead) and register.is_township(lead),
        Aim.STATIONED: unit is not None and unit.kind == STATIONED,
        Aim.CONFLICT: opening["outcome"] == "conflict",
        Aim.GAP: opening["outcome"] == "gap",
    }
    return shown[aim]

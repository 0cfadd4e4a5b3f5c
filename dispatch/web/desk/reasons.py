"""The reason of an assignment, written out beforehand: the desk only has to confirm it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from dispatch.flows.propose_assignment import MATTER, Ground, Proposal
from dispatch.web.attributes import attribute_name, condition_words, plain
from dispatch.web.words import area_name, matter_name, unit_name


def reasons(chosen: Proposal) -> tuple[str, ...]:
    """Return what one might write for a proposal, the fitting one first."""
    return tuple(dict.fromkeys(plain(text) for text in _reasons(chosen)))


def _reasons(chosen: Proposal) -> Iterator[str]:
    unit, rows = plain(unit_name(chosen.unit)), "、".join(chosen.rows)
    match chosen.ground:
        case Ground.CONTENDER:
            yield _(
                "条目 %(rows)s 与其他条目同样具体,经研判由%(unit)s牵头处置。", rows=rows, unit=unit
            )
        case Ground.EXPIRED:
            yield _(
                "条目 %(rows)s 已过有效期,责任未另行明确,仍由%(unit)s牵头处置。",
                rows=rows,
                unit=unit,
            )
        case Ground.ELSEWHERE | Ground.ABOVE | Ground.ZONE | Ground.CONDITION:
            yield _(
                "清单没有写到此地此情,参照条目 %(rows)s,由%(unit)s牵头处置。", rows=rows, unit=unit
            )
        case Ground.WORDS:
            yield _(
                "事项认定为“%(matter)s”,按条目 %(rows)s 由%(unit)s牵头处置。",
                matter=plain(matter_name(chosen.matter)),
                rows=rows,
                unit=unit,
            )
        case Ground.ANSWER | Ground.DECIDED:
            found = "、".join(told(what, value) for what, value in chosen.supplied.items())
            if found:
                yield _(
                    "经核实,%(found)s;按条目 %(rows)s 由%(unit)s牵头处置。",
                    found=found,
                    rows=rows,
                    unit=unit,
                )
            else:
                yield _("按现行清单条目 %(rows)s,由%(unit)s牵头处置。", rows=rows, unit=unit)
    yield _("情况紧急,先由%(unit)s处置,责任归属另行研究。", unit=unit)
    yield _("已与%(unit)s电话沟通,由其牵头处置。", unit=unit)


def told(what: str, value: str) -> str:
    """Return something that was supplied, in words."""
    if what == MATTER:
        return str(_("事项为“%(matter)s”", matter=plain(matter_name(value))))
    if what == "area":
        return str(_("地点在%(area)s", area=plain(area_name(value))))
    if what == "zone":
        return plain(condition_words(f"zone={value}"))
    return plain(condition_words(f"{what}={value}")) or plain(attribute_name(what))

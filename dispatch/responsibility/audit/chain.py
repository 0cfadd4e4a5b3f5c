"""Where the chain from permit to penalty breaks, held against the catalogues that are given.

Each check speaks only where the catalogue that it starts from is given: a list by itself says
too little of who permits and who enforces to find fault with it.
"""

from collections.abc import Iterator

from dispatch.responsibility.audit.model import EVERYWHERE, Audited, Check, Finding
from dispatch.responsibility.chain import (
    COMPREHENSIVE_BUREAU,
    NO_CATALOGUES,
    Catalogues,
    Chain,
    EnforcementKind,
    Item,
    Link,
    chains,
)
from dispatch.responsibility.model import AT_TOWNSHIP, Duty
from dispatch.responsibility.recall import is_township
from dispatch.vocabulary import UnitCode

_FILES = {
    Duty.PERMIT: "permit_list",
    Duty.SUPERVISE: "oversight_list",
    Duty.ENFORCE: "enforcement_catalogue",
}


def broken_chains(audited: Audited) -> Iterator[Finding]:
    """Give what the two lists and the catalogue show of a list; nothing where none is given."""
    given = audited.catalogues
    if given == NO_CATALOGUES:
        return
    now = [line for line in audited.lines if audited.in_days(line)]
    catalogues = Catalogues(
        permits=_in_days(given.permits, audited),
        oversight=_in_days(given.oversight, audited),
        enforcement=_in_days(given.enforcement, audited),
    )
    for chain in chains(now, catalogues, audited.index).values():
        yield from _missing_links(chain, catalogues)
        yield from _disagreeing(chain)
        if catalogues.enforcement is not None:
            yield from _not_in_catalogue(chain)
            yield from _wrong_enforcers(chain, audited)


def _in_days(items: tuple[Item, ...] | None, audited: Audited) -> tuple[Item, ...] | None:
    if items is None:
        return None
    return tuple(item for item in items if item.in_days(audited.first, audited.last))


def _missing_links(chain: Chain, given: Catalogues) -> Iterator[Finding]:
    permit, supervise, enforce = chain.links
    if given.permits is not None and chain.own(permit) and not supervise.done:
        yield _of(Check.PERMITTED_UNSUPERVISED, chain, permit)
    if chain.listed(enforce) and not enforce.lines and not (supervise.done or chain.patrolled):
        # Where a line enforces it, too, the list by itself is found to punish without watching.
        yield _of(Check.ENFORCED_UNSUPERVISED, chain, enforce)
    if chain.listed(supervise) and not enforce.done:
        yield _of(Check.SUPERVISED_UNENFORCED, chain, supervise)


def _disagreeing(chain: Chain) -> Iterator[Finding]:
    for link in chain.links:
        if chain.own(link) and link.disagrees:
            yield _of(Check.LISTS_DISAGREE, chain, link, units=link.by_lines ^ link.by_catalogue)


def _not_in_catalogue(chain: Chain) -> Iterator[Finding]:
    enforce = chain.enforce
    own = any(line.matter == chain.matter for line in enforce.lines)
    if own and not enforce.items and not enforce.part_listed:
        yield _of(Check.NOT_IN_CATALOGUE, chain, enforce, units=enforce.by_lines)


def _wrong_enforcers(chain: Chain, audited: Audited) -> Iterator[Finding]:
    """Give matters of one kind of enforcement led by the other, where units say whose they are."""
    if not any(unit.kind == COMPREHENSIVE_BUREAU for unit in audited.register):
        return
    enforce = chain.enforce
    kinds = {item.kind for item in enforce.items if item.kind is not None}
    if len(kinds) != 1 or not chain.own(enforce):
        return
    (kind,) = kinds
    wrong = {
        unit
        for unit in enforce.by_lines | enforce.by_catalogue
        if _of_kind(unit, audited) not in (None, kind)
    }
    if wrong:
        rows = tuple(sorted(line.row_id for line in enforce.lines if line.unit in wrong))
        yield Finding(
            Check.WRONG_ENFORCER,
            chain.matter,
            EVERYWHERE,
            units=tuple(sorted(wrong)),
            rows=rows,
            what=kind,
        )


def _of_kind(code: UnitCode, audited: Audited) -> EnforcementKind | None:
    """Return which kind of enforcement a unit is for; None for townships and unknown units."""
    unit = audited.register.get(code)
    if code == AT_TOWNSHIP or unit is None:
        return None
    if is_township(code, audited.register, audited.territory):
        return None
    above = audited.register.get(UnitCode(unit.parent_functional))
    if COMPREHENSIVE_BUREAU in (unit.kind, above.kind if above else ""):
        return EnforcementKind.COMPREHENSIVE
    return EnforcementKind.PROFESSIONAL


def _of(
    check: Check, chain: Chain, link: Link, *, units: frozenset[UnitCode] | None = None
) -> Finding:
    codes = sorted(item.code for item in link.items)
    return Finding(
        check,
        chain.matter,
        EVERYWHERE,
        units=tuple(sorted(link.by_lines | link.by_catalogue if units is None else units)),
        rows=link.rows,
        what=" ".join((_FILES[link.stage], *codes)),
    )

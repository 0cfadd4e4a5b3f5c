"""What would mend a finding: edits to the list that were tried, and what a person must choose.

    finding ─► what could mend it ─► tried on a copy of its branch ─► the choices that hold

A choice is offered only when, tried on the list, exactly this finding goes and no new one
comes. What nobody can know – which unit, which kind of hours – is never filled in by itself:
there is a choice for each likely answer, and one that waits for another.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dispatch.responsibility.audit import advice_proposals as advice
from dispatch.responsibility.audit import chain_proposals as chain
from dispatch.responsibility.audit import proposals
from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.choices import Case, Choice
from dispatch.responsibility.audit.model import Audited, Check, Finding
from dispatch.responsibility.audit.trial import Trial
from dispatch.responsibility.audit.volume import Past
from dispatch.responsibility.audit.words import message_en, message_zh
from dispatch.responsibility.model import Duty

_Propose = Callable[[Case], Iterator[Choice]]

_PROPOSALS: Mapping[Check, _Propose] = {
    Check.OMITTED: proposals.name_a_lead,
    Check.NO_MANS_LAND: proposals.name_a_lead,
    Check.ZONE_GAP: proposals.name_a_lead,
    Check.VILLAGE_GAP: proposals.name_a_lead,
    Check.MULTI_LEAD: proposals.let_one_win,
    Check.DUPLICATE: proposals.drop_repeats,
    Check.LAPSED: proposals.hand_to_another,
    Check.NOBODY_ON_DUTY: proposals.hand_to_another,
    Check.HANDOVER_GAP: proposals.join_validities,
    Check.PENALTY_ONLY: proposals.name_a_watcher,
    Check.TOWNSHIP_WITHOUT_POWER: proposals.move_enforcement,
    Check.RECALLED_TO_TOWNSHIP: proposals.move_from_township,
    Check.AMBIGUOUS_LIMIT: proposals.say_which_hours,
    Check.UNREACHABLE: proposals.drop_unreachable,
    Check.UNDECLARED_EXCEPTION: advice.declare_the_exception,
    Check.MISSING_LIMIT: advice.give_a_limit,
    Check.LEAD_COOPERATES: advice.only_lead,
    Check.NO_BASIS: advice.give_a_basis,
    Check.STAGE_HANDOVER: advice.agree_on_the_hand_over,
    Check.UNKNOWN_UNIT: advice.name_one_that_there_is,
    Check.MISSING_STAGE: advice.name_who_does,
    Check.HAND_OVER_INCOMPLETE: advice.agree_on_the_hand_over,
    Check.HAND_OVER_TO_NOBODY: advice.agree_on_the_hand_over,
    Check.PERMITTED_UNSUPERVISED: chain.led_by_somebody(Duty.SUPERVISE),
    Check.ENFORCED_UNSUPERVISED: chain.led_by_somebody(Duty.SUPERVISE),
    Check.SUPERVISED_UNENFORCED: chain.led_by_somebody(Duty.ENFORCE),
    Check.LISTS_DISAGREE: chain.follow_the_catalogue,
    Check.NOT_IN_CATALOGUE: chain.drop_what_is_not_listed,
    Check.WRONG_ENFORCER: chain.enforce_by_another,
}
"""What is not here a person settles elsewhere: polygons, conditions, the townships' share."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What would mend a finding."""

    finding: Finding
    words: Words
    """What is wrong."""
    choices: tuple[Choice, ...]
    """Ways that were tried and hold, the likeliest first, then those that wait for a word.

    None where no single change mends it alone.
    """


def repair(finding: Finding, audited: Audited, *, past: Past | None = None) -> Repair:
    """Return what would mend a finding; with history, units of the past are offered first."""
    words = Words(message_zh(finding, audited), message_en(finding, audited))
    propose = _PROPOSALS.get(finding.check)
    if propose is None or not finding.matter:
        return Repair(finding, words, ())
    found = list(propose(Case(finding, audited, past)))
    trial = Trial(finding.matter, audited)
    held = [each for each in found if not each.needs and trial.mends(finding, each.edits)]
    waiting = [each for each in found if each.needs]
    return Repair(finding, words, tuple(held + waiting))

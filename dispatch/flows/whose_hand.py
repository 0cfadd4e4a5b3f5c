"""Whose changes stand in a draft, and who is left to approve it: nobody decides on own work."""

from dispatch.editions.hands import WHOLE, Place, differing_places, hands_in
from dispatch.flows.drafted import Drafted, keyed
from dispatch.transaction import Work
from dispatch.vocabulary import Role
from dispatch.wire.county.written import KEYS


def hands_of(here: Drafted, *, work: Work) -> frozenset[str]:
    """Return the accounts by whose changes a draft differs from its base."""
    differing: set[Place] = set()
    for name in here.changed:
        if name in KEYS:
            before, after = here.table_before(name), here.table(name)
            differing |= differing_places(name, keyed(name, before), keyed(name, after))
        else:
            differing.add(Place(name, WHOLE, WHOLE))
    history = work.drafts.history(here.draft.county, here.draft.draft_id)
    return hands_in(history, differing)


def has_a_hand(account: str, here: Drafted, *, work: Work) -> bool:
    """Tell whether changes of one account stand in a draft; most accounts never changed it."""
    ever = work.drafts.authors(here.draft.county, here.draft.draft_id)
    return account in ever and account in hands_of(here, work=work)


def left_to_approve(here: Drafted, *, submitted_by: str, work: Work) -> frozenset[str]:
    """Return the accounts that keep the list and may approve a draft that this one hands in."""
    accounts = work.accounts.all_active(here.draft.county)
    keepers = {each.person.account for each in accounts if Role.LIST_KEEPER in each.person.roles}
    return frozenset(keepers - hands_of(here, work=work) - {submitted_by})

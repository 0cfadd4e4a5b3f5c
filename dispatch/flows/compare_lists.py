"""A draft held against its base by what both mean; compared once and kept for a while."""

from dispatch.flows.drafted import Drafted
from dispatch.flows.look_over import Shelf
from dispatch.routing.difference import Difference, differences
from dispatch.wire.county.book import CountyBook

_REMEMBERED = 8
_compared: Shelf[tuple[object, ...], tuple[Difference, ...]] = Shelf(_REMEMBERED)


def meant_otherwise(here: Drafted, base: CountyBook) -> tuple[Difference, ...] | None:
    """Return what a draft means otherwise than its base; None where it cannot be read."""
    draft, book = here.draft, here.book
    if book is None:
        return None
    if not draft.files:
        return ()
    name = (draft.county, draft.base_edition, draft.draft_id, draft.version, book.edition)
    return _compared.of(name, lambda: differences(base, book))

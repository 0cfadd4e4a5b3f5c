"""The zone that a question lies in, for the lines on its matter."""

from dispatch.routing.model import Question, RoutingBook
from dispatch.territory.tree import Area
from dispatch.territory.zones import ZoneOfArea, zone_of

_NO_ZONES: frozenset[str] = frozenset()


def zone_here(question: Question, area: Area, book: RoutingBook) -> ZoneOfArea:
    """Return the zone of a question at the area it resolved to, and who says so."""
    named = book.index.zones_on(question.matter) if area.sets else _NO_ZONES
    return zone_of(area, question.attributes, located=question.located, named=named)

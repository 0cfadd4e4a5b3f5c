"""A county's book as the audit wants it: its lines on its own ground, in this year."""

from datetime import date

from dispatch.responsibility.audit import Audited
from dispatch.wire.county.book import CountyBook


def audited_of(book: CountyBook, *, today: date) -> Audited:
    """Return what is audited of a book: the year of ``today``, against its own catalogue."""
    return Audited(
        lines=book.lines,
        matters=book.matters,
        catalogue=frozenset(book.matters),
        territory=book.territory,
        register=book.register,
        index=book.index,
        powers=frozenset(book.powers) if book.powers else None,
        first=date(today.year, 1, 1),
        last=date(today.year, 12, 31),
        polygons=book.zones_known,
        staffed=frozenset(person.unit for person in book.people),
        attributes=book.attributes,
        catalogues=book.catalogues,
    )

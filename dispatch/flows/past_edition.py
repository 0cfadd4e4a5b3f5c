"""An edition of the past as it was in force: its book, and its tables as they were written.

What an edition says never changes, so what was read of one is kept for a while.
"""

from collections.abc import Mapping
from functools import lru_cache

from dispatch.errors import NotFound
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.reader import read_files
from dispatch.wire.county.written import Written, read_written

_BOOKS_REMEMBERED = 4
_TABLES_REMEMBERED = 40


class NoSuchEdition(NotFound):
    """The county never had an edition of this number."""

    code = "editions.no_such_edition"


class _Bytes:
    """An edition's files under its number: hashing megabytes for a look-up is waste."""

    __slots__ = ("county", "files", "number")

    def __init__(self, county: CountyCode, number: int, files: Mapping[str, bytes]) -> None:
        self.county, self.number = county, number
        self.files = files

    def __hash__(self) -> int:
        return hash((self.county, self.number))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Bytes)
            and (other.county, other.number) == (self.county, self.number)
            and other.files == self.files
        )


def files_of_edition(number: int, *, county: LoadedCounty, work: Work) -> Mapping[str, bytes]:
    """Return the files of an edition.

    Raises:
        NoSuchEdition: there never was one of this number.
    """
    if number == county.edition:
        return county.book.files
    files = work.counties.files(county.code, number)
    if not files:
        raise NoSuchEdition("没有这一版清单")
    return files


def open_edition(number: int, *, county: LoadedCounty, work: Work) -> LoadedCounty:
    """Return the county as it was under an edition.

    Raises:
        NoSuchEdition: there never was one of this number.
    """
    if number == county.edition:
        return county
    files = files_of_edition(number, county=county, work=work)
    return _read(_Bytes(county.code, number, files))


def table_of_edition(number: int, name: str, *, county: LoadedCounty, work: Work) -> Written:
    """Return one of an edition's tables as it was written.

    Raises:
        NoSuchEdition: there never was one of this number.
    """
    return _table(name, files_of_edition(number, county=county, work=work).get(name))


@lru_cache(_BOOKS_REMEMBERED)
def _read(given: _Bytes) -> LoadedCounty:
    return LoadedCounty(read_files(given.files), given.number)


_table = lru_cache(_TABLES_REMEMBERED)(read_written)

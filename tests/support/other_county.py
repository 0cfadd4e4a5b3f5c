"""A second county for a deployment that already has one: its accounts have other names."""

from functools import lru_cache
from pathlib import Path

from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files, read_folder

_FOLDER = Path(__file__).parents[1] / "counties" / "330122"


@lru_cache
def another_county(*, account: str = "tl-desk1") -> CountyBook:
    """Return 桐庐县 with a desk, a supervisor and one handler; ``account`` is the desk's."""
    files = dict(read_folder(_FOLDER, strict=True).files)
    people = (
        "account,name,unit,post,roles,areas\n"
        f"{account},钟文,TL.CENTER,dispatcher,county_desk,\n"
        "tl-duban1,申屠明,TL.CENTER,supervisor,supervisor,\n"
        "tl-city-01,濮建国,TL.CITY,handler,unit,\n"
    )
    return read_files({**files, "people.csv": people.encode()}, strict=True)

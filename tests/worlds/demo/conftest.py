"""The counties of the repository, as a demo reads them."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_folder

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def example() -> CountyBook:
    return read_folder(ROOT / "config" / "counties" / "330521", strict=True)


@pytest.fixture(scope="session")
def bare() -> CountyBook:
    """Only the four files that every county has: no keywords, no people, no grids."""
    return read_folder(ROOT / "tests" / "counties" / "330122", strict=True)


@pytest.fixture(scope="session")
def dice() -> Callable[[], Random]:
    """Dice that always fall the same way."""
    return lambda: Random(1)  # noqa: S311 - believable, not secret

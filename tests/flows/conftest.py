"""What the flows of the list are tested with."""

import pytest

from tests.support.county import CountyWorld
from tests.support.lists import Lists


@pytest.fixture
def lists(county: CountyWorld) -> Lists:
    return Lists(county)

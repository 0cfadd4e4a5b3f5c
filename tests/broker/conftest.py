"""A county at work on the session's servers, with a database and topics of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.stack import LocalStack
from tests.support.working import Working, working


@pytest.fixture
def at_work(stack: LocalStack, database: str, tmp_path: Path) -> Iterator[Working]:
    with working(stack.endpoints, database, tmp_path) as found:
        yield found

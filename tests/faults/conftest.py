"""A county at work on the session's servers, with a database and topics of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.stack import LocalStack
from tests.faults.tables import TABLES, lines
from tests.support.working import Working, working


@pytest.fixture
def at_work(stack: LocalStack, database: str, tmp_path: Path) -> Iterator[Working]:
    with working(stack.endpoints, database, tmp_path) as found:
        yield found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, help="how many random kills the long course makes")
    parser.addoption("--seed", type=int, help="the seed of the long course")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in TABLES:
        terminalreporter.section(name)
        for line in lines(name):
            terminalreporter.write_line(line)

"""Where the time of a report goes: the loop's own functions, timed from outside."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from kafka import KafkaConsumer
from sqlalchemy.engine import Transaction

from dispatch.flows import take_reports
from dispatch.transaction import Work, opening

_TIMED: tuple[tuple[Any, str, str], ...] = (
    (KafkaConsumer, "poll", "poll"),
    (KafkaConsumer, "commit_async", "Kafka's commit"),
    (take_reports, "read_record", "decode and check"),
    (take_reports, "judge", "triage and judge"),
    (take_reports, "open_case", "build the case"),
    (take_reports, "_receipt", "write the receipt"),
    (opening, "_row", "make its row"),
    (psycopg.Copy, "write_row", "COPY"),
    (psycopg.Copy, "__exit__", "COPY"),
    (psycopg.Cursor, "execute", "statements"),
    (Transaction, "commit", "commit"),
    (Work, "open_cases", "(open_cases, all of it)"),
)


class Stages:
    """Seconds by stage, added up over rounds."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Time the loop while the block runs."""
        with ExitStack() as stack:
            for owner, name, stage in _TIMED:
                stack.enter_context(
                    patch.object(owner, name, self._around(getattr(owner, name), stage))
                )
            yield

    def per_report(self, reports: int) -> Iterator[tuple[str, float]]:
        """Return microseconds of each stage, the largest first."""
        for stage, seconds in sorted(self._spent.items(), key=lambda one: -one[1]):
            yield stage, seconds / reports * 1e6

    def _around(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        spent = self._spent

        def around(*words: Any, **more: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*words, **more)
            finally:
                spent[stage] += time.perf_counter() - begun

        return around

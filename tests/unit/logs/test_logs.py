"""What is logged is one JSON object a line and says nothing that a citizen wrote."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from sqlalchemy.exc import DataError

from dispatch.errors import Refused
from dispatch.logs import JsonFormatter, described, log_as_json

CANARY = "金丝雀沈秀英"


@pytest.fixture
def told() -> Iterator[Any]:
    """Return what reads the log lines written since."""
    handlers, level = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    log_as_json(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def broken_with(text: str) -> None:
    raise ValueError(text)


class TestLogs:
    def test_are_one_json_object_a_line(self, told: Any) -> None:
        structlog.get_logger().info("batch_taken", opened=3)

        (line,) = told()
        assert line["event"] == "batch_taken"
        assert line["opened"] == 3
        assert line["level"] == "info"
        assert line["timestamp"].endswith("Z")

    def test_tell_of_a_defect_where_it_is_and_not_what_it_says(self, told: Any) -> None:
        try:
            broken_with(CANARY)
        except ValueError:
            structlog.get_logger().exception("defect", number="A1")

        (line,) = told()
        assert line["error"] == "ValueError"
        assert any(place.endswith(" broken_with") for place in line["where"])
        assert CANARY not in json.dumps(line, ensure_ascii=False)

    def test_mask_numbers_that_are_a_persons(self, told: Any) -> None:
        structlog.get_logger().warning("odd", what="13805721234 330521199001011234 20261124")

        assert told()[0]["what"] == "*** *** 20261124"

    def test_cut_what_a_database_adds_about_the_row(self, told: Any) -> None:
        why = f'duplicate key value\nDETAIL:  Key (name)=({CANARY}) exists.\n[SQL: "x"]'
        structlog.get_logger().error("put_back", why=why)

        assert told()[0]["why"] == "duplicate key value"

    def test_of_libraries_are_the_same(self, told: Any) -> None:
        logging.getLogger("gunicorn.error").warning("Error handling request /queue?q=%s", CANARY)
        try:
            broken_with(CANARY)
        except ValueError:
            logging.getLogger("kafka").exception("lost")

        request, lost = told()
        assert request["event"] == "Error handling request /queue"
        assert request["logger"] == "gunicorn.error"
        assert lost["error"] == "ValueError"
        assert CANARY not in json.dumps([request, lost], ensure_ascii=False)

    def test_can_be_written_by_gunicorns_settings(self) -> None:
        record = logging.LogRecord("gunicorn.error", logging.INFO, "", 1, "Booting", None, None)

        assert json.loads(JsonFormatter("%(message)s", None, "%").format(record))["event"] == (
            "Booting"
        )


class TestDescribed:
    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (ValueError(CANARY), "ValueError"),
            (KeyError(CANARY), "KeyError"),
            (UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, "bad"), "UnicodeDecodeError"),
            (Refused("请填写%(what)s", what=CANARY), "Refused refused"),
            (
                ConnectionRefusedError(111, "Connection refused"),
                "ConnectionRefusedError Connection refused",
            ),
            (DataError("insert", {"name": CANARY}, psycopg.DataError(CANARY)), "DataError"),
            (psycopg.OperationalError("no route\nto it"), "OperationalError: no route"),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
    )
    def test_quotes_nothing_of_what_was_written(self, error: Exception, said: str) -> None:
        assert described(error) == said


class TestSources:
    def test_say_of_an_error_only_what_may_be_told(self) -> None:
        root = Path(__file__).parents[3]
        files = [*(root / "dispatch").rglob("*.py"), *(root / "workers").glob("*.py")]

        careless = [
            f.name for f in files if re.search(r"_log\.\w+\([^)]*(why|error)=str\(", f.read_text())
        ]

        assert len(files) > 200
        assert careless == []

"""``envelope check``, as whoever pipes a file into it sees it."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from dispatch.cli.envelope import command
from tests.corpus.records import a_report, good_but_odd, malformed

ROOT = Path(__file__).parents[3]


def check(messages: bytes, *options: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(command, ["check", *options], input=messages)
    return result.exit_code, result.stdout.splitlines()


class TestEnvelopeCheck:
    def test_says_ok_a_line_and_exits_with_0(self) -> None:
        assert check(a_report("a") + b"\n" + a_report("b") + b"\n") == (0, ["ok", "ok"])

    def test_says_the_reason_and_exits_with_1(self) -> None:
        bad = a_report("bad", text="")

        assert check(b"\n".join([a_report("a"), bad, a_report("b"), b""])) == (
            1,
            ["ok", "text_length", "ok"],
        )

    def test_answers_an_empty_line_too(self) -> None:
        assert check(b"\n\n" + a_report("a") + b"\n") == (1, ["empty", "empty", "ok"])

    def test_says_nothing_of_nothing(self) -> None:
        assert check(b"") == (0, [])

    def test_counts_a_last_message_without_line_feed(self) -> None:
        assert check(a_report("a") + b"\n" + a_report("b")) == (0, ["ok", "ok"])

    def test_splits_at_line_feeds_alone(self) -> None:
        odd = a_report("odd", text="a\u2028b\u0085c")

        assert check(odd + b"\r\n") == (0, ["ok"])

    def test_reads_no_further_than_the_limit_and_finds_the_next_message(self) -> None:
        huge = b"x" * 2_000_000

        assert check(huge + b"\n" + a_report("a") + b"\n" + huge) == (
            1,
            ["too_large", "ok", "too_large"],
        )

    def test_agrees_with_the_corpus_wherever_a_line_can_hold_it(self) -> None:
        cases = [case for case in malformed() + good_but_odd() if b"\n" not in case.value]

        _, said = check(b"".join(case.value + b"\n" for case in cases))

        assert said == [case.expected for case in cases]

    def test_gives_an_object_a_line_to_machines(self) -> None:
        code, lines = check(a_report("a") + b"\n{\n", "--json")

        assert code == 1
        assert [json.loads(line) for line in lines] == [
            {"line": 1, "ok": True, "reason": None, "detail": None},
            {
                "line": 2,
                "ok": False,
                "reason": "not_json",
                "detail": "not JSON from character 1 on",
            },
        ]

    def test_is_a_command_that_needs_neither_kafka_nor_a_database(self) -> None:
        code = (
            "import sys, runpy; sys.argv[1:] = ['envelope', 'check']\n"
            "try:\n    runpy.run_module('dispatch', run_name='__main__')\n"
            "finally:\n    print(sorted({'kafka', 'sqlalchemy'} & set(sys.modules)))\n"
        )

        done = subprocess.run(  # noqa: S603  (our own interpreter and our own words)
            [sys.executable, "-c", code],
            input=b"\n",
            capture_output=True,
            cwd=ROOT,
            check=False,
        )

        assert done.stdout.decode().splitlines() == ["empty", "[]"]
        assert done.returncode == 1

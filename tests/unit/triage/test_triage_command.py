"""``dispatch triage train | evaluate | score``, as somebody runs them."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli.triage import command
from dispatch.errors import Unusable
from dispatch.triage.training import written
from tests.unit.triage.learning import DOCUMENT, messages

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("triage")
    (found / "model.json").write_text(written(DOCUMENT), "utf-8")
    lines = [
        json.dumps({"id": m.id, "title": None, "text": m.text, "label": m.label})
        for m in messages()
    ]
    (found / "messages.jsonl").write_text("\n".join(lines), "utf-8")
    (found / "matters.csv").write_text(
        "matter_code,name,gov_code,platform,keywords,list_kind,parent_code\n"
        "roads,道路,,convenience_service,,basic,\n"
        "waste,垃圾,,convenience_service,垃圾,basic,\n",
        "utf-8",
    )
    return found


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    told: str


def run(*words: object, given: bytes = b"") -> Done:
    """Run it in this process; what it refuses comes out as the command line says it."""
    done = CliRunner().invoke(command, [*map(str, words)], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        assert isinstance(done.exception, Unusable), done.exception
        return Done(2, done.stdout, str(done.exception))
    return Done(done.exit_code, done.stdout, done.stderr)


class TestScore:
    def test_answers_each_line_with_one(self, folder: Path) -> None:
        given = '{"id": "1", "text": "路灯不亮"}\n\n{"id": "2", "title": "乱倒垃圾", "text": ""}\n'

        found = run("score", "--model", folder / "model.json", given=given.encode())

        first, second = map(json.loads, found.out.splitlines())
        assert found.code == 0
        assert (first["id"], first["label"], first["abstain"]) == ("1", "roads/lamp", False)
        assert (second["id"], second["label"]) == ("2", "waste")
        assert {*first} == {"id", "label", "p", "top", "abstain", "level", "reasons"}
        assert first["top"][0] == {"label": first["label"], "p": first["p"]}

    def test_starts_at_once_and_says_on_one_line_what_it_refuses(self, folder: Path) -> None:
        began = time.perf_counter()

        found = subprocess.run(  # noqa: S603 - our own words
            [*(sys.executable, "-m", "dispatch", "triage", "score"), "--model", folder / "none"],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )

        assert time.perf_counter() - began < 2  # a loaded machine; alone it takes 0.2 s
        assert (found.returncode, found.stdout) == (2, "")
        assert found.stderr.endswith("none: cannot be opened: No such file or directory\n")

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            (b"{", "standard input, row 2: not JSON: "),
            (b"[]", "standard input, row 2: must be one JSON object"),
            (b"\xff", "standard input, row 2: is not UTF-8; save the file as UTF-8"),
            (b'{"text": "x"}', "standard input, row 2, field id: is missing or no text"),
            (b'{"id": "1"}', "standard input, row 2, field text: is missing or no text"),
            (b'{"id": "1", "text": " "}', "row 2, field text: is blank, and there is no title"),
            (b'{"id": "1", "text": "x", "title": 3}', "row 2, field title: must be text, or null"),
        ],
    )
    def test_says_which_line_is_no_message(self, folder: Path, line: bytes, told: str) -> None:
        given = b'{"id": "0", "text": "x"}\n' + line + b"\n"

        found = run("score", "--model", folder / "model.json", given=given)

        assert (found.code, found.out) == (2, "")
        assert told in found.told

    def test_says_what_is_wrong_with_a_model(self, folder: Path) -> None:
        (folder / "broken.json").write_text('{"format": 1, "labels": []}', "utf-8")

        found = run("score", "--model", folder / "broken.json")

        assert found.code == 2
        assert "broken.json, column labels: must be at least two" in found.told


class TestTrain:
    def test_writes_the_model_and_says_what_it_is_worth(self, folder: Path) -> None:
        found = run(
            *("train", folder / "messages.jsonl", "--json", "--out", folder / "new.json"),
        )

        assert found.code == 0, found.told
        assert json.loads(found.out)["figures"]["macro_f1"] > 0.9
        # A label "a/b" lies below "a", as in the model that the tests train by hand.
        model = json.loads((folder / "new.json").read_bytes())
        assert (model["parents"], model["grams"]) == (DOCUMENT["parents"], DOCUMENT["grams"])

    @pytest.mark.parametrize(
        ("lines", "told"),
        [
            ('{"id": "1", "text": "x"}', "bad.jsonl, row 1, field label: is missing or blank"),
            (
                '{"id": "1", "text": "x", "label": "a"}\n{"id": "1", "text": "y", "label": "a"}',
                "bad.jsonl, row 2, field id: 1 stands in bad.jsonl, row 1 too",
            ),
            ('{"id": "1", "text": "x", "label": "a"}', "bad.jsonl, column label: 0 labels have 5"),
        ],
    )
    def test_refuses_what_cannot_be_learned(self, folder: Path, lines: str, told: str) -> None:
        (folder / "bad.jsonl").write_text(lines, "utf-8")

        found = run("train", folder / "bad.jsonl", "--out", folder / "none.json")

        assert found.code == 2
        assert told in found.told
        assert not (folder / "none.json").exists()

    @pytest.mark.parametrize("error", ["nan", "0", "1", "inf"])
    def test_refuses_an_error_that_is_no_share(self, folder: Path, error: str) -> None:
        found = run(
            *("train", folder / "messages.jsonl", "--out", folder / "none.json"),
            *("--error", error),
        )

        assert found.code == 2
        assert "--error" in found.told
        assert not (folder / "none.json").exists()

    def test_refuses_labels_that_the_catalogue_does_not_have(self, folder: Path) -> None:
        found = run(
            *("train", folder / "messages.jsonl", "--out", folder / "none.json"),
            *("--matters", folder / "matters.csv"),
        )

        assert found.code == 2
        assert "matters.csv has no matter roads/hole, roads/lamp" in found.told

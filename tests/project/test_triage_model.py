"""The model that the example county ships with."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli.triage import command

DEQING = Path(__file__).parents[2] / "config" / "counties" / "330521"


class TestTheExamplesModel:
    def test_is_what_its_messages_teach_byte_for_byte(self, tmp_path: Path) -> None:
        pytest.importorskip("sklearn", reason="training needs the extra analytics")
        out = tmp_path / "model.json"

        words = ["train", str(DEQING / "training.jsonl"), f"--matters={DEQING / 'matters.csv'}"]
        CliRunner().invoke(command, [*words, f"--out={out}"], catch_exceptions=False)

        assert out.read_bytes() == (DEQING / "triage_model.json").read_bytes()
        assert out.stat().st_size < 300_000

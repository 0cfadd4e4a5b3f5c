"""Everything measured stands in one table, and what watches it names nothing else."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from dispatch import __version__, metrics
from dispatch.metrics import METRICS, Metric

ROOT = Path(__file__).parents[3]
GRAFANA = ROOT / "deploy" / "grafana"
RUNBOOK = ROOT / "deploy" / "runbook.md"
_NAME = re.compile(r"\bdispatch_[a-z_]+")
_LABELS = re.compile(r"by \(([^)]*)\)")
_PERSONAL = {"account", "name", "phone", "number", "receipt", "reporter", "path", "ip", "user"}
NAMES = {metric.name for metric in METRICS}


def samples(metric: Metric) -> set[str]:
    return (
        {metric.name, *(f"{metric.name}_{part}" for part in ("bucket", "sum", "count"))}
        if (metric.kind == "histogram")
        else {metric.name}
    )


EXISTING = {name for metric in METRICS for name in samples(metric)}


def dashboard() -> dict[str, Any]:
    return json.loads((GRAFANA / "dashboard.json").read_text("utf-8"))


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((GRAFANA / "alerts.yaml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> list[str]:
    targets = [target for panel in dashboard()["panels"] for target in panel.get("targets", ())]
    return [target["expr"] for target in targets] + [rule["expr"] for rule in rules()]


class TestMetrics:
    def test_have_one_name_each_and_say_what_they_tell(self) -> None:
        assert len(NAMES) == len(METRICS)
        assert all(metric.promise for metric in METRICS)

    @pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
    def test_are_named_by_the_rule(self, metric: Metric) -> None:
        assert metric.name.startswith("dispatch_")
        assert (metric.kind == "counter") == metric.name.endswith("_total")
        assert not metric.name.endswith(("_ms", "_milliseconds", "_minutes"))

    @pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
    def test_carry_nothing_personal(self, metric: Metric) -> None:
        assert not _PERSONAL & set(metric.labels)

    def test_appear_once_measured_and_without_the_time_they_were_made(self) -> None:
        tried = Metric("dispatch_tried_total", "counter", "tests", "A try", ("how",))
        assert b"dispatch_tried" not in metrics.exposition()

        tried.add(2, how="twice")

        assert b'dispatch_tried_total{how="twice"} 2.0' in metrics.exposition()
        assert b"dispatch_tried_created" not in metrics.exposition()

    def test_that_a_process_counts_begin_at_zero_and_others_do_not(self) -> None:
        metrics.begin("relay", worker="relay")

        shown = metrics.exposition()
        assert b"dispatch_relayed_total 0.0" in shown
        assert b'dispatch_put_back_total{worker="relay"} 0.0' in shown
        assert b"dispatch_rungs_fired_total" not in shown

    def test_of_a_gauge_are_forgotten_before_it_is_measured_anew(self) -> None:
        tried = Metric("dispatch_held", "gauge", "tests", "A try", ("state",))
        tried.set(1, state="gone")

        tried.forget()
        tried.set(2, state="there")

        shown = metrics.exposition()
        assert b'state="there"' in shown
        assert b'state="gone"' not in shown

    def test_are_all_explained(self) -> None:
        explained = (ROOT / "docs" / "metrics.md").read_text("utf-8")

        assert {name for name in NAMES if f"`{name}`" not in explained} == set()


class TestWatching:
    def test_asks_only_for_what_is_measured(self) -> None:
        asked = {name for text in expressions() for name in _NAME.findall(text)}

        assert asked <= EXISTING
        assert len(asked) > 25

    def test_groups_only_by_labels_that_there_are(self) -> None:
        labels = {label for metric in METRICS for label in metric.labels} | {"le"}
        grouped = {
            label.strip()
            for text in expressions()
            for group in _LABELS.findall(text)
            for label in group.split(",")
        }

        assert grouped <= labels

    def test_shows_every_metric_on_the_dashboard(self) -> None:
        shown = {name for text in expressions() for name in _NAME.findall(text)}

        assert {metric.name for metric in METRICS if not samples(metric) & shown} == set()

    def test_gives_every_panel_a_place_and_an_id_of_its_own(self) -> None:
        panels = dashboard()["panels"]
        places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

        assert len({panel["id"] for panel in panels}) == len(panels)
        assert len(set(places)) == len(places)

    @pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
    def test_tells_for_every_alert_what_to_do(self, rule: dict[str, Any]) -> None:
        headings = re.findall(r"^## (\w+)$", RUNBOOK.read_text("utf-8"), re.MULTILINE)
        file, _, heading = rule["annotations"]["runbook"].partition("#")

        assert file == "deploy/runbook.md"
        assert heading in {each.lower() for each in headings}
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_the_version_is_the_packages() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


class TestFolder:
    """What is measured must never fail because of its measurement."""

    @staticmethod
    def run(folder: Path, then: str) -> str:
        program = (
            "import shutil, os; from dispatch import metrics; from pathlib import Path\n"
            "folder = Path(os.environ['PROMETHEUS_MULTIPROC_DIR'])\n"
            "metrics.SIGN_INS.add(outcome='in')\n"
            f"shutil.rmtree(folder)\n{then}\n"
            "metrics.HTTP.observe(0.1, route='/report', method='POST', status='503')\n"
            "metrics.DEFECTS.add(1)\n"
            "print(metrics.exposition().decode() if folder.is_dir() else '')"
        )
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def test_that_was_tidied_away_is_made_again(self, tmp_path: Path) -> None:
        (tmp_path / "measured").mkdir()

        shown = self.run(tmp_path / "measured", "")

        assert (
            'dispatch_http_request_seconds_count{method="POST",route="/report",status="503"} 1.0'
            in shown
        )

    def test_that_cannot_be_made_again_costs_the_figure_alone(self, tmp_path: Path) -> None:
        (tmp_path / "measured").mkdir()

        shown = self.run(tmp_path / "measured", "folder.write_text('in the way')")

        assert "not_measured" in shown

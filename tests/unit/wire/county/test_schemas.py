import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from dispatch.wire.county.files import KNOWN, NEEDED

ROOT = Path(__file__).parents[4]
SCHEMAS = ROOT / "docs" / "county"
DEQING = ROOT / "config" / "counties" / "330521"
DEFAULTS = ROOT / "dispatch" / "wire" / "county" / "defaults"


def schema_of(file: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{file}.schema.json").read_text("utf-8")))


def instances(path: Path) -> list[Any]:
    text = path.read_text("utf-8")
    return (
        list(csv.DictReader(io.StringIO(text))) if path.suffix == ".csv" else [yaml.safe_load(text)]
    )


class TestSchemas:
    def test_describe_every_file_beyond_the_necessary_ones(self) -> None:
        described = {path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.json")}

        assert described == set(KNOWN) - set(NEEDED)

    @pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
    def test_are_schemas(self, path: Path) -> None:
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))

    @pytest.mark.parametrize(
        "path",
        [
            *(DEQING / name for name in ("grids.csv", "matters.csv", "receivers.csv")),
            *(DEQING / name for name in ("powers.csv", "people.csv", "county.yaml")),
            *(DEQING / name for name in ("permit_list.csv", "oversight_list.csv")),
            *(DEQING / name for name in ("enforcement_catalogue.csv", "zones.geojson")),
            *(DEFAULTS / name for name in ("limits.yaml", "ladder.yaml", "triage.yaml")),
            DEFAULTS / "attributes.yaml",
            DEQING / "triage_model.json",
        ],
        ids=lambda path: path.name,
    )
    def test_fit_the_files_that_the_product_ships(self, path: Path) -> None:
        schema = schema_of(path.name)

        faults = [error.message for each in instances(path) for error in schema.iter_errors(each)]

        assert faults == []

    @pytest.mark.parametrize(
        ("file", "instance"),
        [
            ("receivers.csv", {"unit": "GA", "township": "x", "receiver": "PCS"}),
            ("people.csv", {"account": "Wk"}),
            ("limits.yaml", {"sign": {"red": {"value": 2, "type": "hour"}}}),
            ("ladder.yaml", {"ladders": {"sign": {"red": [{"strength": "remind"}]}}}),
            ("county.yaml", {"code": "330521", "zone": "UTC"}),
            ("zones.geojson", {"type": "Feature"}),
            ("enforcement_catalogue.csv", {"matter_code": "M1", "kind": "both"}),
            ("master.csv", {"matter_code": "M1", "name": ""}),
            ("county.yaml", {"master": {"name": "省目录"}}),
            ("triage_model.json", {"format": 1}),
            ("attributes.yaml", {"stage": {"label": "阶段"}}),
        ],
    )
    def test_refuse_what_the_reader_refuses(self, file: str, instance: Any) -> None:
        assert not schema_of(file).is_valid(instance)

"""What we write ourselves, and that it can be read."""

import base64
import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dispatch.clock import COUNTY_ZONE
from dispatch.intake.model import Outcome
from dispatch.intake.quarantine import QuarantineReason
from dispatch.vocabulary import CountyCode
from dispatch.wire.envelope import (
    BadRecord,
    quarantine_message,
    read_record,
    receipt_message,
    report_message,
    web_source,
)
from tests.corpus.records import a_body

AT = datetime(2026, 3, 2, 12, tzinfo=COUNTY_ZONE)
SCHEMAS = Path(__file__).parents[3] / "docs/schemas"
RECEIPT_SCHEMA = Draft202012Validator(
    json.loads((SCHEMAS / "receipt.v1.schema.json").read_text(encoding="utf-8"))
)
REPORT_SCHEMA = Draft202012Validator(
    json.loads((SCHEMAS / "report.v1.schema.json").read_text(encoding="utf-8"))
)


class TestAReportOfOurOwn:
    def write(self, **changes: object) -> bytes:
        return report_message(
            a_body(**changes),
            source=web_source(CountyCode("330521")),
            record_id="0195",
            at=AT,
            receipt="R330521260302ABCDEFGH",
        )

    def test_is_read_back_as_it_was_meant(self) -> None:
        report = read_record(self.write(title="井盖", lon=119.9, lat=30.5), now=AT)

        assert report.source == "urn:fourplatforms:web:330521"
        assert (report.record_id, report.title) == ("0195", "井盖")
        assert (report.lon, report.lat) == (119.9, 30.5)

    def test_fits_the_published_schema(self) -> None:
        message = json.loads(self.write())

        assert REPORT_SCHEMA.is_valid(message)
        assert message["subject"] == "R330521260302ABCDEFGH"

    def test_is_the_same_bytes_when_written_again(self) -> None:
        assert self.write() == self.write()

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"text": " "}, "text_length"),
            ({"text": "井\0盖"}, "nul"),
            ({"text": "井\ud800盖"}, "lone_surrogate"),
            ({"lon": float("nan"), "lat": 30.5}, "not_finite"),
            ({"text": "井", "title": "a" * 300_000}, "too_large"),
        ],
        ids=["empty", "NUL", "half a pair", "NaN", "too large"],
    )
    def test_is_refused_before_anybody_gets_a_receipt_for_it(
        self, changes: dict[str, object], reason: str
    ) -> None:
        with pytest.raises(BadRecord) as refused:
            self.write(**changes)

        assert refused.value.code == reason


class TestAReceipt:
    def test_of_an_accepted_record_names_receipt_and_case(self) -> None:
        message = json.loads(
            receipt_message(
                message_id="0196",
                at=AT,
                outcome=Outcome.ACCEPTED,
                source="urn:example:town",
                record_id="a",
                receipt="R1",
                case_number="C3305212026000001",
            )
        )

        assert RECEIPT_SCHEMA.is_valid(message)
        assert message["subject"] == "R1"
        assert message["data"] == {
            "outcome": "accepted",
            "source": "urn:example:town",
            "id": "a",
            "receipt": "R1",
            "case_number": "C3305212026000001",
        }

    def test_of_a_refused_record_names_the_reason_and_leaves_out_the_rest(self) -> None:
        message = json.loads(
            receipt_message(
                message_id="0196",
                at=AT,
                outcome=Outcome.QUARANTINED,
                source=None,
                record_id=None,
                reason=QuarantineReason.NOT_JSON,
                detail="not JSON from character 0 on",
            )
        )

        assert RECEIPT_SCHEMA.is_valid(message)
        assert message["data"] == {
            "outcome": "quarantined",
            "reason": "not_json",
            "detail": "not JSON from character 0 on",
        }

    def test_without_a_receipt_number_is_none_by_the_schema(self) -> None:
        message = json.loads(
            receipt_message(
                message_id="0196", at=AT, outcome=Outcome.DUPLICATE, source="s", record_id="a"
            )
        )

        assert not RECEIPT_SCHEMA.is_valid(message)


class TestAQuarantineCopy:
    def copy(self, raw: bytes | None) -> dict[str, object]:
        message = quarantine_message(
            raw,
            message_id="0197",
            at=AT,
            reason=QuarantineReason.NOT_UTF8,
            detail="byte 0 is not UTF-8; encode as UTF-8",
            topic="township.events.v1",
            partition=2,
            offset=41,
        )
        data = json.loads(message)["data"]
        assert isinstance(data, dict)
        return data

    def test_holds_the_very_bytes_and_where_they_stood(self) -> None:
        data = self.copy(b"\xff\x00")

        assert base64.b64decode(str(data["raw_base64"])) == b"\xff\x00"
        assert (data["topic"], data["partition"], data["offset"]) == ("township.events.v1", 2, 41)
        assert data["reason"] == "not_utf8"

    def test_of_a_tombstone_holds_no_bytes(self) -> None:
        assert "raw_base64" not in self.copy(None)

    def test_of_a_huge_record_holds_its_beginning_its_size_and_its_digest(self) -> None:
        huge = bytes(3_000_000)

        data = self.copy(huge)

        assert len(base64.b64decode(str(data["raw_base64"]))) == 256 * 1024
        assert data["size"] == len(huge)
        assert data["sha256"] == hashlib.sha256(huge).hexdigest()

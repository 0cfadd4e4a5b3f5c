"""The AsyncAPI document says what is so: the topics, their schemas, what is sent on them."""

from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator, ValidationError

from dispatch.intake.model import Outcome
from dispatch.intake.quarantine import QuarantineReason
from dispatch.wire.envelope import change_message, quarantine_message, receipt_message
from tests.support.topics import check, published, validator
from workers.topics import TOPICS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def a_change(**more: object) -> bytes:
    data = {
        "county": "330521",
        "case_number": "C3305212026000001",
        "seq": 1,
        "kind": "opened",
        "state": "sorting",
        "holder_unit": "U",
        **more,
    }
    return change_message(
        message_id="00000000-0000-0000-0000-000000000001:1",
        at=NOW,
        what="opened",
        number="C3305212026000001",
        seq=1,
        data=data,
    )


class TestDocument:
    def test_names_every_topic_and_no_other(self) -> None:
        addresses = {each["address"] for each in published()["channels"].values()}

        assert addresses == {topic.name for topic in TOPICS}

    @pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
    def test_points_at_schemas_that_are_schemas(self, topic: str) -> None:
        Draft202012Validator.check_schema(validator(topic).schema)


class TestMessages:
    def test_are_what_is_published(self) -> None:
        receipt = receipt_message(
            message_id="1", at=NOW, outcome=Outcome.ACCEPTED, source="s", record_id="r", receipt="R"
        )
        copy = quarantine_message(
            b"{",
            message_id="1",
            at=NOW,
            reason=QuarantineReason.NOT_JSON,
            detail="x",
            topic="township.events.v1",
            partition=0,
            offset=1,
        )

        check("township.receipts.v1", receipt)
        check("township.events.quarantine.v1", copy)
        check("case.changes.v1", a_change())

    def test_with_a_persons_name_are_not(self) -> None:
        with pytest.raises(ValidationError):
            check("case.changes.v1", a_change(actor="somebody"))

    def test_of_every_reason_are_known(self) -> None:
        known = validator("township.events.quarantine.v1").schema
        reasons = known["properties"]["data"]["properties"]["reason"]["enum"]

        assert set(reasons) == set(QuarantineReason)

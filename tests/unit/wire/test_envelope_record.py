"""What a good record becomes, and what a refusal tells."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dispatch.intake.model import CoordinateSystem
from dispatch.intake.quarantine import QuarantineReason
from dispatch.vocabulary import Urgency
from dispatch.wire.envelope import BadRecord, read_object, read_record, read_report
from tests.corpus.records import a_body, a_record, a_report

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


def refused(value: bytes | None) -> BadRecord:
    with pytest.raises(BadRecord) as caught:
        read_record(value, now=NOW)
    return caught.value


class TestAGoodRecord:
    def test_becomes_a_report_with_all_it_said(self) -> None:
        value = a_record(
            "whole",
            id="0195",
            source="urn:example:town",
            data=a_body(
                text="  窨井盖破损\n",
                title="井盖",
                matter_hint="M039",
                urgency_hint="orange",
                lon=119.97,
                lat=30,
                crs="GCJ02",
                attributes={"zone": "urban"},
                reporter={"name": "王某"},
                attachments=[{"id": "ab"}],
            ),
        )

        report = read_record(value, now=NOW)

        assert (report.county_code, report.source, report.record_id) == (
            "330521",
            "urn:example:town",
            "0195",
        )
        assert report.text == "窨井盖破损"
        assert (report.title, report.matter_hint) == ("井盖", "M039")
        assert report.area_code == "330521001"
        assert report.occurred_at == datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
        assert report.urgency_hint is Urgency.ORANGE
        assert (report.lon, report.lat, report.crs) == (119.97, 30.0, CoordinateSystem.GCJ02)
        assert report.attributes == {"zone": "urban"}
        assert report.reporter == {"name": "王某"}
        assert report.attachments == ({"id": "ab"},)

    def test_leaves_empty_what_it_did_not_say(self) -> None:
        report = read_record(a_report("sparse"), now=NOW)

        assert (report.title, report.matter_hint, report.urgency_hint) == (None, None, None)
        assert (report.lon, report.lat, report.crs) == (None, None, None)
        assert (report.attributes, report.reporter, report.attachments) == ({}, {}, ())

    def test_without_an_envelope_reads_the_same(self) -> None:
        data = read_object(json.dumps(a_body()).encode())

        report = read_report(data, source="urn:example:corpus", record_id="corpus: same", now=NOW)

        assert report == read_record(a_report("same"), now=NOW)


class TestTheSameBody:
    def digest(self, value: bytes) -> str:
        return read_record(value, now=NOW).body_sha256

    def test_is_known_whatever_the_order_the_spaces_and_the_escapes(self) -> None:
        data = a_body(attributes={"b": 1, "a": [0.5, "x"]})
        backwards = dict(reversed(data.items()))
        indented = json.dumps(json.loads(a_record("x", data=backwards)), indent=2).encode()

        assert self.digest(indented) == self.digest(
            a_record("y", time="2026-01-06T00:00:00Z", data=data)
        )

    @pytest.mark.parametrize(
        "changes",
        [{"text": "另一件"}, {"unknown": 1}, {"title": ""}, {"attributes": {}}],
        ids=["text", "unknown field", "empty title", "empty attributes"],
    )
    def test_is_another_when_anything_in_it_differs(self, changes: dict[str, object]) -> None:
        assert self.digest(a_report("a")) != self.digest(a_report("b", **changes))

    def test_is_another_when_a_number_is_written_as_another_kind(self) -> None:
        assert self.digest(a_report("a", attributes={"n": 1})) != self.digest(
            a_report("a", attributes={"n": 1.0})
        )


class TestARefusal:
    def test_of_a_tombstone_says_so(self) -> None:
        assert refused(None).reason is QuarantineReason.NULL_VALUE

    def test_names_the_sender_once_the_envelope_was_read_so_far(self) -> None:
        refusal = refused(a_report("sender", text=""))

        assert (refusal.source, refusal.record_id) == ("urn:example:corpus", "corpus: sender")

    def test_names_the_id_alone_when_the_source_is_bad(self) -> None:
        refusal = refused(a_record("sender", source=""))

        assert (refusal.source, refusal.record_id) == (None, "corpus: sender")

    def test_names_nobody_when_there_is_no_envelope(self) -> None:
        refusal = refused(b"{")

        assert (refusal.source, refusal.record_id) == (None, None)

    def test_names_the_field_and_the_mend_but_not_what_was_in_it(self) -> None:
        refusal = refused(a_report("private", reporter={"name": "王某", "phone": 13800000000}))

        assert refusal.detail == (
            "data.reporter.phone is not a string; send one or leave the field out"
        )
        assert str(refusal) == f"reporter: {refusal.detail}"

    def test_names_the_first_rule_of_several_broken(self) -> None:
        everything = a_record("first", specversion="2", id="", data=a_body(text=""))

        assert refused(everything).reason is QuarantineReason.SPECVERSION


class TestTheTimeOfAReport:
    def occurred(self, written: str) -> datetime:
        return read_record(a_report("time", occurred_at=written), now=NOW).occurred_at

    def test_keeps_the_offset_it_was_written_with(self) -> None:
        at = self.occurred("2026-01-05T09:30:00.25+08:00")

        assert at == datetime(2026, 1, 5, 9, 30, 0, 250_000, timezone(timedelta(hours=8)))
        assert at.utcoffset() == timedelta(hours=8)

    def test_may_lie_exactly_one_day_ahead(self) -> None:
        assert self.occurred("2026-03-03T12:00:00+08:00") == NOW + timedelta(days=1)

    def test_may_lie_no_second_more_ahead(self) -> None:
        late = refused(a_report("late", occurred_at="2026-03-03T12:00:01+08:00"))

        assert late.reason is QuarantineReason.OCCURRED_AT_OUT_OF_RANGE

    def test_counts_the_year_as_written(self) -> None:
        assert self.occurred("2000-01-01T00:00:00+08:00").year == 2000

    @pytest.mark.parametrize("written", ["2016-12-31T23:59:60Z", "2017-01-01T07:59:60.9+08:00"])
    def test_reads_a_leap_second_as_the_second_before(self, written: str) -> None:
        at = self.occurred(written)

        assert at.replace(microsecond=0) == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)

    def test_has_no_leap_second_in_the_middle_of_a_day(self) -> None:
        assert refused(a_report("leap", occurred_at="2016-12-31T12:00:60Z")).reason == "occurred_at"

    def test_has_no_leap_second_beyond_all_time(self) -> None:
        edge = refused(a_report("leap", occurred_at="9999-12-31T23:59:60-01:00"))

        assert edge.reason == "occurred_at"

    def test_binds_the_sending_time_too(self) -> None:
        late = refused(a_record("late", time="2026-03-03T12:00:01+08:00"))

        assert late.reason is QuarantineReason.TIME_OUT_OF_RANGE

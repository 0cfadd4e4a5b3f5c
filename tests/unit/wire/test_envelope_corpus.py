"""The whole corpus, read; and whatever a machine can think of beside it."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dispatch.intake.model import Report
from dispatch.intake.quarantine import REASON_LABELS, QuarantineReason
from dispatch.wire.envelope import BadRecord, read_record
from tests.corpus.records import OK, Case, good_but_odd, malformed

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
MALFORMED, GOOD = malformed(), good_but_odd()
JUDGED_LATER = {"county_unknown", "id_reused", "unstorable"}
OUR_OWN_SIGNS = str.maketrans("", "", "…±")
HAS_NO_BYTES = {"null_value"}
SCHEMA = Draft202012Validator(
    json.loads(
        (Path(__file__).parents[3] / "docs/schemas/report.v1.schema.json").read_text(
            encoding="utf-8"
        )
    )
)
# What a schema cannot say: bytes, JSON's text, the calendar, and a length after trimming.
BEYOND_A_SCHEMA = {"time_out_of_range", "occurred_at_out_of_range"}


def verdict(value: bytes | None) -> str:
    try:
        read_record(value, now=NOW)
    except BadRecord as refusal:
        return refusal.reason.value
    return OK


class TestTheCorpus:
    @pytest.mark.parametrize("case", MALFORMED, ids=lambda case: ascii(case.name))
    def test_is_refused_for_the_reason_it_names(self, case: Case) -> None:
        assert verdict(case.value) == case.expected

    @pytest.mark.parametrize("case", GOOD, ids=lambda case: ascii(case.name))
    def test_is_taken_where_it_is_only_odd(self, case: Case) -> None:
        assert verdict(case.value) == OK

    def test_is_large_and_says_everything_once(self) -> None:
        names = Counter(case.name for case in MALFORMED + GOOD)
        ids = Counter(read_record(case.value, now=NOW).record_id for case in GOOD)

        assert len(MALFORMED) >= 150
        assert len(GOOD) >= 20
        assert names.most_common(1)[0][1] == 1
        assert ids.most_common(1)[0][1] == 1

    def test_breaks_every_rule_of_shape(self) -> None:
        broken = {case.expected for case in MALFORMED}

        assert broken == {*QuarantineReason} - JUDGED_LATER - HAS_NO_BYTES

    def test_never_makes_a_detail_long_or_talkative(self) -> None:
        for case in MALFORMED:
            with pytest.raises(BadRecord) as refused:
                read_record(case.value, now=NOW)

            assert 10 < len(refused.value.detail) <= 300
            assert refused.value.detail.translate(OUR_OWN_SIGNS).isascii()
            assert refused.value.code == case.expected


class TestEveryReason:
    def test_has_a_label_for_the_desk(self) -> None:
        assert set(REASON_LABELS) == set(QuarantineReason)


class TestTheSchema:
    @pytest.mark.parametrize("case", GOOD, ids=lambda case: ascii(case.name))
    def test_takes_what_the_parser_takes(self, case: Case) -> None:
        assert SCHEMA.is_valid(json.loads(case.value))

    def test_refuses_what_the_parser_refuses_by_shape(self) -> None:
        order = list(QuarantineReason)
        envelope = order[order.index(QuarantineReason.SPECVERSION) :]
        by_shape = [
            case
            for case in MALFORMED
            if case.expected in envelope and case.expected not in BEYOND_A_SCHEMA
        ]

        passed = [case.name for case in by_shape if SCHEMA.is_valid(json.loads(case.value))]

        assert [name for name in passed if not _is_beyond_a_pattern(name)] == []


def _is_beyond_a_pattern(name: str) -> bool:
    # The calendar, trimming, and a last line feed: Python's "$" stands before it, a schema's not.
    return any(
        mark in name
        for mark in (
            r"\n'",
            "-02-30",
            "-02-29",
            "-13-",
            "-00-",
            "-01-32",
            ":60",
            "0000-",
            "data.text ",
        )
    )


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
FIELDS = ("text", "area_code", "occurred_at", "channel", "lon", "lat", "crs", "urgency_hint",
          "attributes", "reporter", "attachments", "title", "matter_hint")  # fmt: skip
ENVELOPE = ("specversion", "id", "source", "type", "time", "data")


class TestAnyRecord:
    @given(value=st.binary(max_size=300))
    def test_of_random_bytes_is_refused_and_nothing_else_happens(self, value: bytes) -> None:
        assert verdict(value) != OK

    @given(
        case=st.sampled_from([case for case in MALFORMED + GOOD if len(case.value) < 2_000]),
        cut=st.integers(0, 2_000),
        dropped=st.integers(0, 40),
        put=st.binary(max_size=12) | st.sampled_from([b"[", b"{", b'"', b"\\", b"\\ud800", b"1e"]),
    )
    @settings(max_examples=300)
    def test_of_a_mutated_record_is_taken_or_refused_and_nothing_else_happens(
        self, case: Case, cut: int, dropped: int, put: bytes
    ) -> None:
        verdict(case.value[:cut] + put + case.value[cut + dropped :])

    @given(value=json_values, target=st.sampled_from(FIELDS + ENVELOPE))
    @settings(max_examples=100)
    def test_with_any_value_in_a_field_is_taken_storable_or_refused(
        self, value: object, target: str
    ) -> None:
        record = json.loads(GOOD[0].value)
        if target in ENVELOPE:
            record[target] = value
        else:
            record["data"][target] = value

        try:
            report = read_record(json.dumps(record).encode(), now=NOW)
        except BadRecord:
            return

        assert_storable(report)

    @given(
        written=st.from_regex(
            r"[0-9]{4}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,9})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])",
            fullmatch=True,
        )
    )
    @settings(max_examples=300)
    def test_with_any_time_of_the_right_look_is_taken_or_refused(self, written: str) -> None:
        record = json.loads(GOOD[0].value)
        record["data"]["occurred_at"] = written

        assert verdict(json.dumps(record).encode()) in {
            OK,
            "occurred_at",
            "occurred_at_out_of_range",
        }


def assert_storable(report: Report) -> None:
    stored = json.dumps(
        [report.text, report.title, report.source, report.record_id, report.channel,
         report.matter_hint, report.attributes, report.reporter, report.attachments],
        ensure_ascii=False,
        allow_nan=False,
    )  # fmt: skip
    stored.encode()
    assert "\\u0000" not in stored.replace("\\\\", "")
    assert 2000 <= report.occurred_at.year <= NOW.year

"""Believable reports: every good one is taken, every broken one refused for its reason."""

import json
from datetime import datetime, timedelta

import pytest

from deploy.demo.malformed import FAULTS
from deploy.demo.traffic import Record, Traffic
from dispatch.clock import COUNTY_ZONE
from dispatch.intake.quarantine import QuarantineReason
from dispatch.triage import sort
from dispatch.wire.envelope import BadRecord, read_record

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=COUNTY_ZONE)
JUDGED_LATER = {QuarantineReason.COUNTY_UNKNOWN, QuarantineReason.ID_REUSED}
"""Not by shape: these are read well and refused when they are taken."""


def traffic(book, seed=1) -> Traffic:
    return Traffic(book, now=NOW, seed=seed, run="test")


def said(record: Record) -> dict:
    return json.loads(record.value)["data"]


class TestOrdinary:
    def test_reports_are_read_whole_and_belong_to_the_county(self, example):
        stream = traffic(example)

        reports = [read_record(stream.ordinary(NOW).value, now=NOW) for _ in range(300)]

        assert {report.county_code for report in reports} == {"330521"}
        assert len({report.record_id for report in reports}) == 300

    def test_reports_say_many_different_things(self, example):
        stream = traffic(example)

        texts = {said(stream.ordinary(NOW))["text"] for _ in range(300)}

        assert len(texts) == 300

    def test_reports_are_mostly_recognised_by_their_words(self, example):
        stream = traffic(example)
        bodies = [said(stream.ordinary(NOW)) for _ in range(300)]

        sorted_ = [
            sort(example.triage, text=body["text"], title=body.get("title"), matters={}).matter
            for body in bodies
        ]

        assert sum(matter is not None for matter in sorted_) > 270

    def test_reports_carry_a_hint_now_and_then(self, example):
        stream = traffic(example)

        hinted = sum("matter_hint" in said(stream.ordinary(NOW)) for _ in range(1000))

        assert 20 < hinted < 120

    def test_reports_mostly_say_what_a_line_asks_for_and_sometimes_do_not(self, example):
        stream = traffic(example)
        bodies = [said(stream.ordinary(NOW)) for _ in range(3000)]

        asked = [body for body in bodies if "违建" in body["text"]]

        assert {"attributes" in body for body in asked} == {True, False}

    def test_telephone_numbers_are_nobodys(self, example):
        stream = traffic(example)
        people = [said(stream.ordinary(NOW)).get("reporter", {}) for _ in range(200)]

        phones = {person["phone"] for person in people if person}

        assert all(phone.startswith("1380000") and len(phone) == 11 for phone in phones)

    def test_are_keyed_by_township(self, example):
        stream = traffic(example)

        for record in (stream.ordinary(NOW) for _ in range(50)):
            assert said(record)["area_code"].startswith(record.key.decode())

    def test_the_same_seed_gives_the_same_records(self, example):
        streams = traffic(example), traffic(example)

        first, second = ([stream.mixed(NOW, []) for _ in range(50)] for stream in streams)

        assert [record.value for record in first] == [record.value for record in second]

    def test_another_seed_gives_others(self, example):
        one, other = traffic(example, 1), traffic(example, 2)

        assert one.ordinary(NOW).value != other.ordinary(NOW).value

    def test_of_a_county_without_keywords_mostly_names_its_matter(self, bare):
        stream = traffic(bare)

        matters = [
            sort(
                bare.triage,
                text=body["text"],
                title=body.get("title"),
                matter_hint=body.get("matter_hint"),
                matters=bare.matters,
            ).matter
            for body in (said(stream.ordinary(NOW)) for _ in range(200))
        ]

        assert sum(matter is not None for matter in matters) > 150


class TestAimed:
    def test_reports_always_name_their_matter(self, example):
        stream = traffic(example)

        for point in stream.points[:300]:
            body = said(stream.aimed(point, NOW))
            found = sort(
                example.triage,
                text=body["text"],
                title=body.get("title"),
                matter_hint=body.get("matter_hint"),
                matters=example.matters,
            )
            assert found.matter == point.matter.code
            assert body["area_code"] == point.area.code


class TestVague:
    def test_reports_name_no_matter(self, example):
        stream = traffic(example)
        texts = [said(stream.vague(NOW))["text"] for _ in range(50)]

        found = [sort(example.triage, text=text, matters={}).matter for text in texts]

        assert set(found) == {None}


class TestBroken:
    @pytest.mark.parametrize("number", range(len(FAULTS)), ids=[str(f[0]) for f in FAULTS])
    def test_records_are_refused_for_their_reason(self, example, number):
        stream = traffic(example)
        record = [stream.broken(NOW) for _ in range(number + 1)][-1]

        assert record.refused_for is FAULTS[number][0]
        if record.refused_for in JUDGED_LATER:
            assert read_record(record.value, now=NOW).county_code != example.county_code
            return
        with pytest.raises(BadRecord) as refusal:
            read_record(record.value, now=NOW)
        assert refusal.value.reason is record.refused_for


class TestRepeats:
    def test_are_the_same_bytes(self, example):
        stream = traffic(example)
        before = stream.ordinary(NOW)

        again = stream.again(before)

        assert again.again
        assert (again.key, again.value) == (before.key, before.value)

    def test_under_a_used_id_say_something_else(self, example):
        stream = traffic(example)
        before = stream.ordinary(NOW)

        other = read_record(stream.same_id_other_words(before, NOW).value, now=NOW)

        assert (other.source, other.record_id) == (before.source, before.record_id)
        assert other.body_sha256 != read_record(before.value, now=NOW).body_sha256


def test_nothing_is_sent_from_the_future(example):
    stream = traffic(example)

    for _ in range(100):
        report = read_record(stream.ordinary(NOW).value, now=NOW)
        assert NOW - timedelta(hours=2) < report.occurred_at <= NOW

"""Checks that need somebody to say something first, and only ever give advice."""

from dataclasses import replace
from typing import ClassVar

from dispatch.responsibility.audit import ADVICE, Audited, Check, Finding, audit
from dispatch.responsibility.audit.words import LABELS_ZH, message_en, message_zh
from dispatch.responsibility.described import AttributeLabel
from dispatch.responsibility.model import Duty, Part
from tests.builders import (
    BUREAU,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    a_limit,
    a_line,
    a_matter,
)
from tests.unit.responsibility.audit.ground import a_list


def found(judged: Audited, check: Check) -> list[tuple[str, tuple[str, ...], str]]:
    return [
        (each.matter, each.units or each.rows, each.what)
        for each in audit(judged, advice=True)
        if each.check is check
    ]


def unknown(judged: Audited) -> list[Finding]:
    checked = audit(judged, advice=True)
    return [each for each in checked if each.check is Check.UNKNOWN_ATTRIBUTE]


class TestUnknownUnit:
    def test_is_one_that_only_helps_and_is_no_active_one(self):
        judged = a_list(
            a_line("A1", limit=a_limit()),
            a_line("A2", "GHOST", part=Part.COOPERATE),
            a_line("A3", "@township", part=Part.COOPERATE),
        )

        assert found(judged, Check.UNKNOWN_UNIT) == [("M001", ("GHOST",), "")]
        assert found(judged, Check.LAPSED) == []


class TestNobodyOnDuty:
    lines = a_line("A1", BUREAU), a_line("A2", "@township", matter="M002")

    def test_is_a_lead_in_which_nobody_works(self):
        judged = a_list(*self.lines, staffed=[TOWNSHIP])

        assert found(judged, Check.NOBODY_ON_DUTY) == [
            ("M001", (BUREAU,), ""),
            ("M002", (OTHER_TOWNSHIP,), ""),
        ]

    def test_is_not_asked_where_nobody_said_who_works_where(self):
        assert found(a_list(*self.lines), Check.NOBODY_ON_DUTY) == []


class TestZoneWithoutPolygon:
    lines = a_line("A1", zone="river"), a_line("A2", zone="urban"), a_line("A3", zone="park")

    def test_is_one_that_neither_a_village_nor_a_polygon_makes(self):
        judged = a_list(*self.lines, polygons=["park"])

        assert found(judged, Check.ZONE_WITHOUT_POLYGON) == [("M001", (BUREAU,), "river")]

    def test_is_not_asked_where_nobody_said_what_is_drawn(self):
        assert found(a_list(*self.lines), Check.ZONE_WITHOUT_POLYGON) == []


class TestMissingStage:
    def test_is_one_that_the_matter_needs_and_nobody_leads(self):
        needs = ("dispose", "patrol", "supervise")
        judged = a_list(
            a_line("A1"),
            a_line("A2", duty=Duty.SUPERVISE),
            matters=[replace(a_matter(), required_stages=needs)],
        )

        assert found(judged, Check.MISSING_STAGE) == [("M001", (), "patrol")]

    def test_is_none_where_it_is_led_above_or_below_but_not_beside(self):
        needs = ("patrol",)
        matters = [
            replace(a_matter("M1"), required_stages=needs),
            *(replace(a_matter(code, parent="M1"), required_stages=needs) for code in ("Ma", "Mb")),
        ]

        def missing(*watched: str) -> list[str]:
            lines = [a_line(f"P{code}", matter=code, duty=Duty.PATROL) for code in watched]
            judged = a_list(a_line("A1", matter="M1"), *lines, matters=matters)
            return [matter for matter, *_ in found(judged, Check.MISSING_STAGE)]

        assert missing("M1") == []
        assert missing("Ma") == ["Mb"]
        assert missing() == ["M1", "Ma", "Mb"]


class TestUnknownAttribute:
    lines = (
        a_line("A1", condition="stage=going_up"),
        a_line("A2", condition="stage=在建"),
        a_line("A3", condition="foo=bar", part=Part.COOPERATE),
        a_line("A4", condition="area_m2>=300&foo=bar", matter="M002"),
    )
    known: ClassVar = {
        "stage": AttributeLabel("建设阶段", values={"going_up": "在建", "standing": "已建成"}),
        "area_m2": AttributeLabel("面积", "平方米"),
    }

    def test_is_what_the_county_does_not_describe(self):
        judged = a_list(*self.lines, attributes=self.known)

        assert [(each.rows, each.what) for each in unknown(judged)] == [
            (("A2",), "stage = 在建"),
            (("A3",), "foo = bar"),
            (("A4",), "foo = bar"),
        ]

    def test_is_not_asked_where_nobody_described_any(self):
        assert unknown(a_list(*self.lines)) == []


class TestPenaltyOnly:
    def test_is_not_mended_by_who_watches_the_matter_beside_it(self):
        matters = [a_matter("M1"), *(a_matter(code, parent="M1") for code in ("Ma", "Mb"))]

        def punished(*watched: str) -> list[str]:
            lines = [a_line(f"P{code}", matter=code, duty=Duty.PATROL) for code in watched]
            lines.append(a_line("A1", matter="Ma", duty=Duty.ENFORCE))
            judged = a_list(a_line("A2", matter="M1"), *lines, matters=matters)
            return [matter for matter, *_ in found(judged, Check.PENALTY_ONLY)]

        assert punished("Mb") == ["Ma"]
        assert punished("Ma") == []
        assert punished("M1") == []


class TestLeadCooperates:
    def test_is_seen_however_the_place_is_written(self):
        judged = a_list(
            a_line("A1", areas="*"),
            a_line("A2", areas=f"{TOWNSHIP};{OTHER_TOWNSHIP}", part=Part.COOPERATE),
            a_line("A3", OTHER_BUREAU, part=Part.COOPERATE),
        )

        assert found(judged, Check.LEAD_COOPERATES) == [("M001", (BUREAU,), "")]


def test_every_check_has_a_name_and_a_sentence_in_both_languages():
    judged = a_list(a_line("A1", zone="river"), polygons=[])
    (finding,) = (
        each for each in audit(judged, advice=True) if each.check is Check.ZONE_WITHOUT_POLYGON
    )

    for check in Check:
        said = replace(finding, check=check)
        assert message_zh(said, judged).startswith(LABELS_ZH[check])
        assert message_en(said, judged)
    assert {Check.UNKNOWN_UNIT, Check.NOBODY_ON_DUTY, Check.MISSING_STAGE} < ADVICE

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from dispatch.flows.audit_list import audited_of
from dispatch.people.model import COMMAND_ROOM, PLATFORM_ROOM, STATIONED, TOWNSHIP
from dispatch.responsibility.audit import audit
from dispatch.responsibility.model import Duty, Part
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Question
from dispatch.vocabulary import AreaCode, MatterCode, Role, UnitCode
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files, read_folder

ROOT = Path(__file__).parents[4]
DAY = date(2026, 11, 23)
IN_DRAWN_ZONES = """\
M062-90,I062,M062,违规户外广告与小广告,07001,comprehensive_law_enforcement,*,gaoxin_core,330521-GXQ,\
lead,dispose,2026-01-01,,8,work_hour,高新区户外广告管理会议纪要（示例）,minutes,,,,
M058-90,I058,M058,生活垃圾清运与分类,06010,convenience_service,*,waterfront,330521-SL,\
lead,dispose,2026-01-01,,16,work_hour,沿湖保洁职责分工会议纪要（示例）,minutes,,,,
"""
SAID = {"stage": "going_up", "scale": "small", "parties": "individual", "area_m2": 120}


@pytest.fixture(scope="module")
def deqing() -> CountyBook:
    return read_folder(ROOT / "config" / "counties" / "330521", strict=True)


@pytest.fixture(scope="module")
def tonglu() -> CountyBook:
    return read_folder(ROOT / "tests" / "counties" / "330122", strict=True)


def asked(book: CountyBook, matter: str, area: str, **said: object) -> Decision:
    return decide(Question(MatterCode(matter), area, DAY, said), book)


def township_reports(book: CountyBook) -> list[tuple[MatterCode, AreaCode | None, Decision]]:
    """One report of every matter from the first village of every township."""
    villages = [area for area in book.territory if area.level == "village"]
    firsts = {area.township: area.code for area in reversed(villages)}
    return [
        (matter, township, asked(book, matter, village, **SAID))
        for matter in book.matters
        for township, village in firsts.items()
    ]


class TestDeqing:
    def test_has_one_planted_gap_and_one_planted_conflict_and_no_others(
        self, deqing: CountyBook
    ) -> None:
        open_ones = {
            (matter, township, decision.outcome)
            for matter, township, decision in township_reports(deqing)
            if decision.outcome is not Outcome.DECIDED
        }

        assert open_ones == {
            ("M040", "330521004", Outcome.GAP),
            ("M043", "330521102", Outcome.CONFLICT),
        }

    def test_has_leads_of_both_levels_and_receivers_of_every_kind(self, deqing: CountyBook) -> None:
        decisions = [decision for _, _, decision in township_reports(deqing) if decision.lead]

        leads = {decision.lead for decision in decisions}
        receivers = {decision.receiver for decision in decisions if decision.receiver}
        kinds = Counter(unit.kind for code in receivers if (unit := deqing.register.get(code)))
        assert len(leads & set(deqing.territory.townships)) == 13
        assert len(leads - set(deqing.territory.townships)) >= 20
        assert kinds[STATIONED] == 65
        assert kinds[PLATFORM_ROOM] >= 39
        assert kinds[TOWNSHIP] == 13

    @pytest.mark.parametrize(
        ("matter", "area", "said", "desk"),
        [
            ("M001", "330521001001", {"stage": "going_up"}, ("330521-ZHZF", "330521001-ZFD")),
            ("M001", "330521001001", {"stage": "standing"}, ("330521-ZRGH", "330521001-ZRS")),
            ("M002", "330521102200", {}, ("330521102", "330521102")),
            ("M002", "330521004201", {}, ("330521-NY", "330521-NY")),
            ("M003", "330521102200", {}, ("330521-NY", "330521-NY")),
            ("M003", "330521102001", {}, ("330521-ZHZF", "330521102-ZFD")),
            ("M003", "330521003200", {}, ("330521-GXQ", "330521-GXQ")),
            ("M014", "330521102001", {}, ("330521-ZHZF", "330521102-ZFD")),
            ("M014", "330521115200", {}, ("330521-LY", "330521-LY")),
            ("M014", "330521115002", {}, ("330521-ZHZF", "330521115-ZFD")),
            ("M014", "330521115201", {}, ("330521115", "330521115")),
            ("M027", "330521102200", {}, ("330521-RS", "330521102-ZZ")),
            ("M055", "330521102200", {"area_m2": 299}, ("330521102", "330521102")),
            ("M055", "330521102200", {"area_m2": 300}, ("330521-ZJ", "330521-ZJ")),
            ("M061", "330521102200", {}, ("330521-MZ", "330521102-BM")),
        ],
    )
    def test_gives_each_place_the_lead_and_receiver_its_list_means(
        self,
        deqing: CountyBook,
        matter: str,
        area: str,
        said: dict[str, object],
        desk: tuple[str, str],
    ) -> None:
        decision = asked(deqing, matter, area, **said)

        assert (decision.lead, decision.receiver) == desk

    def test_changes_the_lead_of_illegal_fuel_in_the_middle_of_2026(
        self, deqing: CountyBook
    ) -> None:
        leads = [
            decide(Question(MatterCode("M020"), "330521102", day), deqing).lead
            for day in (date(2026, 6, 30), date(2026, 7, 1))
        ]

        assert leads == ["330521-YJ", "330521-SW"]

    @pytest.mark.parametrize("matter", ["M001", "M007", "M050", "M055"])
    def test_asks_when_a_report_leaves_out_what_the_lead_hangs_on(
        self, deqing: CountyBook, matter: str
    ) -> None:
        assert asked(deqing, matter, "330521102200").outcome is Outcome.NOT_EVALUATED

    def test_gives_every_leading_line_a_basis_and_every_dispose_lead_a_limit(
        self, deqing: CountyBook
    ) -> None:
        leading = [line for line in deqing.lines if line.part is Part.LEAD]

        assert [x.row_id for x in leading if x.duty is not Duty.PATROL and not x.basis] == []
        assert [x.row_id for x in leading if x.duty is Duty.DISPOSE and not x.limit] == []
        assert [x.row_id for x in leading if bool(x.basis) != bool(x.basis_kind)] == []

    def test_has_catalogues_that_agree_with_its_list(self, deqing: CountyBook) -> None:
        found = audit(audited_of(deqing, today=DAY))

        assert deqing.catalogues.permits
        assert deqing.catalogues.enforcement
        assert Counter(each.check for each in found) == {"no_mans_land": 1, "multi_lead": 3}

    def test_draws_zones_that_change_nothing_until_a_line_speaks_of_them(
        self, deqing: CountyBook
    ) -> None:
        question = Question(MatterCode("M062"), "330521005204", DAY)

        assert deqing.zones_known == {"gaoxin_core", "waterfront", "urban", "rural"}
        assert deqing.located(question, lon=119.81, lat=30.53, crs=None) == question

    def test_lets_lines_on_a_drawn_zone_lead_inside_it_without_a_new_finding(
        self, deqing: CountyBook
    ) -> None:
        lines = deqing.files["responsibility.csv"].decode() + IN_DRAWN_ZONES
        book = read_files({**deqing.files, "responsibility.csv": lines.encode()}, strict=True)

        def lead(matter: str, area: str, lon: float, lat: float) -> UnitCode | None:
            question = Question(MatterCode(matter), area, DAY)
            return decide(book.located(question, lon=lon, lat=lat, crs="CGCS2000"), book).lead

        assert lead("M062", "330521005204", 119.81, 30.53) == "330521-GXQ"
        assert lead("M062", "330521005205", 119.813, 30.563) == "330521-ZHZF"
        assert lead("M058", "330521004206", 119.9252, 30.5723) == "330521-SL"
        assert lead("M058", "330521004206", 119.93, 30.60) != "330521-SL"
        found = audit(audited_of(book, today=DAY))
        assert Counter(each.check for each in found) == {"no_mans_land": 1, "multi_lead": 3}

    def test_says_which_bases_are_examples_only(self, deqing: CountyBook) -> None:
        minutes = [line.basis for line in deqing.lines if line.basis_kind == "minutes"]

        assert minutes
        assert all("（示例）" in basis for basis in minutes)

    def test_has_no_word_that_stands_for_two_matters(self, deqing: CountyBook) -> None:
        words = Counter(word for matter in deqing.matters.values() for word in matter.keywords)

        assert [word for word, times in words.items() if times > 1] == []
        assert all(5 <= len(matter.keywords) <= 15 for matter in deqing.matters.values())

    def test_staffs_every_unit_that_can_receive_a_case(self, deqing: CountyBook) -> None:
        posts = {(person.unit, person.post) for person in deqing.people}

        assert [u.code for u in deqing.register if (u.code, "handler") not in posts] == []
        assert [u.code for u in deqing.register if (u.code, "leader") not in posts] == []

    def test_has_grid_workers_in_every_command_room(self, deqing: CountyBook) -> None:
        workers = Counter(p.unit for p in deqing.people if Role.GRID_WORKER in p.roles)

        rooms = {unit.code for unit in deqing.register if unit.kind == COMMAND_ROOM}
        assert {room for room in rooms if workers[room] >= 2} == rooms

    def test_has_supervisors_of_the_county_and_of_two_townships(self, deqing: CountyBook) -> None:
        areas = [p.areas for p in deqing.people if Role.SUPERVISOR in p.roles]

        assert sorted(areas) == [(), (), ("330521001",), ("330521102",)]


class TestTonglu:
    def test_needs_no_more_than_the_four_files(self, tonglu: CountyBook) -> None:
        assert sorted(tonglu.files) == [
            "calendar.json",
            "divisions.csv",
            "responsibility.csv",
            "units.csv",
        ]

    def test_decides_all_but_one_matter_everywhere(self, tonglu: CountyBook) -> None:
        open_ones = {
            matter
            for matter, _, decision in township_reports(tonglu)
            if decision.outcome is not Outcome.DECIDED
        }

        assert open_ones == {"T16"}

    def test_can_be_staffed(self, tonglu: CountyBook) -> None:
        staffed = {person.unit for person in tonglu.people}

        assert {unit.code for unit in tonglu.register if unit.active} <= staffed
        assert UnitCode("TL.OLD") not in staffed

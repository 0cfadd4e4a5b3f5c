"""A report's point goes with it wherever the list is asked about it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from dispatch.clock import COUNTY_ZONE
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.propose_assignment import Facts, propose_assignment, question_of
from dispatch.flows.try_report import Trial, try_report
from dispatch.routing.model import Outcome
from dispatch.territory.zones import ZoneOfArea
from dispatch.vocabulary import MatterCode
from dispatch.wire.county.reader import read_files, read_folder

DEQING = Path(__file__).parents[3] / "config" / "counties" / "330521"
NOW = datetime(2026, 3, 2, 10, tzinfo=COUNTY_ZONE)
VILLAGE, TOWNSHIP = "330521005204", "330521005"
LINE = (
    "M062-90,I062,M062,违规户外广告与小广告,07001,comprehensive_law_enforcement,*,gaoxin_core,"
    "330521-GXQ,lead,dispose,2026-01-01,,8,work_hour,会议纪要（示例）,minutes,,,,\n"
)
ADVERTS, BURNING = MatterCode("M062"), MatterCode("M003")


@pytest.fixture(scope="module")
def county() -> LoadedCounty:
    files = read_folder(DEQING).files
    lines = files["responsibility.csv"] + LINE.encode()
    return LoadedCounty(read_files({**files, "responsibility.csv": lines}, strict=True), 1)


FACTS = Facts(ADVERTS, VILLAGE, NOW, {}, lon=119.81, lat=30.53)


class TestPoint:
    def test_of_a_trial_decides_as_it_would_for_a_report(self, county: LoadedCounty) -> None:
        trial = Trial("墙上小广告", VILLAGE, NOW, ADVERTS, lon=119.81, lat=30.53)

        inside = try_report(trial, county=county, now=NOW)
        without = try_report(replace(trial, lon=None), county=county, now=NOW)

        assert inside.judged.decision.lead == "330521-GXQ"
        assert inside.opened.case.lead_unit == "330521-GXQ"
        assert without.judged.decision.lead == "330521-ZHZF"

    def test_of_a_case_is_known_when_the_desk_asks_again(self, county: LoadedCounty) -> None:
        found = propose_assignment(FACTS, county)

        assert found.decision.lead == "330521-GXQ"
        assert found.question.located == ZoneOfArea("gaoxin_core", "polygon:高新区核心区（示例）")

    def test_is_asked_of_the_matter_that_a_person_chose(self, county: LoadedCounty) -> None:
        burning = replace(FACTS, supplied={"matter": str(BURNING)})

        assert question_of(burning, county.book).located is None

    def test_gives_way_to_what_a_person_says_of_the_zone(self, county: LoadedCounty) -> None:
        found = propose_assignment(replace(FACTS, supplied={"zone": "rural"}), county)

        assert found.decision.lead == "330521-ZHZF"

    def test_answers_for_a_place_too_vague_to_tell_its_zone(self, county: LoadedCounty) -> None:
        vague = replace(FACTS, area=TOWNSHIP)

        assert propose_assignment(vague, county).decision.lead == "330521-GXQ"
        nowhere = propose_assignment(replace(vague, lon=None), county)
        assert nowhere.decision.outcome is Outcome.NOT_EVALUATED
        assert nowhere.decision.missing == ("zone",)

    def test_in_a_shifted_system_near_an_edge_is_left_to_a_person(
        self, county: LoadedCounty
    ) -> None:
        shifted = replace(FACTS, lon=119.795, lat=30.51, crs="GCJ02")

        found = propose_assignment(shifted, county)

        assert found.decision.missing == ("zone",)
        assert found.decision.because.inputs.zone_source == "unknown:GCJ02"
        assert found.decision.because.inputs.day == date(2026, 3, 2).isoformat()

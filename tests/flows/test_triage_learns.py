"""What was decided without a person is looked at by one, and teaches."""

import json
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from dispatch.casework.model import State
from dispatch.cli.triage import command
from dispatch.errors import Refused
from dispatch.flows.judge_check import MatterMissing, judge_check
from dispatch.people.scope import WORKER
from dispatch.triage.checks import AlreadyJudged, Check, NoSuchCheck, Verdict, is_drawn
from dispatch.vocabulary import MatterCode
from tests.support.county import CountyWorld
from tests.support.settings import environment

SOURCE = "urn:test:township"
DRAWN = (f"drawn-{n}" for n in count() if is_drawn(SOURCE, f"drawn-{n}", 0.02))
PASSED_OVER = (f"passed-{n}" for n in count() if not is_drawn(SOURCE, f"passed-{n}", 0.02))
WORDS = "桥头有人摆摊,电话13805721234"
"""The keywords know it: M014."""
STRANGE = "村口的夜灯一直黑着,整条路灯都不亮"


def arrives(county: CountyWorld, text: str = WORDS, *, drawn: bool = True, **more: Any) -> str:
    record_id = next(DRAWN if drawn else PASSED_OVER)
    record = county.record(text, matter=more.pop("matter", None), record_id=record_id, **more)
    (new,) = county.takes(record).opened
    return new.case.number


def because(county: CountyWorld, number: str) -> dict[str, Any]:
    ((found,),) = county.rows("select because from cases where number = :n", n=number)
    triage = found["triage"]
    assert isinstance(triage, dict)
    return triage


def waiting(county: CountyWorld) -> tuple[Check, ...]:
    with county.deployment.work(WORKER) as work:
        return work.checks.waiting(county.code, limit=100)


def judged(county: CountyWorld, case_id: UUID, who: str = "qingdan1", **said: Any) -> None:
    actor = county.person(who).actor
    with county.deployment.work(actor.scope) as work:
        judge_check(
            case_id,
            actor=actor,
            work=work,
            county=county.loaded,
            now=county.clock.now(),
            **said,
        )


class TestBecause:
    def test_keeps_what_the_model_said_and_which_model(self, county: CountyWorld) -> None:
        number = arrives(county, drawn=False)

        said = because(county, number)["model"]

        assert said["version"] == county.loaded.book.triage.model.version  # type: ignore[union-attr]
        assert said["label"] == "M014"
        assert 0 < said["p"] <= 1
        assert "摆摊" in "".join(said["reasons"])

    def test_keeps_nothing_of_it_where_the_form_decided(self, county: CountyWorld) -> None:
        number = arrives(county, matter="M014")

        assert not {"model", "audit"} & because(county, number).keys()
        assert waiting(county) == ()


class TestDrawing:
    def test_keeps_the_words_masked_with_what_was_decided(self, county: CountyWorld) -> None:
        number = arrives(county)

        (check,) = waiting(county)

        assert (check.number, check.suggested, check.source) == (number, "M014", "keyword")
        assert check.text == "桥头有人摆摊,电话138****1234"
        assert check.reasons == ("摆摊",)
        assert because(county, number)["audit"] is True

    def test_passes_over_the_others(self, county: CountyWorld) -> None:
        number = arrives(county, drawn=False)

        assert waiting(county) == ()
        assert "audit" not in because(county, number)

    def test_passes_over_what_a_person_will_decide(self, county: CountyWorld) -> None:
        number = arrives(county, "说不清楚,请派人来")

        assert county.case(number).state is State.SORTING
        assert waiting(county) == ()

    def test_is_the_same_when_the_record_comes_again(self, county: CountyWorld) -> None:
        record = county.record(WORDS, matter=None, record_id=next(DRAWN))
        county.takes(record)

        county.takes(record)

        assert len(waiting(county)) == 1


class TestVerdict:
    def test_counts_and_moves_no_case(self, county: CountyWorld) -> None:
        numbers = [arrives(county), arrives(county)]
        before = [county.case(number) for number in numbers]
        first, second = waiting(county)

        judged(county, first.case_id, right=True)
        judged(county, second.case_id, "desk1", right=False, matter="M015")

        with county.deployment.work(WORKER) as work:
            (tally,) = work.checks.tallies(county.code)
            kept = work.checks.get(county.code, second.case_id)
        assert (tally.source, tally.judged, tally.wrong) == ("keyword", 2, 1)
        assert (kept.verdict, kept.matter, kept.judged_by) == (Verdict.WRONG, "M015", "desk1")
        assert [county.case(number) for number in numbers] == before
        assert waiting(county) == ()

    @pytest.mark.parametrize("matter", ["", "M014", "M999"])
    def test_that_says_wrong_names_another_matter(self, county: CountyWorld, matter: str) -> None:
        arrives(county)
        (check,) = waiting(county)

        with pytest.raises(MatterMissing):
            judged(county, check.case_id, right=False, matter=matter)

        assert waiting(county) == (check,)

    def test_is_given_once(self, county: CountyWorld) -> None:
        arrives(county)
        (check,) = waiting(county)
        judged(county, check.case_id, right=True)

        with pytest.raises(AlreadyJudged):
            judged(county, check.case_id, right=False, matter="M015")

    def test_of_somebody_elses_scope_finds_nothing(self, county: CountyWorld) -> None:
        arrives(county)
        (check,) = waiting(county)

        for account in ("wk-zfd-01", "wk-aokai", "admin"):
            with pytest.raises((NoSuchCheck, Refused)):
                judged(county, check.case_id, account, right=True)
        assert waiting(county) == (check,)


class TestExport:
    @pytest.fixture
    def exported(self, county: CountyWorld, database: str, tmp_path: Path) -> Any:
        assert county.loaded.edition == 1

        def exported() -> dict[str, dict[str, str]]:
            out = tmp_path / "messages.jsonl"
            done = CliRunner().invoke(
                command,
                ["export", "--county", county.code, "--out", str(out)],
                env=environment(database, tmp_path / "clock.json"),
                catch_exceptions=False,
            )
            assert done.exit_code == 0
            assert out.stat().st_mode & 0o077 == 0
            lines = map(json.loads, out.read_text("utf-8").splitlines())
            return {line["id"]: line for line in lines}

        return exported

    def test_gives_closed_cases_with_their_last_matter_and_no_numbers(
        self, county: CountyWorld, exported: Any
    ) -> None:
        number = arrives(county, drawn=False)
        closes(county, number)

        assert exported() == {
            number: {
                "id": number,
                "title": "",
                "text": "桥头有人摆摊,电话138****1234",
                "label": "M014",
            }
        }

    def test_gives_a_verdict_precedence_over_the_cases_matter(
        self, county: CountyWorld, exported: Any
    ) -> None:
        number = arrives(county)
        (check,) = waiting(county)
        judged(county, check.case_id, right=False, matter="M015")

        assert exported()[number]["label"] == "M015"
        closes(county, number)
        found = exported()
        assert (list(found), found[number]["label"]) == ([number], "M015")

    def test_passes_over_open_cases_and_those_without_a_matter(
        self, county: CountyWorld, exported: Any
    ) -> None:
        arrives(county, drawn=False)

        assert exported() == {}

    def test_refuses_a_county_that_is_not_served(
        self, county: CountyWorld, database: str, tmp_path: Path
    ) -> None:
        assert county.loaded.edition == 1

        done = CliRunner().invoke(
            command,
            ["export", "--county", "110101", "--out", str(tmp_path / "x")],
            env=environment(database, tmp_path / "clock.json"),
        )

        assert str(done.exception) == "--county 110101: is not served here; load it first"


def closes(county: CountyWorld, number: str) -> None:
    squad, room = county.person("wk-zfd-01"), county.person("wk-zhs-01")
    squad.accepts(number)
    squad.reports_back(number)
    room.verifies(number)
    room.closes(number)


def test_a_lamp_in_other_words_is_known_by_what_was_learned(county: CountyWorld) -> None:
    number = arrives(county, STRANGE, drawn=False)

    assert county.case(number).matter == MatterCode("M040")

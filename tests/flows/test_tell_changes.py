"""What happens to cases is told in order, once marked, without a person in it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import text

from dispatch.casework.model import Kind
from dispatch.flows.tell_changes import TOLD, WHAT, ChangeRefused, tell_changes
from dispatch.journal.changes import BEGINNING, ChangeCursor, ToldMeanwhile
from dispatch.journal.model import Message
from dispatch.people.scope import WORKER
from tests.support.county import A_COUNTY_CASE, CountyWorld

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schemas/case_change.v1.schema.json").read_text()
)


class Broker:
    """Takes every message, and refuses or fails when told."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.refuses = False

    def send(self, messages: Sequence[Message]) -> list[str | None]:
        self.sent += messages
        return ["too large" if self.refuses else None for _ in messages]

    @property
    def read(self) -> list[dict[str, Any]]:
        return [json.loads(message.payload) for message in self.sent]


def tell(county: CountyWorld, broker: Broker, *, limit: int = 500) -> int:
    with county.deployment.work(WORKER) as work:
        return tell_changes(work=work, send=broker.send, limit=limit)


@pytest.fixture
def lived(county: CountyWorld) -> str:
    """A case that went all the way, with words of people in it."""
    number = county.a_case("13805721234 说墙上贴满小广告", matter=A_COUNTY_CASE["matter"])
    unit = county.person("wk-zfd-01")
    unit.comments(number, "联系人 13805721234")
    unit.accepts(number)
    county.clock.forward(days=9)
    county.tick_until_quiet()
    unit.reports_back(number, "已清理,电话 13805721234")
    county.person("wk-zhs-01").verifies(number)
    county.desk().closes(number)
    return number


class TestChanges:
    def test_are_told_from_the_first_and_numbered_without_a_gap(
        self, county: CountyWorld, lived: str
    ) -> None:
        broker = Broker()

        while tell(county, broker, limit=3):
            pass

        timeline = county.timeline(lived)
        assert [each["caseseq"] for each in broker.read] == [entry.seq for entry in timeline]
        assert [each["data"]["kind"] for each in broker.read] == [e.kind.value for e in timeline]
        assert {message.key for message in broker.sent} == {lived}
        assert broker.read[0]["type"] == "cn.fourplatforms.case.opened.v1"
        assert broker.read[-1]["type"] == "cn.fourplatforms.case.closed.v1"

    def test_have_the_shape_that_is_published(self, county: CountyWorld, lived: str) -> None:
        broker = Broker()
        tell(county, broker)

        for each in broker.read:
            Draft202012Validator(SCHEMA).validate(each)

    def test_name_no_person_and_nothing_a_person_wrote(
        self, county: CountyWorld, lived: str
    ) -> None:
        broker = Broker()
        tell(county, broker)

        whole = json.dumps(broker.read, ensure_ascii=False)
        accounts = {person.account for person in county.loaded.book.people}
        names = {person.name for person in county.loaded.book.people}
        words = set(re.findall(r'"([^"]*)"', whole))
        assert "13805721234" not in whole
        assert not accounts & words
        assert not names & words
        assert not re.search("[\u3400-\u9fff]", whole)

    def test_that_are_marked_are_not_told_again(self, county: CountyWorld, lived: str) -> None:
        broker = Broker()
        tell(county, broker)
        before = len(broker.sent)

        assert tell(county, broker) == 0
        assert len(broker.sent) == before

    def test_that_the_broker_refuses_leave_no_gap(self, county: CountyWorld, lived: str) -> None:
        broker = Broker()
        broker.refuses = True
        with pytest.raises(ChangeRefused):
            tell(county, broker)

        broker.refuses = False
        again = Broker()
        tell(county, again)

        assert [each["caseseq"] for each in again.read] == [
            entry.seq for entry in county.timeline(lived)
        ]

    def test_are_not_marked_by_who_was_overtaken(self, county: CountyWorld, lived: str) -> None:
        tell(county, Broker())

        with pytest.raises(ToldMeanwhile), county.deployment.work(WORKER) as work:
            work.told.advance("case.changes.v1", expected=BEGINNING, to=ChangeCursor(9, 9))

    def test_are_told_by_one_at_a_time(self, county: CountyWorld, lived: str) -> None:
        with county.deployment.work(WORKER) as first:
            assert first.told.claim("case.changes.v1") is not None

            assert tell(county, Broker()) == 0

    def test_are_told_to_nobody_of_a_county_itself(self, county: CountyWorld, lived: str) -> None:
        tell(county, Broker())

        with county.deployment.work(county.desk().actor.scope) as work:
            assert work.connection.scalar(text("select count(*) from told_position")) == 0


class TestTypes:
    def test_of_messages_and_fields_are_of_kinds_that_exist(self) -> None:
        assert set(WHAT) | set(TOLD) <= set(Kind)

    def test_are_all_published(self) -> None:
        types = SCHEMA["properties"]["type"]["enum"]
        said = {f"cn.fourplatforms.case.{what}.v1" for what in {*WHAT.values(), "moved"}}

        assert set(types) == said
        assert set(SCHEMA["properties"]["data"]["properties"]["kind"]["enum"]) == set(Kind)

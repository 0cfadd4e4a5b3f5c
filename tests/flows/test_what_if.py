"""The past is kept, masked, and drafts are tried on it."""

from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

from dispatch.editions.lifecycle import NotTheKeeper
from dispatch.editions.model import Draft, WhatIfRun, WhatIfState
from dispatch.flows.keep_history import import_history, keep_closed
from dispatch.flows.try_draft import SILENT, NoHistory, ask_what_if, claim_what_if
from dispatch.history.model import PastCase
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from dispatch.vocabulary import MatterCode, UnitCode
from tests.support.county import CountyWorld
from tests.support.lists import DESK, KEEPER, SECOND, STALLS, UNIT, Lists, to_another_unit
from workers.lists import ListKeeper


def a_past_case(number: str, **said: Any) -> PastCase:
    return PastCase(
        source="x",
        case_id=number,
        occurred_on=date(2025, 3, 4),
        area="330521001001",
        matter=MatterCode(STALLS),
        **said,
    )


class TestHistory:
    def test_takes_the_old_systems_cases_and_masks_their_people(self, lists: Lists) -> None:
        cases = [a_past_case("1", text="联系 13805721234"), a_past_case("2")]
        with lists.work(KEEPER) as here:
            import_history(cases, source="旧平台", file_name="a.xlsx", refused=3, **here)
        with lists.work(KEEPER) as here:
            import_history(cases, source="旧平台", file_name="a.xlsx", refused=3, **here)

        with lists.work(SECOND) as here:
            work: Work = here["work"]
            chunk = work.history.chunk(here["county"].code, None)
            first, *_ = work.history.imports(here["county"].code)
        assert [each.case_id for each in chunk] == ["1", "2"]
        assert chunk[0].text == "联系 138****1234"
        assert (first.accepted, first.refused) == (2, 3)

    def test_is_for_those_who_keep_the_list_and_the_desk(self, lists: Lists) -> None:
        with lists.work(KEEPER) as here:
            import_history([a_past_case("1")], source="旧", file_name="a", refused=0, **here)

        seen = {}
        for account in (KEEPER, DESK, UNIT, "admin", "wk-aokai"):
            with lists.work(account) as here:
                seen[account] = here["work"].history.count(here["county"].code)
        assert seen == {KEEPER: 1, DESK: 1, UNIT: 0, "admin": 0, "wk-aokai": 0}

    def test_keeps_our_own_cases_once_they_are_closed(self, lists: Lists) -> None:
        county = lists.county
        number = county.a_case("占道经营", matter=STALLS)
        squad, room = county.person("wk-zfd-01"), county.person("wk-zhs-01")
        squad.accepts(number)
        squad.reports_back(number)
        room.verifies(number)
        room.closes(number)
        county.a_case("还开着")

        with county.deployment.work(WORKER) as work:
            first = keep_closed(county.code, work=work)
        with county.deployment.work(WORKER) as work:
            again = keep_closed(county.code, work=work)
            chunk = work.history.chunk(county.code, None)

        assert (first, again) == (1, 0)
        assert [(each.case_id, each.matter, each.unit) for each in chunk] == [
            (number, STALLS, "330521-ZHZF")
        ]


class TestWhatIf:
    def tried(self, lists: Lists, county: CountyWorld) -> int:
        county.look_for_editions()
        return ListKeeper(county.deployment).round()

    def asks(self, lists: Lists, draft: Draft) -> WhatIfRun:
        with lists.work(KEEPER) as here:
            return ask_what_if(draft.draft_id, **here)

    def run_of(self, lists: Lists, run: WhatIfRun) -> WhatIfRun:
        with lists.work(KEEPER) as here:
            found = here["work"].what_ifs.get(run.county, run.what_if_id)
        assert found is not None
        return found

    def a_past(self, lists: Lists) -> None:
        cases = [a_past_case(str(number), unit=UnitCode("330521-ZJ")) for number in range(40)]
        cases[0] = replace(cases[0], returns=1, returned_by=(UnitCode("330521-ZHZF"),))
        cases[1] = replace(cases[1], matter=MatterCode("M062"))
        with lists.work(KEEPER) as here:
            import_history(cases, source="旧", file_name="a", refused=0, **here)
        with lists.work(KEEPER) as here:
            import_history(cases[:2], source="更旧", file_name="b", refused=0, **here)

    def test_says_who_would_have_got_other_cases(self, lists: Lists) -> None:
        self.a_past(lists)
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        run = self.asks(lists, draft)

        self.tried(lists, lists.county)

        found = self.run_of(lists, run)
        assert (found.state, found.done, found.total) == (WhatIfState.DONE, 42, 42)
        assert found.result is not None
        assert (found.result["reports"], found.result["moved"]) == (42, 40)
        assert found.result["load"]["330521-ZJ"] == [0, 40]
        assert found.result["settled"]["cases"] == 2
        with lists.work(KEEPER) as here:
            moves = here["work"].what_ifs.moves(run.county, run.what_if_id)
        assert len(moves) == 40
        assert {each.source for each in moves} == {"旧", "更旧"}
        assert {(each.before, each.after) for each in moves} == {("330521-ZHZF", "330521-ZJ")}

    def test_is_refused_where_there_is_no_past(self, lists: Lists) -> None:
        draft = lists.begins()

        with pytest.raises(NoHistory):
            self.asks(lists, draft)
        with pytest.raises(NotTheKeeper), lists.work(DESK) as here:
            ask_what_if(draft.draft_id, **here)

    def test_fails_in_words_when_the_draft_was_edited_meanwhile(self, lists: Lists) -> None:
        self.a_past(lists)
        draft = lists.begins()
        run = self.asks(lists, draft)
        lists.edits(draft, *to_another_unit(lists))

        self.tried(lists, lists.county)

        found = self.run_of(lists, run)
        assert (found.state, found.trouble) == (
            WhatIfState.FAILED,
            "草案在推演前又改过,请重新推演",
        )

    def test_stops_when_nobody_wants_it_any_more(self, lists: Lists) -> None:
        self.a_past(lists)
        run = self.asks(lists, lists.begins())
        with lists.work(KEEPER) as here:
            here["work"].what_ifs.stop(run.county, run.what_if_id, at=here["now"])

        self.tried(lists, lists.county)

        assert self.run_of(lists, run).state is WhatIfState.STOPPED

    def test_is_begun_anew_when_its_worker_fell_silent(self, lists: Lists) -> None:
        self.a_past(lists)
        run = self.asks(lists, lists.begins())
        with lists.county.deployment.work(WORKER) as work:
            now = lists.county.clock.now()
            assert claim_what_if(work=work, silent=SILENT, now=now) is not None
            assert claim_what_if(work=work, silent=SILENT, now=now) is None
        lists.county.clock.forward(minutes=1)

        self.tried(lists, lists.county)

        assert self.run_of(lists, run).state is WhatIfState.DONE

    def test_that_meets_a_defect_says_so_and_ends_no_worker(self, lists: Lists) -> None:
        self.a_past(lists)
        run = self.asks(lists, lists.begins())

        with patch("workers.lists.Trial.feed", side_effect=ValueError("a defect")):
            self.tried(lists, lists.county)

        found = self.run_of(lists, run)
        assert found.state is WhatIfState.FAILED
        assert found.trouble == "推演时出错,已记入日志,请告诉管理员"

"""A draft becomes an edition by two people, on its day; open cases are proposed for, not moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from dispatch.editions.lifecycle import DraftNotNow, NotTheKeeper, SecondPersonNeeded
from dispatch.editions.model import (
    Action,
    ChangedMeanwhile,
    Draft,
    DraftState,
    Edit,
    NoSuchDraft,
    RequestState,
    RerouteState,
    WhatIfRun,
    WhatIfState,
)
from dispatch.flows.decide_draft import (
    DayPassed,
    NotWhatWasAudited,
    approve_draft,
    return_draft,
)
from dispatch.flows.dismiss_finding import dismiss_finding, show_again
from dispatch.flows.drafted import open_draft
from dispatch.flows.keep_draft import (
    DROPPED,
    KEPT,
    BothChanged,
    NotEditable,
    NumberTwice,
    RowsRefused,
    TitleMissing,
    begin_draft,
    edit_draft,
    rebase_draft,
    replace_file,
    withdraw_draft,
)
from dispatch.flows.keep_history import import_history, keep_closed
from dispatch.flows.move_case import WordsMissing
from dispatch.flows.publish_county import publish_county
from dispatch.flows.put_in_force import put_in_force
from dispatch.flows.request_change import (
    Answered,
    MayNotAsk,
    RequestIncomplete,
    refuse_request,
    request_change,
    take_request,
)
from dispatch.flows.reroute_cases import (
    NobodyToMoveTo,
    NoSuchProposal,
    NotTheDesk,
    accept_reroute,
    keep_route,
    propose_reroutes,
)
from dispatch.flows.submit_draft import (
    BaseMoved,
    DraftUnreadable,
    NothingChanged,
    OwnTestsFailed,
    submit_draft,
)
from dispatch.flows.try_draft import SILENT, NoHistory, ask_what_if, claim_what_if
from dispatch.history.model import PastCase
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from dispatch.vocabulary import MatterCode, UnitCode
from dispatch.wire.county import files as names
from dispatch.wire.county.reader import read_files
from dispatch.wire.county.written import NoSuchRow
from tests.support.county import CountyWorld
from workers.lists import ListKeeper

KEEPER, SECOND, DESK, UNIT = "qingdan1", "qingdan2", "desk1", "zhzf-01"
LINES = names.LINES
STALLS = "M014"


class Lists:
    """The list keepers' office: every act is a transaction of its own."""

    def __init__(self, county: CountyWorld) -> None:
        self.county = county

    @contextmanager
    def work(self, account: str) -> Iterator[dict[str, Any]]:
        actor = self.county.person(account).actor
        with self.county.deployment.work(actor.scope) as work:
            yield {
                "actor": actor,
                "work": work,
                "county": self.county.loaded,
                "now": self.county.clock.now(),
            }

    def begins(self, title: str = "秋季调整", *, by: str = KEEPER) -> Draft:
        with self.work(by) as here:
            return begin_draft(title, **here)

    def edits(self, draft: Draft, *edits: Edit, by: str = KEEPER) -> Draft:
        with self.work(by) as here:
            return edit_draft(draft.draft_id, edits, **here)

    def submits(self, draft: Draft, *, by: str = KEEPER, note: str = "机构改革后调整") -> Draft:
        with self.work(by) as here:
            return submit_draft(draft.draft_id, note=note, **here)

    def approves(self, draft: Draft, *, by: str = SECOND, day: date | None = None) -> Draft:
        with self.work(by) as here:
            return approve_draft(draft.draft_id, in_force_from=day, note="", **here)

    def ticks(self) -> tuple[int, ...]:
        with self.county.deployment.work(WORKER) as work:
            done = put_in_force(work=work, county=self.county.loaded, now=self.county.clock.now())
        self.county.look_for_editions()
        return done

    def proposes(self) -> int | None:
        with self.county.deployment.work(WORKER) as work:
            return propose_reroutes(
                work=work, county=self.county.loaded, now=self.county.clock.now()
            )

    def draft(self, draft_id: UUID) -> Draft:
        with self.county.deployment.work(WORKER) as work:
            return work.drafts.get(self.county.code, draft_id)

    def row(self, row: str) -> dict[str, str]:
        lines = self.county.loaded.book.files[LINES].decode().splitlines()
        columns = lines[0].split(",")
        found = next(line for line in lines if line.startswith(f"{row},"))
        return dict(zip(columns, found.split(","), strict=False))

    def published(self, *edits: Edit) -> int:
        draft = self.edits(self.begins(), *edits)
        self.submits(draft)
        self.approves(draft)
        (number,) = self.ticks()
        return number


@pytest.fixture
def lists(county: CountyWorld) -> Lists:
    return Lists(county)


def lead_of(lists: Lists, matter: str) -> str:
    """Return the row of the only dispose lead of a matter in the list in force."""
    rows = [
        line.row_id
        for line in lists.county.loaded.book.lines
        if line.matter == matter and line.part == "lead" and line.duty == "dispose"
    ]
    assert rows
    return rows[0]


def to_another_unit(lists: Lists, matter: str = STALLS, unit: str = "330521-ZJ") -> list[Edit]:
    return [
        Edit(LINES, line.row_id, Action.SET, {"unit": unit})
        for line in lists.county.loaded.book.lines
        if line.matter == matter and line.part == "lead" and line.duty == "dispose"
    ]


class TestDraft:
    def test_keeps_what_was_changed_by_whom_and_why(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.begins()

        edited = lists.edits(
            draft, Edit(LINES, row, Action.SET, {"limit_value": "6"}, why="时限太松")
        )

        with lists.work(KEEPER) as here:
            (change,) = here["work"].drafts.changes(draft.county, draft.draft_id)
            ((of_row, whose),) = here["work"].drafts.of_row(draft.county, LINES, row)
        assert (change.row, change.after, change.why, change.by) == (
            row,
            {"limit_value": "6"},
            "时限太松",
            KEEPER,
        )
        assert edited.version == 2
        assert (of_row.change_id, whose.title) == (change.change_id, "秋季调整")
        assert lists.county.loaded.edition == 1

    def test_that_changes_nothing_leaves_no_trace(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.begins()
        same = lists.row(row)["zone"]

        assert lists.edits(draft, Edit(LINES, row, Action.SET, {"zone": same})).version == 1

    def test_adds_and_drops_lines(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.begins()
        fresh = {**lists.row(row), "row_id": "NEW-1", "area": "330521102"}

        lists.edits(
            draft,
            Edit(LINES, "NEW-1", Action.ADD, fresh),
            Edit(LINES, row, Action.DROP),
        )

        with lists.work(KEEPER) as here:
            found = open_draft(draft.draft_id, county=draft.county, work=here["work"])
        rows = [each["row_id"] for each in found.table(LINES).rows]
        assert "NEW-1" in rows
        assert row not in rows

    def test_is_refused_where_the_row_is_not_as_the_editor_saw_it(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.begins()
        lists.edits(draft, Edit(LINES, row, Action.SET, {"limit_value": "6"}), by=SECOND)

        with pytest.raises(ChangedMeanwhile, match="已被改为“6”"):
            lists.edits(
                draft, Edit(LINES, row, Action.SET, {"limit_value": "9"}, {"limit_value": "8"})
            )

        assert lists.draft(draft.draft_id).version == 2

    @pytest.mark.parametrize(
        ("fields", "column"),
        [
            ({"limit_type": "天"}, "limit_type"),
            ({"unit": "GHOST"}, "unit"),
            ({"area": "999999"}, "area"),
            ({"valid_to": "2026-13-01"}, "valid_to"),
            ({"condition": "宽度大于三米"}, "condition"),
            ({"role": "boss"}, "role"),
        ],
    )
    def test_is_refused_with_the_field_and_the_mend(
        self, lists: Lists, fields: dict[str, str], column: str
    ) -> None:
        draft = lists.begins()

        with pytest.raises(RowsRefused) as refused:
            lists.edits(draft, Edit(LINES, lead_of(lists, STALLS), Action.SET, fields))

        assert column in {problem.column for problem in refused.value.problems}
        assert lists.draft(draft.draft_id).version == 1

    def test_refuses_rows_and_files_that_are_not_there(self, lists: Lists) -> None:
        draft, row = lists.begins(), lead_of(lists, STALLS)

        with pytest.raises(NoSuchRow):
            lists.edits(draft, Edit(LINES, "GHOST", Action.DROP))
        with pytest.raises(NoSuchRow):
            lists.edits(draft, Edit(LINES, row, Action.ADD, {}))
        with pytest.raises(NotEditable):
            lists.edits(draft, Edit("people.csv", "desk1", Action.DROP))
        with pytest.raises(NoSuchDraft), lists.work(KEEPER) as here:
            edit_draft(UUID(int=1), [], **here)

    def test_is_the_keepers_alone(self, lists: Lists) -> None:
        draft = lists.begins()

        with pytest.raises(NotTheKeeper):
            lists.begins(by=DESK)
        with pytest.raises(NotTheKeeper):
            lists.edits(draft, Edit(LINES, "x", Action.DROP), by=UNIT)
        with pytest.raises(TitleMissing):
            lists.begins(" ")

    def test_may_be_withdrawn_and_is_not_edited_then(self, lists: Lists) -> None:
        draft = lists.begins()
        with lists.work(KEEPER) as here:
            withdraw_draft(draft.draft_id, note="不改了", **here)

        with pytest.raises(DraftNotNow):
            lists.edits(draft, Edit(LINES, lead_of(lists, STALLS), Action.DROP))

    def test_takes_a_whole_table_row_by_row(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.begins()
        content = lists.county.loaded.book.files[LINES].replace(b",8,work_hour", b",8,\xe5\xa4\xa9")

        with lists.work(KEEPER) as here:
            after = replace_file(draft.draft_id, LINES, content, why="导入", **here)
            changes = here["work"].drafts.changes(draft.county, draft.draft_id)

        assert after.version == 2
        assert {change.after["limit_type"] for change in changes} == {"天"}
        with pytest.raises(DraftUnreadable) as refused:
            lists.submits(after)
        assert {problem.column for problem in refused.value.problems} == {"limit_type"}
        assert row


class TestHandingIn:
    def test_needs_a_second_person(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        submitted = lists.submits(draft)

        assert submitted.state is DraftState.SUBMITTED
        for account in (KEEPER, DESK):
            with pytest.raises((SecondPersonNeeded, NotTheKeeper)):
                lists.approves(draft, by=account)
        assert lists.approves(draft).state is DraftState.APPROVED

    def test_lets_nobody_approve_what_they_had_a_hand_in(self, lists: Lists) -> None:
        draft = lists.begins()
        lists.edits(draft, *to_another_unit(lists), by=SECOND)
        lists.submits(draft)

        with pytest.raises(SecondPersonNeeded):
            lists.approves(draft, by=SECOND)

    def test_says_what_keeps_it_back(self, lists: Lists) -> None:
        empty = lists.begins()
        with pytest.raises(NothingChanged):
            lists.submits(empty)
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        with pytest.raises(WordsMissing):
            lists.submits(draft, note=" ")
        test = {"name": "占道经营", "matter_code": STALLS, "area": "330521001001"}
        expected = {"expect_outcome": "decided", "expect_lead": "330521-ZHZF"}
        lists.edits(draft, Edit(names.TESTS, "T99", Action.ADD, test | expected))
        with pytest.raises(OwnTestsFailed, match="占道经营"):
            lists.submits(draft)

        assert lists.draft(draft.draft_id).state is DraftState.OPEN

    def test_keeps_what_was_found(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))

        submission = lists.submits(draft).submission

        assert submission is not None
        assert submission["version"] == 2
        assert submission["files"] == [LINES]
        assert submission["tests"] == 3
        assert submission["note"] == "机构改革后调整"

    def test_gives_back_with_words(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)
        with lists.work(SECOND) as here:
            returned = return_draft(draft.draft_id, note="依据不足", **here)

        assert (returned.state, returned.decision_note) == (DraftState.OPEN, "依据不足")

    def test_notices_what_was_written_past_the_flows(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)
        with lists.county.deployment.work(WORKER) as work:
            whole = work.drafts.get(draft.county, draft.draft_id)
            tampered = {LINES: whole.files[LINES].replace(b"330521-ZJ", b"330521-GA")}
            work.drafts.save(replace(whole, files=tampered))

        with pytest.raises(NotWhatWasAudited):
            lists.approves(draft)

    def test_refuses_a_day_that_is_over(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)

        with pytest.raises(DayPassed):
            lists.approves(draft, day=date(2026, 11, 1))


class TestTakingEffect:
    def test_comes_on_its_day_and_not_before(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)
        lists.approves(draft, day=date(2026, 11, 25))

        assert lists.ticks() == ()
        lists.county.clock.forward(days=2)
        assert lists.ticks() == (2,)

        with lists.work(KEEPER) as here:
            newest, oldest = here["work"].counties.published(draft.county)
        assert newest.origin is not None
        assert (newest.edition, newest.origin.title, newest.origin.approved_by) == (
            2,
            "秋季调整",
            SECOND,
        )
        assert oldest.origin is None
        assert lists.draft(draft.draft_id).state is DraftState.IN_FORCE

    def test_decides_the_next_report_by_it(self, lists: Lists) -> None:
        lists.published(*to_another_unit(lists))

        number = lists.county.a_case("占道经营", matter=STALLS)

        case = lists.county.case(number)
        assert (case.lead_unit, case.edition) == ("330521-ZJ", 2)

    def test_leaves_what_the_county_changed_beside_the_list(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)
        lists.approves(draft, day=date(2026, 11, 25))
        book = lists.county.loaded.book
        people = book.files["people.csv"].replace("车建明".encode(), "车建新".encode())
        with lists.county.deployment.work(WORKER) as work:
            publish_county(
                read_files({**book.files, "people.csv": people}, strict=True),
                by="admin",
                work=work,
                before=lists.county.loaded,
                now=lists.county.clock.now(),
            )
        lists.county.clock.forward(days=2)

        assert lists.ticks() == (3,)
        with lists.county.deployment.work(WORKER) as work:
            desk = work.accounts.find("desk1")
        assert desk is not None
        assert desk.person.name == "车建新"

    def test_is_held_back_when_the_list_itself_moved(self, lists: Lists) -> None:
        first = lists.edits(lists.begins("甲"), *to_another_unit(lists))
        second = lists.edits(lists.begins("乙"), *to_another_unit(lists, "M062"))
        for draft in (first, second):
            lists.submits(draft)
            lists.approves(draft)

        assert lists.ticks() == (2,)

        waiting = lists.draft(second.draft_id)
        assert waiting.state is DraftState.APPROVED
        assert waiting.held_back is not None
        assert "第 2 版已改动 responsibility.csv" in waiting.held_back
        assert lists.ticks() == ()


class TestRebase:
    def test_carries_a_draft_to_the_edition_in_force(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins("乙"), *to_another_unit(lists, "M062"))
        lists.published(*to_another_unit(lists))
        with pytest.raises(BaseMoved):
            lists.submits(draft)

        with lists.work(KEEPER) as here:
            moved = rebase_draft(draft.draft_id, chosen={}, **here)
        lists.submits(moved)
        lists.approves(moved)
        assert lists.ticks() == (3,)

        leads = {line.row_id: line.unit for line in lists.county.loaded.book.lines}
        assert leads[lead_of(lists, STALLS)] == "330521-ZJ"
        assert leads[lead_of(lists, "M062")] == "330521-ZJ"

    def test_asks_where_both_changed_one_field(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.edits(lists.begins("乙"), *to_another_unit(lists, STALLS, "330521-GA"))
        lists.published(*to_another_unit(lists))

        with pytest.raises(BothChanged) as asked, lists.work(KEEPER) as here:
            rebase_draft(draft.draft_id, chosen={}, **here)
        clash = next(each for each in asked.value.clashes if each.row == row)
        assert (clash.column, clash.draft, clash.newer) == ("unit", "330521-GA", "330521-ZJ")

        with lists.work(KEEPER) as here:
            chosen = {(c.file, c.row, c.column): c.draft for c in asked.value.clashes}
            moved = rebase_draft(draft.draft_id, chosen=chosen, **here)
        assert moved.base_edition == 2

    def test_asks_where_one_side_dropped_what_the_other_changed(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        draft = lists.edits(lists.begins("乙"), Edit(LINES, row, Action.DROP))
        lists.published(*to_another_unit(lists))

        with pytest.raises(BothChanged) as asked, lists.work(KEEPER) as here:
            rebase_draft(draft.draft_id, chosen={}, **here)
        (clash,) = asked.value.clashes
        assert (clash.row, clash.column, clash.draft, clash.newer) == (row, "", DROPPED, KEPT)

        with lists.work(KEEPER) as here:
            moved = rebase_draft(draft.draft_id, chosen={(LINES, row, ""): DROPPED}, **here)
        with lists.work(KEEPER) as here:
            found = open_draft(moved.draft_id, county=moved.county, work=here["work"])
        assert row not in {each["row_id"] for each in found.table(LINES).rows}

    def test_refuses_rows_that_cannot_be_told_apart(self, lists: Lists) -> None:
        draft = lists.begins("乙")
        content = lists.county.loaded.book.files[LINES]
        row = next(line for line in content.splitlines() if line.startswith(b"M062"))
        with lists.work(KEEPER) as here:
            replace_file(
                draft.draft_id,
                LINES,
                content + row.replace(b"lead", b"cooperate") + b"\n",
                why="导入",
                **here,
            )
        lists.published(*to_another_unit(lists))

        with pytest.raises(NumberTwice), lists.work(KEEPER) as here:
            rebase_draft(draft.draft_id, chosen={}, **here)


class TestReroute:
    def test_proposes_and_moves_nothing(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        before = lists.county.case(number)
        lists.published(*to_another_unit(lists))

        assert lists.proposes() == 1
        assert lists.proposes() is None
        assert lists.county.case(number) == before

        with lists.work(DESK) as here:
            (waiting,) = here["work"].reroutes.open(before.county)
        assert (waiting.number, waiting.before, waiting.after) == (
            number,
            "330521-ZHZF",
            "330521-ZJ",
        )

    def test_moves_the_case_when_the_desk_agrees(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        lists.published(*to_another_unit(lists))
        lists.proposes()

        with pytest.raises(NotTheDesk), lists.work(UNIT) as here:
            accept_reroute(number, note="按新清单", **here)
        with lists.work(DESK) as here:
            accept_reroute(number, note="按新清单", **here)

        assert lists.county.case(number).lead_unit == "330521-ZJ"
        with pytest.raises(NoSuchProposal), lists.work(DESK) as here:
            accept_reroute(number, note="再来", **here)

    def test_keeps_the_case_with_a_reason(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        lists.published(*to_another_unit(lists))
        lists.proposes()

        with lists.work(DESK) as here:
            keep_route(
                number,
                note="已在处置,由原单位办完",
                actor=here["actor"],
                work=here["work"],
                now=here["now"],
            )
            assert here["work"].reroutes.count_open(here["county"].code) == 0
        assert lists.county.case(number).lead_unit == "330521-ZHZF"

    def test_has_nobody_to_move_to_where_the_new_list_has_a_gap(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        drops = [Edit(each.file, each.row, Action.DROP) for each in to_another_unit(lists)]
        lists.published(*drops)
        assert lists.proposes() == 1

        with pytest.raises(NobodyToMoveTo), lists.work(DESK) as here:
            accept_reroute(number, note="按新清单", **here)

    def test_is_moot_when_a_younger_edition_says_otherwise(self, lists: Lists) -> None:
        lists.county.a_case("占道经营", matter=STALLS)
        lists.published(*to_another_unit(lists))
        lists.proposes()
        lists.published(*to_another_unit(lists, STALLS, "330521-ZHZF"))

        # What the case has is what the list says again: nothing is left to decide.
        assert lists.proposes() == 0
        with lists.work(DESK) as here:
            assert here["work"].reroutes.open(here["county"].code) == []
        states = lists.county.rows("select state from reroute")
        assert states == [(RerouteState.MOOT.value,)]


class TestRequest:
    def asks(self, lists: Lists, *edits: Edit, by: str = UNIT) -> UUID:
        with lists.work(by) as here:
            return request_change(
                "占道经营改由住建局主责", edits, reason="职能已划转", basis="三定规定", **here
            ).request_id

    def test_lands_in_a_draft_as_the_units_wish(self, lists: Lists) -> None:
        request = self.asks(lists, *to_another_unit(lists))
        draft = lists.begins()

        with lists.work(KEEPER) as here:
            taken = take_request(request, draft.draft_id, answer="同意", **here)
            changes = here["work"].drafts.changes(draft.county, draft.draft_id)

        assert taken.state is RequestState.TAKEN
        assert {change.why for change in changes} == {
            "采纳 德清县综合行政执法局 的申请:占道经营改由住建局主责"
        }
        with pytest.raises(Answered), lists.work(KEEPER) as here:
            take_request(request, draft.draft_id, answer="", **here)

    def test_is_refused_with_a_reason(self, lists: Lists) -> None:
        request = self.asks(lists)

        with pytest.raises(WordsMissing), lists.work(KEEPER) as here:
            refuse_request(request, answer="", **here)
        with pytest.raises(NotTheKeeper), lists.work(UNIT) as here:
            refuse_request(request, answer="不行", **here)
        with lists.work(KEEPER) as here:
            assert refuse_request(request, answer="依据不足", **here).answer == "依据不足"

    def test_is_refused_where_it_does_not_fit_the_list(self, lists: Lists) -> None:
        with pytest.raises(MayNotAsk):
            self.asks(lists, by="admin")
        with pytest.raises(NoSuchRow):
            self.asks(lists, Edit(LINES, "GHOST", Action.DROP))
        with pytest.raises(RowsRefused):
            self.asks(lists, Edit(LINES, lead_of(lists, STALLS), Action.SET, {"unit": "GHOST"}))
        with pytest.raises(RequestIncomplete):
            self.asks(lists, Edit(names.MATTERS, STALLS, Action.DROP))


class TestDismissal:
    def test_stands_until_it_is_taken_back(self, lists: Lists) -> None:
        with lists.work(KEEPER) as here:
            dismiss_finding("key", "城区没有牵头", reason="本县没有此类区域", **here)
        with lists.work(KEEPER) as here:
            kept = here["work"].dismissals.all(here["county"].code)["key"]
            show_again("key", **here)
            assert here["work"].dismissals.all(here["county"].code) == {}

        assert (kept.reason, kept.by) == ("本县没有此类区域", KEEPER)
        with pytest.raises(NotTheKeeper), lists.work(DESK) as here:
            dismiss_finding("key", "", reason="不", **here)


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


class TestWorker:
    def test_goes_on_where_one_county_meets_a_defect(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)
        lists.approves(draft)

        with patch("workers.lists.propose_reroutes", side_effect=ValueError("a defect")):
            ListKeeper(lists.county.deployment).round()

        # What was done before it stands.
        assert lists.draft(draft.draft_id).state is DraftState.IN_FORCE

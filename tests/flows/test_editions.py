"""A draft becomes an edition by two people, and on its day."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch
from uuid import UUID

import pytest

from dispatch.editions.lifecycle import DraftNotNow, NotTheKeeper, SecondPersonNeeded
from dispatch.editions.model import Action, ChangedMeanwhile, DraftState, Edit, NoSuchDraft
from dispatch.flows.decide_draft import DayPassed, NotWhatWasAudited, return_draft
from dispatch.flows.drafted import open_draft
from dispatch.flows.keep_draft import (
    DROPPED,
    KEPT,
    BothChanged,
    NotEditable,
    NumberTwice,
    RowsRefused,
    TitleMissing,
    edit_draft,
    rebase_draft,
    replace_file,
    withdraw_draft,
)
from dispatch.flows.move_case import WordsMissing
from dispatch.flows.publish_county import publish_county
from dispatch.flows.submit_draft import BaseMoved, DraftUnreadable, NothingChanged, OwnTestsFailed
from dispatch.people.scope import WORKER
from dispatch.wire.county import files as names
from dispatch.wire.county.reader import read_files
from dispatch.wire.county.written import NoSuchRow
from tests.support.lists import (
    DESK,
    KEEPER,
    LINES,
    SECOND,
    STALLS,
    UNIT,
    Lists,
    lead_of,
    to_another_unit,
)
from workers.lists import ListKeeper


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

    def test_is_not_held_back_for_a_file_that_it_left_as_it_was(self, lists: Lists) -> None:
        row = lead_of(lists, STALLS)
        before = lists.row(row)["unit"]
        draft = lists.begins("甲")
        lists.edits(draft, Edit(LINES, row, Action.SET, {"unit": "330521-ZJ"}))
        lists.edits(draft, Edit(LINES, row, Action.SET, {"unit": before}))
        draft = lists.edits(draft, Edit(names.MATTERS, STALLS, Action.SET, {"keywords": "摆摊"}))
        first = lists.edits(lists.begins("乙"), *to_another_unit(lists, "M062"))
        for each in (first, draft):
            lists.submits(each)
            lists.approves(each)

        assert lists.ticks() == (2, 3)

        assert set(draft.files) == {names.MATTERS}
        leads = {line.row_id: line.unit for line in lists.county.loaded.book.lines}
        assert leads[lead_of(lists, "M062")] == "330521-ZJ"

    def test_is_not_approved_where_it_could_not_take_effect(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins("乙"), *to_another_unit(lists, "M062"))
        lists.submits(draft)
        lists.published(*to_another_unit(lists))

        with pytest.raises(BaseMoved, match="现行已是第 2 版"):
            lists.approves(draft)

        assert lists.draft(draft.draft_id).state is DraftState.SUBMITTED

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
        assert "第 2 版已改动责任清单," in waiting.held_back
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


class TestWorker:
    def test_goes_on_where_one_county_meets_a_defect(self, lists: Lists) -> None:
        draft = lists.edits(lists.begins(), *to_another_unit(lists))
        lists.submits(draft)
        lists.approves(draft)

        with patch("workers.lists.propose_reroutes", side_effect=ValueError("a defect")):
            ListKeeper(lists.county.deployment).round()

        # What was done before it stands.
        assert lists.draft(draft.draft_id).state is DraftState.IN_FORCE

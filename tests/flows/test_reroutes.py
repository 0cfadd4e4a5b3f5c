"""Open cases are proposed for, never moved; units ask, keepers set advice aside."""

from uuid import UUID

import pytest

from dispatch.editions.lifecycle import NotTheKeeper
from dispatch.editions.model import Action, Edit, RequestState, RerouteState
from dispatch.flows.dismiss_finding import dismiss_finding, show_again
from dispatch.flows.keep_draft import RowsRefused
from dispatch.flows.move_case import WordsMissing
from dispatch.flows.request_change import (
    Answered,
    MayNotAsk,
    RequestIncomplete,
    refuse_request,
    request_change,
    take_request,
)
from dispatch.flows.reroute_cases import (
    DecidedAlready,
    NobodyToMoveTo,
    NoSuchProposal,
    NotTheDesk,
    accept_reroute,
    keep_route,
)
from dispatch.wire.county import files as names
from dispatch.wire.county.written import NoSuchRow
from tests.support.lists import DESK, KEEPER, LINES, STALLS, UNIT, Lists, lead_of, to_another_unit


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
        with pytest.raises(DecidedAlready, match=r"已由.+按新版改派"), lists.work(DESK) as here:
            accept_reroute(number, note="再来", **here)
        other = lists.county.a_case("占道经营", matter=STALLS)
        with pytest.raises(NoSuchProposal), lists.work(DESK) as here:
            accept_reroute(other, note="没有建议", **here)

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

    def test_stays_as_long_as_nobody_decided_and_the_list_still_says_so(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        lists.published(*to_another_unit(lists))
        lists.proposes()
        with lists.work(DESK) as here:
            (before,) = here["work"].reroutes.open(here["county"].code)
        lists.published(*to_another_unit(lists, "M012"))

        assert lists.proposes() == 1
        with lists.work(DESK) as here:
            (waiting,) = here["work"].reroutes.open(here["county"].code)
        assert (waiting.number, waiting.after) == (number, "330521-ZJ")
        assert waiting.edition == before.edition + 1
        assert waiting.proposed_at == before.proposed_at

    def test_that_was_decided_is_not_made_again(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        lists.published(*to_another_unit(lists))
        lists.proposes()
        with lists.work(DESK) as here:
            here.pop("county")
            keep_route(number, note="由原单位办完", **here)
        lists.published(*to_another_unit(lists, "M012"))

        assert lists.proposes() == 0

    def test_misses_no_edition_that_nobody_looked_at(self, lists: Lists) -> None:
        number = lists.county.a_case("占道经营", matter=STALLS)
        lists.proposes()
        lists.published(*to_another_unit(lists))
        lists.published(*to_another_unit(lists, "M012"))

        assert lists.proposes() == 1
        with lists.work(DESK) as here:
            (waiting,) = here["work"].reroutes.open(here["county"].code)
        assert (waiting.number, waiting.after) == (number, "330521-ZJ")


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
            written = take_request(request, draft.draft_id, answer="同意", **here)
            changes = here["work"].drafts.changes(draft.county, draft.draft_id)
            taken = here["work"].requests.get(draft.county, request)

        assert written
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

"""Which status each refusal has: 422 where the body must be mended, 409 where the case is."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from flask import Flask

import dispatch
from dispatch.blobs.picture import Fault, PhotoRefused
from dispatch.errors import BadMessage, DispatchError, NotFound, Refused, Unusable
from dispatch.web.visit import NoPermission

TO_MEND = 422
OTHERWISE = 409
"""The case stands otherwise: the same body may be taken later, or of another case."""
STATUSES = {
    "assignment.area_unknown": TO_MEND,
    "assignment.matter_unknown": TO_MEND,
    "assignment.nobody_to_verify": TO_MEND,
    "assignment.recalled_to_township": TO_MEND,
    "assignment.unit_unknown": TO_MEND,
    "board.bad_cursor": TO_MEND,
    "casework.words_missing": TO_MEND,
    "hand_back.ground_unknown": TO_MEND,
    "photos.refused": TO_MEND,
    "photos.too_many": TO_MEND,
    "photos.unknown": TO_MEND,
    "report.incomplete": TO_MEND,
    "report.same_key_other_body": TO_MEND,
    "suspension.end_out_of_range": TO_MEND,
    "casework.not_now": OTHERWISE,
    "casework.not_yours": 403,
    "deadlines.already_finished": OTHERWISE,
    "deadlines.already_overdue": OTHERWISE,
    "deadlines.back_in_time": OTHERWISE,
    "deadlines.clock_refused": OTHERWISE,
    "deadlines.not_finished": OTHERWISE,
    "deadlines.not_suspended": OTHERWISE,
    "deadlines.suspended_before": OTHERWISE,
    "hand_back.held_by_the_desk": OTHERWISE,
    "hand_back.too_late": OTHERWISE,
    "hand_back.too_often": OTHERWISE,
    "reopening.handler_gone": OTHERWISE,
    "reopening.too_late": OTHERWISE,
    "supervision.not_louder": OTHERWISE,
    "suspension.not_suspendable": OTHERWISE,
    "transfer.holds_it_already": OTHERWISE,
}
ELSEWHERE = {
    "audit.edit_does_not_fit",
    "audit.nothing_chosen",
    "change_request.answered",
    "change_request.draft_behind",
    "change_request.incomplete",
    "change_request.may_not_ask",
    "channels.bad_address",
    "channels.bad_channel",
    "channels.host_not_allowed",
    "channels.no_secret_key",
    "channels.not_reachable",
    "clock.runs_forward",
    "county.account_taken",
    "county.triage_refused",
    "county.unit_still_needed",
    "editions.base_moved",
    "editions.both_changed",
    "editions.changed_meanwhile",
    "editions.day_passed",
    "editions.draft_unread",
    "editions.no_file",
    "editions.no_such_row",
    "editions.not_editable",
    "editions.not_now",
    "editions.not_the_keeper",
    "editions.not_what_was_audited",
    "editions.nothing_changed",
    "editions.number_twice",
    "editions.rows_refused",
    "editions.second_person_needed",
    "editions.tests_failed",
    "editions.title_missing",
    "editions.unreadable",
    "history.already_taken",
    "history.nothing_to_keep",
    "history.source_taken",
    "history.uploader_gone",
    "journal.no_such_place",
    "live.not_ready",
    "live.too_many_streams",
    "quarantine.resolved",
    "quarantine.still_refused",
    "reroute.decided_already",
    "reroute.nobody_to_move_to",
    "reroute.not_the_desk",
    "sheets.not_ready",
    "sign_in.no_such_account",
    "sign_in.password_too_weak",
    "triage.already_judged",
    "triage.matter_missing",
    "triage.word_refused",
    "trial.incomplete",
    "what_if.no_history",
    "what_if.not_readable",
}
"""Refusals of what the API does not offer."""


def every(family: type[DispatchError]) -> Iterator[type[DispatchError]]:
    for one in family.__subclasses__():
        if one.__module__.startswith("dispatch."):
            yield one
            yield from every(one)


@pytest.fixture(scope="session", autouse=True)
def all_modules() -> None:
    for found in pkgutil.walk_packages(dispatch.__path__, "dispatch."):
        if not found.name.endswith(("__main__", ".wsgi", ".env")) and "versions" not in found.name:
            importlib.import_module(found.name)


def answer_to(app: Flask, error: Exception) -> tuple[int, dict[str, object]]:
    """Return what a program is told when an operation of cases raises this."""
    with app.test_request_context("/api/v1/cases"):
        told = app.make_response(app.handle_user_exception(error))
    assert told.content_type == "application/problem+json"
    return told.status_code, told.json


class TestRefusals:
    def test_are_all_listed_here(self) -> None:
        assert {one.code for one in every(Refused)} == set(STATUSES) | ELSEWHERE

    @pytest.mark.parametrize(("code", "status"), STATUSES.items())
    def test_say_whether_the_body_or_the_case_is_to_be_mended(
        self, app: Flask, code: str, status: int
    ) -> None:
        kind = next(one for one in every(Refused) if one.code == code)
        error = kind(Fault.DAMAGED) if kind is PhotoRefused else kind("不行")

        told_status, told = answer_to(app, error)

        assert told_status == told["status"] == status
        assert told["code"] == code
        assert told["detail"]

    def test_of_a_photo_name_what_is_wrong_with_the_file(self, app: Flask) -> None:
        _, told = answer_to(app, PhotoRefused(Fault.TOO_LARGE))

        assert told["errors"] == {"file": ["too_large"]}


class TestFamilies:
    def test_of_missing_things_are_all_told_alike(self, app: Flask) -> None:
        answers = [answer_to(app, kind("案件 C1 属于别的单位")) for kind in every(NotFound)]

        assert len(answers) > 8
        assert all(each == answers[0] for each in answers)
        assert answers[0][0] == 404
        assert "detail" not in answers[0][1]

    def test_without_permission_is_403(self, app: Flask) -> None:
        assert answer_to(app, NoPermission("x"))[0] == 403

    @pytest.mark.parametrize("family", [BadMessage, Unusable, DispatchError])
    def test_that_nobody_who_asks_can_mend_are_defects_with_a_number(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch, family: type[DispatchError]
    ) -> None:
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)

        status, told = answer_to(app, family("secret words"))

        assert (status, told["code"]) == (500, "defect")
        assert told["number"]
        assert "secret words" not in str(told)

"""The words, the habits and the findings of a demo."""

import io
from collections import Counter

from rich.console import Console

from deploy.demo.accounts import new_password, show_accounts
from deploy.demo.findings import Findings
from deploy.demo.people import Habit, habit_of
from deploy.demo.phrases import Phrases
from deploy.demo.worker_logs import CRITICAL, ERROR, cries
from dispatch.flows.sign_in import SHORTEST_PASSWORD


class TestPhrases:
    def test_name_a_place_from_the_township_down(self, example, dice):
        grid = next(area for area in example.territory if len(area.code) == 15)

        place = Phrases(dice(), example.territory).place(grid)

        township = example.territory.get(grid.township)
        assert place.startswith(township.name)
        assert place.endswith(grid.name)
        assert "德清县" not in place

    def test_of_the_county_itself_name_the_county(self, example, dice):
        phrases = Phrases(dice(), example.territory)

        assert phrases.place(example.territory.county) == example.territory.county.name

    def test_hold_what_was_seen(self, example, dice):
        phrases = Phrases(dice(), example.territory)

        assert "路灯不亮" in phrases.report("路灯不亮", example.territory.county)


class TestHabits:
    def test_follow_from_the_report_alone(self):
        assert {habit_of("urn:x 1") for _ in range(9)} == {habit_of("urn:x 1")}

    def test_leave_most_cases_lying_when_the_ladder_shall_be_seen(self):
        habits = Counter(habit_of(f"urn:x {n}") for n in range(1000))

        assert habits[Habit.NEGLECTED] > 550
        assert set(habits) == set(Habit)

    def test_leave_fewer_lying_in_a_busy_county(self):
        habits = Counter(habit_of(f"urn:x {n}", busy=True) for n in range(1000))

        assert habits[Habit.NEGLECTED] < 320


class TestFindings:
    def test_that_hold_are_no_failures(self):
        findings = Findings()
        findings.equal("案件", "cases", 3, 3)
        findings.at_least("隔离", "quarantined", 3, 4)
        findings.note("用时", "seconds", 12)

        assert findings.failures == []

    def test_that_do_not_hold_say_what_was_expected_and_what_was_seen(self):
        findings = Findings()
        findings.at_least("隔离", "quarantined", 20, 19, "empty 19")

        (failure,) = findings.failures

        assert failure.sentence == "✗ 隔离 quarantined: expected ≥ 20, seen 19  empty 19"

    def test_are_one_plain_table_where_there_is_no_terminal(self):
        out = io.StringIO()
        findings = Findings()
        findings.equal("案件", "cases", 3, 2)

        findings.show(Console(file=out, width=100), "title")

        shown = out.getvalue()
        assert "\x1b" not in shown
        assert "✗ 案件 cases: expected = 3, seen 2" in shown.splitlines()


class TestAccounts:
    def test_have_a_password_that_is_long_enough_and_new_each_time(self):
        assert len(new_password()) >= SHORTEST_PASSWORD
        assert new_password() != new_password()

    def test_are_shown_by_role_with_the_password_once(self, example):
        out = io.StringIO()

        show_accounts(Console(file=out, width=120), example, "some-words-here")

        assert out.getvalue().count("some-words-here") == 1
        assert "desk1" in out.getvalue()
        assert "duban1" in out.getvalue()


class TestCries:
    def test_are_the_loud_lines_of_a_log(self, tmp_path):
        log = tmp_path / "clockwork.log"
        log.write_text(
            '{"event": "rungs_fired", "level": "info"}\n'
            '{"event": "brake_on", "level": "critical"}\n'
            "apscheduler says something\n"
            '{"event": "tick_put_back", "level": "error"}\n'
            '{"event": "tick_put_b'
        )

        assert cries(log, CRITICAL) == {"brake_on": 1}
        assert cries(log, ERROR) == {"tick_put_back": 1}

    def test_of_a_worker_that_never_wrote_are_none(self, tmp_path):
        assert not cries(tmp_path / "absent.log", ERROR)

from dispatch.deadlines.limits import due
from dispatch.deadlines.steps import Step, StepKind
from tests.unit.deadlines.builders import DAY, HOUR, URGENT_HOUR, a_calendar, at


def as_told(step: Step) -> tuple[str, str, str, int, int]:
    return (
        step.kind.value,
        f"{step.begins:%m-%d %H:%M}",
        f"{step.ends:%m-%d %H:%M}",
        step.minutes,
        step.total,
    )


class TestDerivation:
    def test_names_every_period_day_off_and_suspension(self) -> None:
        still = (at("2026-10-08 09:00"), at("2026-10-08 10:00"))

        found = due(a_calendar(), at("2026-09-30 17:00"), 3, HOUR, [still])

        assert [as_told(step) for step in found.steps] == [
            ("period", "09-30 17:00", "09-30 18:00", 60, 60),
            *[("off", f"10-0{day} 00:00", f"10-0{day + 1} 00:00", 0, 60) for day in range(1, 8)],
            ("period", "10-08 08:00", "10-08 09:00", 60, 120),
            ("suspended", "10-08 09:00", "10-08 10:00", 0, 120),
            ("period", "10-08 10:00", "10-08 11:00", 60, 180),
        ]

    def test_says_why_a_day_is_off_or_worked(self) -> None:
        found = due(a_calendar(), at("2026-10-07 09:00"), 4, DAY)

        assert {step.note for step in found.steps} == {
            "National Day",
            "",
            "make-up day: National Day",
            "weekend",
        }

    def test_of_an_urgent_limit_is_one_run(self) -> None:
        (step,) = due(a_calendar(), at("2026-11-23 21:00"), 2, URGENT_HOUR).steps

        assert (step.kind, step.minutes) == (StepKind.RUN, 120)

    def test_marks_the_days_of_a_provisional_year(self) -> None:
        steps = due(a_calendar(), at("2026-12-31 08:00"), 2, DAY).steps

        assert {step.begins.year for step in steps if step.provisional} == {2027}
        assert {step.begins.year for step in steps if not step.provisional} == {2026}

    def test_can_be_written_down(self) -> None:
        step, *_ = due(a_calendar(), at("2026-11-23 08:00"), 1, HOUR).steps

        assert step.as_json() == {
            "kind": "period",
            "from": "2026-11-23T08:00:00+08:00",
            "to": "2026-11-23T09:00:00+08:00",
            "minutes": 60,
            "total": 60,
            "note": "",
            "provisional": False,
        }

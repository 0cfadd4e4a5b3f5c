"""A fail-point does nothing until a fault test arms it."""

from collections.abc import Iterator

import pytest

from dispatch import failpoints
from dispatch.failpoints import FailPointHit, arm, fail_point


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


class TestFailPoint:
    def test_unarmed_does_nothing(self) -> None:
        fail_point("reports.committed")

    def test_armed_to_raise_raises(self) -> None:
        arm("reports.committed:raise")

        with pytest.raises(FailPointHit, match=r"reports\.committed"):
            fail_point("reports.committed")

    def test_armed_elsewhere_does_nothing(self) -> None:
        arm("relay.sent:raise")

        fail_point("reports.committed")

    def test_disarmed_again_does_nothing(self) -> None:
        arm("relay.sent:raise")

        arm("")

        fail_point("relay.sent")

    def test_armed_to_exit_ends_the_process_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ended: list[int] = []
        monkeypatch.setattr(failpoints.os, "_exit", ended.append)
        arm("relay.sent:exit")

        fail_point("relay.sent")

        assert ended == [77]

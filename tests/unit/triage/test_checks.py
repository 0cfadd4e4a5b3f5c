"""Which automatic decisions a person looks at again."""

import pytest

from dispatch.triage.checks import Tally, is_drawn


class TestDrawing:
    def test_gives_one_report_the_same_answer_always(self) -> None:
        assert [is_drawn("urn:a", "17", 0.5) for _ in range(3)] == [
            is_drawn("urn:a", "17", 0.5)
        ] * 3

    @pytest.mark.parametrize("share", [0.02, 0.3])
    def test_takes_about_the_stated_share(self, share: float) -> None:
        drawn = sum(is_drawn("urn:township", str(n), share) for n in range(20_000))

        assert drawn / 20_000 == pytest.approx(share, abs=0.01)

    def test_takes_none_and_all_at_the_ends(self) -> None:
        assert not any(is_drawn("s", str(n), 0.0) for n in range(200))
        assert all(is_drawn("s", str(n), 1.0) for n in range(200))

    def test_tells_two_senders_apart(self) -> None:
        answers = {(is_drawn("a", str(n), 0.5), is_drawn("b", str(n), 0.5)) for n in range(50)}

        assert len(answers) == 4


class TestTally:
    def test_knows_no_error_before_the_first_verdict(self) -> None:
        none = Tally("model", 0, 0)

        assert (none.error, none.interval) == (None, (0.0, 1.0))

    def test_gives_the_error_with_its_interval(self) -> None:
        some = Tally("model", 100, 5)

        assert some.error == 0.05
        assert some.interval == pytest.approx((0.0164, 0.1128), abs=5e-5)

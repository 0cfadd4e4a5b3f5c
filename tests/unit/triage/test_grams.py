"""A message is read plain, and shown as it was written."""

import pytest

from dispatch.triage.grams import placed, plain


class TestPlaced:
    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("", (0,)),
            ("停水3天", (0, 1, 2, 3, 4)),
            ("停水１２3天", (0, 1, 2, 5, 6)),
            ("12㎡AB", (0, 2, 2, 3, 4, 5)),
            ("99", (0, 2)),
        ],
    )
    def test_says_where_each_character_begins(self, text: str, places: tuple[int, ...]) -> None:
        assert placed(text) == (text, plain(text), places)

    def test_lets_letters_that_only_read_together_stand_for_themselves(self) -> None:
        assert placed("e\u030112") == ("é0", "é0", (0, 1, 2))

    @pytest.mark.parametrize("text", ["路灯２３号不亮。", "ﬁ①½ 千米㎞9", "\ufdfa٣x"])
    def test_has_a_place_for_each_and_one_for_the_end(self, text: str) -> None:
        shown, read, places = placed(text)

        assert len(places) == len(read) + 1
        assert list(places) == sorted(places)
        assert places[-1] == len(shown)

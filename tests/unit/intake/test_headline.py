"""A title for reports without one."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.intake.headline import LONGEST, headline


class TestHeadline:
    def test_is_the_first_sentence(self) -> None:
        assert headline("路灯坏了三盏。天黑看不见路。") == "路灯坏了三盏"
        assert headline("  救命!\n河水漫上来了") == "救命"

    def test_says_that_more_follows(self) -> None:
        shown = headline(
            "昨天傍晚在武康街道祥和社区第4网格又出现夜间施工噪声,吵得楼上楼下的老人孩子整夜都睡不着觉"
        )

        assert shown.endswith("…")
        assert len(shown) <= LONGEST

    def test_leaves_no_comma_before_the_mark(self) -> None:
        assert headline("字" * 38 + "," + "字" * 10) == "字" * 38 + "…"

    def test_never_cuts_a_number_in_two(self) -> None:
        citizen = "33052119900101123X"

        shown = headline("字" * 30 + citizen + "多次来访反映")

        assert shown == "字" * 30 + "…"

    def test_keeps_a_text_of_marks_alone(self) -> None:
        assert headline("。。!") == "。。!"

    @given(st.text(min_size=1, max_size=200))
    def test_is_short_and_in_one_line(self, text: str) -> None:
        shown = headline(text)

        assert len(shown) <= LONGEST
        assert "\n" not in shown
        assert bool(shown) == bool(text.split())

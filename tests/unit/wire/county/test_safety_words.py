"""Safety words are taken out of a triage file and put back; the rest of it stays as it is."""

import pytest

from dispatch.vocabulary import Urgency
from dispatch.wire.county.files import TRIAGE, default_of
from dispatch.wire.county.safety_words import (
    TriageRefused,
    noted,
    only_words,
    safety_words,
    with_safety_words,
    words_between,
)

FILE = """\
# ours
margin: 0.2
weights: {title: 2, length: 1.5}
safety:   # danger
  red:
    # fire
    - 爆炸   # the worst
    - 被困
  orange: [煤气味]
"""


def changed(text: str, red: list[str], orange: list[str]) -> str:
    words = {Urgency.RED: red, Urgency.ORANGE: orange}
    return with_safety_words(text.encode(), words, {}).decode()


class TestSafetyWords:
    def test_are_read_as_they_are_written(self) -> None:
        found = safety_words(FILE.encode(), {})

        assert found == {Urgency.RED: ("爆炸", "被困"), Urgency.ORANGE: ("煤气味",)}

    def test_that_stay_keep_their_places_and_remarks(self) -> None:
        assert changed(FILE, ["爆炸", "被困"], ["煤气味"]) == FILE

    def test_come_and_go_and_nothing_else_changes(self) -> None:
        after = changed(FILE, ["爆炸", "踩踏", " 踩踏 "], ["煤气味", "冒烟"])

        assert after == FILE.replace("    - 被困\n", "    - 踩踏\n").replace(
            "[煤气味]", "[煤气味, 冒烟]"
        )

    def test_may_all_be_gone_and_come_back(self) -> None:
        empty = changed(FILE, [], [])
        assert safety_words(empty.encode(), {}) == {Urgency.RED: (), Urgency.ORANGE: ()}

        again = changed(empty, ["爆炸"], ["冒烟"])

        assert safety_words(again.encode(), {}) == {
            Urgency.RED: ("爆炸",),
            Urgency.ORANGE: ("冒烟",),
        }
        assert "# ours" in again

    def test_written_over_two_lines_are_written_anew(self) -> None:
        after = changed(FILE.replace("- 被困\n", '- "被\n      困"\n'), ["爆炸"], ["冒烟"])

        assert safety_words(after.encode(), {})[Urgency.RED] == ("爆炸",)
        assert "margin: 0.2" in after

    @pytest.mark.parametrize("word", ["110", "是: 否", "#1", "[x]", "yes", "'", "- 火"])
    def test_are_quoted_where_they_would_be_something_else(self, word: str) -> None:
        for text in (FILE, FILE.replace("[煤气味]", "\n    - 煤气味")):
            after = changed(text, [word], [f"{word}二"])

            assert safety_words(after.encode(), {}) == {
                Urgency.RED: (word,),
                Urgency.ORANGE: (f"{word}二",),
            }

    def test_of_the_products_own_file_can_be_changed(self) -> None:
        own = default_of(TRIAGE)
        words = safety_words(own, {})

        assert with_safety_words(own, words, {}) == own
        more = {**words, Urgency.ORANGE: (*words[Urgency.ORANGE], "踩踏")}
        assert safety_words(with_safety_words(own, more, {}), {}) == more

    def test_that_stand_twice_are_refused(self) -> None:
        with pytest.raises(TriageRefused, match="listed twice"):
            changed(FILE, ["爆炸"], ["爆炸"])

    def test_of_a_file_that_cannot_be_read_are_refused(self) -> None:
        with pytest.raises(TriageRefused, match="margin"):
            safety_words(FILE.replace("margin: 0.2", "margin: 9").encode(), {})


class TestNote:
    def test_says_which_words_came_and_went_at_which_urgency(self) -> None:
        after = changed(FILE, ["爆炸", "踩踏"], ["煤气味", "冒烟"])

        red, orange = words_between(noted(FILE.encode()), noted(after.encode()))

        assert (red.urgency, red.added, red.removed) == (Urgency.RED, ("踩踏",), ("被困",))
        assert (orange.urgency, orange.added, orange.removed) == (Urgency.ORANGE, ("冒烟",), ())
        assert only_words(noted(FILE.encode()), noted(after.encode()))

    def test_counts_neither_order_nor_remarks(self) -> None:
        assert noted(FILE.encode()) == noted(changed(FILE, ["被困", "爆炸"], ["煤气味"]).encode())
        assert noted(FILE.encode()) == noted(FILE.replace("# ours", "# theirs").encode())

    def test_tells_what_else_changed(self) -> None:
        other = FILE.replace("margin: 0.2", "margin: 0.3")

        assert words_between(noted(FILE.encode()), noted(other.encode())) == ()
        assert not only_words(noted(FILE.encode()), noted(other.encode()))

    @pytest.mark.parametrize("text", [b"safety: [", b"[1]", b"\xff", b"safety: {red: 3}", b""])
    def test_is_made_of_what_cannot_be_read_as_well(self, text: bytes) -> None:
        assert words_between(noted(text), noted(text)) == ()
        assert not only_words({}, {})

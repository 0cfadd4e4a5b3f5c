from dispatch.responsibility.atoms import atoms
from dispatch.responsibility.conditions import holds, parse_condition


def pieces(*conditions: str) -> set[tuple[bool, ...]]:
    """What the pieces make of each condition, in turn."""
    tests = [part for text in conditions for part in parse_condition(text)]
    return {tuple(holds(test, atom.value) for test in tests) for atom in atoms(tests)}


class TestAtoms:
    def test_cut_numbers_below_at_between_and_above_the_constants(self) -> None:
        assert pieces("n >= 2", "n > 2", "n = 3", "n < 3") == {
            (False, False, False, True),
            (True, False, False, True),
            (True, True, False, True),
            (True, True, True, False),
            (True, True, False, False),
        }

    def test_know_that_nothing_lies_between_two_days(self) -> None:
        assert (True, True) not in pieces("d > 2026-03-01", "d < 2026-03-02")
        assert (True, True) in pieces("d > 2026-03-01", "d < 2026-03-03")

    def test_hold_one_piece_for_all_that_no_constant_names(self) -> None:
        assert pieces("land = farm", "land in farm;forest") == {
            (True, True),
            (False, True),
            (False, False),
        }

    def test_never_let_contraries_hold_together(self) -> None:
        assert pieces("land = a", "land != a") == {(True, False), (False, True)}

    def test_say_in_words_what_they_are(self) -> None:
        words = {atom.text for atom in atoms(parse_condition("n >= 3"))}

        assert words == {"n >= 3", "not n >= 3"}

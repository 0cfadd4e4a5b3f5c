"""One byte form of an entry, and the hash that seals it after the one before."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dispatch.journal.chain import GENESIS, canonical, instant, seal


class TestCanonicalForm:
    def test_does_not_depend_on_the_order_of_keys(self) -> None:
        assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == canonical(
            {"a": {"c": 3, "d": 2}, "b": 1}
        )

    def test_is_utf8_without_blanks(self) -> None:
        assert canonical({"说": "好 的", "a": [1, None, True]}) == (
            '{"a":[1,null,true],"说":"好 的"}'.encode()
        )

    def test_refuses_what_is_no_number(self) -> None:
        with pytest.raises(ValueError, match="JSON"):
            canonical({"a": float("nan")})


class TestSeal:
    def test_is_the_hash_of_the_one_before_and_the_entry(self) -> None:
        entry = {"seq": 1, "body": {"text": "补充"}}

        assert seal(GENESIS, entry) == hashlib.sha256(bytes(32) + canonical(entry)).digest()

    @pytest.mark.parametrize("other", [{"seq": 2}, {"seq": "1"}, {"seq": 1, "x": None}, {}])
    def test_differs_with_any_difference(self, other: dict[str, object]) -> None:
        assert seal(GENESIS, {"seq": 1}) != seal(GENESIS, other)

    def test_differs_with_what_came_before(self) -> None:
        assert seal(GENESIS, {"seq": 2}) != seal(seal(GENESIS, {"seq": 1}), {"seq": 2})


class TestInstant:
    def test_is_written_in_utc_to_the_microsecond(self) -> None:
        beijing = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8)))

        assert instant(beijing) == "2026-11-23T01:00:00.000000Z"
        assert instant(beijing.astimezone(UTC)) == instant(beijing)

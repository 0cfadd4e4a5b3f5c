"""A place in the change log, as text and in its order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.journal.changes import ChangeCursor, NoSuchPlace, read_change_cursor

NUMBERS = st.integers(0, 2**63 - 1)


class TestCursor:
    @given(NUMBERS, NUMBERS)
    def test_is_read_as_it_was_written(self, xid: int, entry_id: int):
        cursor = ChangeCursor(xid, entry_id)

        assert read_change_cursor(str(cursor)) == cursor

    def test_is_ordered_by_transaction_first(self):
        assert ChangeCursor(2, 1) > ChangeCursor(1, 9)
        assert ChangeCursor(1, 10) > ChangeCursor(1, 9)

    @pytest.mark.parametrize(
        "written", ["", ".", "1", "1.", ".1", "a.b", "-1.1", "1.1.1", "１.１", "9" * 30 + ".1"]
    )
    def test_is_refused_when_it_names_no_place(self, written: str):
        with pytest.raises(NoSuchPlace):
            read_change_cursor(written)

    @given(st.text(max_size=60))
    def test_of_any_text_is_a_place_or_refused(self, written: str):
        try:
            cursor = read_change_cursor(written)
        except NoSuchPlace:
            return
        assert cursor >= ChangeCursor(0, 0)

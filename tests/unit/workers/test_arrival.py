"""What the consumer makes of a record before anybody has read it."""

from types import SimpleNamespace

import pytest

from workers.reports import _arrival


def a_record(*headers: tuple[str, bytes | None]) -> SimpleNamespace:
    return SimpleNamespace(
        topic="township.events.v1",
        partition=3,
        offset=41,
        key=b"330521001",
        value=b"{}",
        headers=list(headers),
    )


class TestArrival:
    @pytest.mark.parametrize(
        ("header", "kept"),
        [
            (("trace", b"1"), {"trace": "1"}),
            (("nothing", None), {"nothing": ""}),
            (("binary", b"\xff"), {"binary": "\ufffd"}),
            (("nul", b"a\x00b"), {"nul": "a\ufffdb"}),
            (("\x00", b""), {"\ufffd": ""}),
        ],
        ids=["text", "null", "binary", "NUL", "NUL in the name"],
    )
    def test_keeps_of_a_header_what_the_database_can_hold(
        self, header: tuple[str, bytes | None], kept: dict[str, str]
    ) -> None:
        assert _arrival(a_record(header)).headers == kept

    def test_keeps_where_it_lay_and_its_bytes(self) -> None:
        arrival = _arrival(a_record())

        assert (arrival.topic, arrival.partition, arrival.position) == ("township.events.v1", 3, 41)
        assert (arrival.key, arrival.value) == (b"330521001", b"{}")

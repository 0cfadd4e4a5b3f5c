"""A demo's two ports are found together, out of the way of everything else that takes ports."""

import socket
from pathlib import Path

import pytest

from deploy.local.server import ServerFailed, free_pair, free_port


class TestFreePair:
    def test_passes_over_a_pair_of_which_one_is_taken(self) -> None:
        first = free_pair()
        with (
            socket.create_server(("127.0.0.1", first + 1)),
            pytest.raises(ServerFailed, match=f"no free port between {first} and"),
        ):
            free_pair(range(first, first + 2))

        assert free_pair(range(first, first + 1)) == first

    def test_lies_where_neither_a_server_nor_an_outgoing_connection_comes(self) -> None:
        outgoing = Path("/proc/sys/net/ipv4/ip_local_port_range")
        lowest = int(outgoing.read_text().split()[0]) if outgoing.exists() else 32_768

        pairs, singles = [free_pair() for _ in range(50)], [free_port() for _ in range(50)]

        assert max(pairs) + 1 < min(singles)
        assert max(singles) < lowest

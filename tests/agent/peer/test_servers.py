"""The broker's list of servers becomes options of the connection."""

from __future__ import annotations

import pytest

from agent.peer.servers import connection_options
from protocol.links.agent_broker import IceServer


def test_first_of_each_kind_is_used() -> None:
    servers = (
        IceServer(urls=("stun:stun.example:19302", "stun:other.example")),
        IceServer(urls=("turn:relay.example?transport=udp", "turns:relay.example:443"), username="u", credential="c"),
    )
    assert connection_options(servers) == {
        "stun_server": ("stun.example", 19302),
        "turn_server": ("relay.example", 3478),
        "turn_ssl": False,
        "turn_transport": "udp",
        "turn_username": "u",
        "turn_password": "c",
    }


def test_turn_over_tls_is_tcp() -> None:
    options = connection_options((IceServer(urls=("turns:[2001:db8::1]:443",), username="u", credential="c"),))
    assert options["turn_server"] == ("2001:db8::1", 443)
    assert (options["turn_ssl"], options["turn_transport"]) == (True, "tcp")


@pytest.mark.parametrize("uri", ["http://x", "turn:", "turn:a b", "stun:x:99999", "turns:x?transport=udp", "stun:x:0"])
def test_what_cannot_be_used_is_left_out(uri: str) -> None:
    assert connection_options((IceServer(urls=(uri,), username="u", credential="c"),)) == {}

"""Which STUN and TURN server a connection uses, out of the list that the broker gave it."""

import re
from collections.abc import Sequence
from typing import Any, Final

from protocol.links.agent_broker import IceServer

# RFC 7064 and RFC 7065; a host name, an IPv4 address or an IPv6 address in brackets.
URI = re.compile(
    r"(stun|turn|turns):(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]{1,253})(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?"
)
DEFAULT_PORTS: Final = {"stun": 3478, "turn": 3478, "turns": 5349}


def connection_options(servers: Sequence[IceServer]) -> dict[str, Any]:
    """Options for the ICE connection: the first usable STUN and the first usable TURN address; the rest is left."""
    options: dict[str, Any] = {}
    for server in servers:
        for uri in server.urls:
            match = URI.fullmatch(uri)
            if match is None:
                continue
            scheme, host, port, transport = match.groups()
            place = (host.strip("[]"), int(port) if port else DEFAULT_PORTS[scheme])
            if not 0 < place[1] < 65536:
                continue
            if scheme == "stun":
                options.setdefault("stun_server", place)
            elif "turn_server" not in options and not (scheme == "turns" and transport == "udp"):
                options |= {
                    "turn_server": place,
                    "turn_ssl": scheme == "turns",
                    "turn_transport": transport or ("tcp" if scheme == "turns" else "udp"),
                    "turn_username": server.username,
                    "turn_password": server.credential,
                }
    return options

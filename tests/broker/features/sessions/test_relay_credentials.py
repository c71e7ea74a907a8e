"""Credentials for the relay."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from broker.features.sessions.relay_credentials import RelayServers
from protocol.identifiers import SessionId

AT = datetime(2031, 1, 1, tzinfo=UTC)
SERVERS = RelayServers(urls=("turn:relay.example:3478", "stun:relay.example"), secret="the shared secret")


def test_the_credential_is_what_coturn_computes_from_the_shared_secret() -> None:
    stun, turn = SERVERS.for_side(SessionId("a" * 26), "viewer", AT)
    assert stun.username is None
    assert turn.urls == ("turn:relay.example:3478",)
    assert turn.username is not None
    expiry, _, rest = turn.username.partition(":")
    assert int(expiry) == int(AT.timestamp()) + 120
    assert rest == "a" * 26 + ".viewer"
    digest = hmac.new(b"the shared secret", turn.username.encode(), hashlib.sha1).digest()
    assert turn.credential == base64.b64encode(digest).decode()


def test_each_side_has_its_own() -> None:
    one = SERVERS.for_side(SessionId("a" * 26), "viewer", AT)[1]
    other = SERVERS.for_side(SessionId("a" * 26), "agent", AT)[1]
    assert one.credential != other.credential

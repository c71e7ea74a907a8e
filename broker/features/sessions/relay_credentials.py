"""Credentials for the relay, made for one side of one session; the form that coturn's `use-auth-secret` takes."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from protocol.identifiers import SessionId
from protocol.links.agent_broker import IceServer

# A credential is looked at when an allocation is made or refreshed; a session that is extended gets new ones.
ALLOWANCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayServers:
    """Where the relays are, and the secret shared with them."""

    urls: tuple[str, ...]
    secret: str

    def for_side(self, session: SessionId, side: str, expires_at: datetime) -> tuple[IceServer, ...]:
        """Mint what one side needs until the session's end."""
        expiry = int((expires_at + ALLOWANCE).timestamp())
        username = f"{expiry}:{session}.{side}"
        # SHA-1 is what the form prescribes; as an HMAC key it is sound (RFC 6194, section 3.3).
        digest = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        credential = base64.b64encode(digest).decode()
        plain = tuple(url for url in self.urls if url.startswith("stun"))
        relays = tuple(url for url in self.urls if url.startswith("turn"))
        servers = []
        if plain:
            servers.append(IceServer(urls=plain))
        if relays:
            servers.append(IceServer(urls=relays, username=username, credential=credential))
        return tuple(servers)

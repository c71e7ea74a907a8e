"""Where webhooks may be sent, how they are signed, and when they are tried again; pure."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Protocol
from urllib.parse import urlsplit

from broker.errors import BadInput

Network = IPv4Network | IPv6Network

MAX_NAME: Final = 80
MAX_URL: Final = 2_000
MAX_AUTHORIZATION: Final = 500
MOST_WEBHOOKS: Final = 50
"""In one organization, or of the instance."""
MOST_WAITING: Final = 1_000
"""In the queue of one webhook; what comes beyond is counted, and not sent."""
AT_ONCE: Final = 20
"""Receivers that are sent to at once."""
AT_ONCE_OF_ONE: Final = 4
"""Among them receivers of one organization, or of the instance: its dead ones leave room for others'."""
KEPT: Final = timedelta(days=7)
SECONDS: Final = 10.0
LEASE: Final = timedelta(minutes=1)
WAITS: Final = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1_800, 7_200, 21_600))
MAX_TRIES: Final = len(WAITS) + 1
SECRET_BYTES: Final = 32

# Addresses that carry another one in them: the inner one counts (RFC 4291 2.5.5.2, RFC 6052, RFC 3056).
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR: Final = IPv6Network("2002::/16")
_LOCAL_TRANSLATED: Final = ip_network("64:ff9b:1::/48")


class DeliveryState(StrEnum):
    """Where a delivery is: it waits, was taken, or was given up."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


def read_name(text: str) -> str:
    """Spell a name in one way, or raise BadInput."""
    spelled = " ".join(text.split())
    if spelled and len(spelled) <= MAX_NAME and spelled.isprintable():
        return spelled
    raise _wrong(f"A name has 1 to {MAX_NAME} characters that can be read.", "name")


def host_of(url: str) -> str:
    """Give host and port of an address that a webhook may have at all, or raise BadInput."""
    sentence = "Give an address such as https://hooks.example/path, without a name or password in it."
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise _wrong(sentence, "url") from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= MAX_URL
    if parts.scheme not in ("http", "https") or not host or port == 0 or "@" in parts.netloc or not is_plain:
        raise _wrong(sentence, "url")
    return parts.netloc.lower()


def check_authorization(text: str) -> None:
    """Refuse what cannot stand in a header."""
    if len(text) > MAX_AUTHORIZATION or not text.isascii() or not (text.isprintable() or not text):
        raise _wrong(f"Give at most {MAX_AUTHORIZATION} plain characters, such as Bearer and a token.", "authorization")


def may_reach(address: str, networks: Iterable[Network], *, is_encrypted: bool) -> bool:
    """Tell whether a webhook may go to a network address: public ones by https, others where the operator says so."""
    found = _inner(ip_address(address.partition("%")[0]))
    if any(found in network for network in networks):
        return True
    return is_encrypted and found.is_global and not found.is_multicast and not found.is_reserved


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return IPv6Address("::1") if address in _LOCAL_TRANSLATED else address


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Sign a body together with its time, so that nobody sends it again later as if it were new."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_for_ever(status: int) -> bool:
    """Tell whether an answer is no use in trying again: a redirect, which is never followed, or a refusal."""
    return 300 <= status < 500 and status not in (408, 425, 429)


class Tried(Protocol):
    """What of a delivery says whether it is under way."""

    state: str
    tries: int
    problem: str
    next_try_at: datetime | None


def is_under_way(delivery: Tried, now: datetime) -> bool:
    """Tell whether a try was begun, nobody noted what became of it, and its process is not taken for dead yet."""
    is_begun = delivery.state == DeliveryState.WAITING and delivery.tries > 0 and not delivery.problem
    return is_begun and delivery.next_try_at is not None and now < delivery.next_try_at


def next_try(tries: int, now: datetime, chance: Callable[[], float]) -> datetime | None:
    """Say when to try again: growing waits, each half to one and a half as long; None where it is given up."""
    return now + WAITS[tries - 1] * (0.5 + chance()) if 0 < tries <= len(WAITS) else None


def _wrong(sentence: str, field: str) -> BadInput:
    return BadInput(sentence, code=f"webhook.wrong_{field}", fields={field: sentence})

"""Which datagrams at the agent's ports are looked at: STUN, and what comes from a checked address."""

from collections.abc import Collection
from typing import Final

Address = tuple[str, int]

MAGIC_COOKIE: Final = b"\x21\x12\xa4\x42"
MAX_BYTES: Final = 2048
# Datagrams that wait for the event loop; at 1,200 bytes this is 2.4 MB, far beyond what feedback ever needs.
MAX_WAITING: Final = 2048
# Addresses of one viewer that checks are answered to; each costs memory and a check of our own.
MAX_PAIRS: Final = 128


def is_stun(datagram: bytes) -> bool:
    """RFC 7983 section 7 and RFC 8489 section 5: first byte 0 to 3, magic cookie at offset 4."""
    return len(datagram) >= 20 and datagram[0] <= 3 and datagram[4:8] == MAGIC_COOKIE


def is_admitted(datagram: bytes, source: Address, checked: Collection[Address]) -> bool:
    """True for STUN from anywhere (it carries its own proof) and for the rest only from checked addresses."""
    if not 0 < len(datagram) <= MAX_BYTES:
        return False
    return is_stun(datagram) or source in checked

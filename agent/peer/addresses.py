"""Which of the computer's own addresses a viewer is told."""

import ipaddress
from typing import Final

import ifaddr

MAX_ADDRESSES: Final = 8
LOOPBACK_VERSION: Final = 4


def own_addresses(*, loopback: bool) -> tuple[str, ...]:
    """Addresses of all interfaces; those of loopback only when asked for or when there is nothing else."""
    found = {
        str(address.ip if address.is_IPv4 else address.ip[0])
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
    }
    return choose(found, loopback=loopback)


def choose(found: set[str], *, loopback: bool) -> tuple[str, ...]:
    """Pure part: IPv4 first, no link-local IPv6 (it would need a zone), at most eight."""
    parsed: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = sorted(
        (ipaddress.ip_address(text) for text in found), key=lambda address: (address.version, int(address))
    )
    outside = [address for address in parsed if not address.is_loopback and not address.is_link_local]
    inside = [address for address in parsed if address.is_loopback and address.version == LOOPBACK_VERSION]
    chosen = [*outside, *inside] if loopback or not outside else outside
    return tuple(map(str, chosen[:MAX_ADDRESSES]))

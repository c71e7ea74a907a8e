"""What the inventory shows about this device, read from the system."""

import importlib.metadata
import platform
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import ifaddr

from protocol.links.agent_broker import Display, Facts

MAX_ADDRESSES: Final = 32
_RELEASE_FILE: Final = Path("/etc/os-release")


def agent_version() -> str:
    """Give the installed version of Handrail."""
    return importlib.metadata.version("handrail")


def gather_facts(person: str | None, displays: Iterable[Display]) -> Facts:
    """Read the facts; whatever the system does not say is left out."""
    return Facts(
        name=socket.gethostname()[:200],
        system=system_name()[:200],
        version=agent_version(),
        person=person,
        displays=tuple(displays)[:16],
        addresses=addresses(),
    )


def system_name() -> str:
    """Name the operating system as people do."""
    if _RELEASE_FILE.exists():
        for line in _RELEASE_FILE.read_text(errors="replace").splitlines():
            if line.startswith("PRETTY_NAME="):
                return line.partition("=")[2].strip().strip('"')
    return f"{platform.system()} {platform.release()}".strip() or "unknown"


def addresses() -> tuple[str, ...]:
    """List the device's own network addresses, without the loopback ones."""
    found = (
        address.ip if isinstance(address.ip, str) else address.ip[0]
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
    )
    return tuple(text for text in found if not text.startswith("127.") and text != "::1")[:MAX_ADDRESSES]


def boot_name() -> str:
    """Name this run of the computer; it changes at every boot where the system says so."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return boot.read_text().strip() if boot.exists() else platform.node()

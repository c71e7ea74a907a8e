"""What end users may see and do in their portal, each of it switchable; pure."""

from collections.abc import Set
from enum import StrEnum
from typing import Final


class PortalFeature(StrEnum):
    """One thing that a portal group gives, and that an organization may switch off for all its people."""

    ASK_FOR_HELP = "ask_for_help"
    OWN_REQUESTS = "own_requests"
    OWN_DEVICES = "own_devices"
    OWN_DEVICE_ACCESS = "own_device_access"
    RECEIPTS = "receipts"
    SCRIPTS = "scripts"
    ARTICLES = "articles"


ALL_FEATURES: Final = frozenset(PortalFeature)


def effective(group: Set[PortalFeature], organization: Set[PortalFeature] = ALL_FEATURES) -> frozenset[PortalFeature]:
    """Give what somebody has in the end: what their portal group gives, where their organization has it switched on."""
    return frozenset(group) & frozenset(organization)

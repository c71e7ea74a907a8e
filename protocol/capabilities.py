"""What a session may do, as closed sets that only ever narrow."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Capability(StrEnum):
    """One thing that a session may do on a device."""

    VIEW = "view"
    CONTROL = "control"
    CHAT = "chat"
    CLIPBOARD_IN = "clipboard_in"
    CLIPBOARD_OUT = "clipboard_out"
    FILES_IN = "files_in"
    FILES_OUT = "files_out"


Capabilities = frozenset[Capability]

AVAILABLE: Final = frozenset({Capability.VIEW, Capability.CONTROL, Capability.CLIPBOARD_IN, Capability.CLIPBOARD_OUT})
"""What can be done today: a capability joins together with its feature, and can be offered and given from then."""


def ordered(capabilities: Iterable[Capability]) -> tuple[Capability, ...]:
    """Sort as declared, so that equal sets are written with equal bytes."""
    wanted = frozenset(capabilities)
    return tuple(capability for capability in Capability if capability in wanted)


def is_narrower_or_equal(given: Iterable[Capability], limit: Iterable[Capability]) -> bool:
    """Tell whether nothing is given beyond the limit."""
    return frozenset(given) <= frozenset(limit)


def is_meaningful(capabilities: Iterable[Capability]) -> bool:
    """Tell whether the set can be granted at all: every other capability stands on seeing the screen."""
    return Capability.VIEW in frozenset(capabilities)

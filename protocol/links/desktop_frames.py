"""What all messages between the agent's two processes are made of."""

from typing import Annotated

import msgspec
from msgspec import Meta

Line = Annotated[str, Meta(max_length=500)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Identifier = Annotated[str, Meta(min_length=1, max_length=64)]
Duration = Annotated[int, Meta(ge=0, le=7 * 24 * 3600)]
Code = Annotated[str, Meta(pattern="^[0-9]{6}$")]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a message."""


class CoreToDesktop(Part, frozen=True, kw_only=True, tag_field="type"):
    """A message from core."""


class DesktopToCore(Part, frozen=True, kw_only=True, tag_field="type"):
    """A message from desktop."""

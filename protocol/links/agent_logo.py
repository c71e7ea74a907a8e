"""How a device is given the logo that its policy names: part by part, each of which it asks for."""

from typing import Annotated, Final

from msgspec import Meta

from protocol.grant import Count
from protocol.links.agent_frames import Frame
from protocol.pictures import PART_BYTES

LOGO_BYTES: Final = 128 * 1024
"""The most that the file of a logo has at a device: it goes to the person's side in one frame."""
LOGO_PIXELS: Final = 512
"""The longer side of a logo at most."""

LogoHash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
"""SHA-256 of the file, in hex."""


class WantLogo(Frame, frozen=True, kw_only=True, tag="want_logo"):
    """The device asks for the logo that its policy names, from this byte on."""

    hash: LogoHash
    at: Annotated[int, Meta(ge=0, lt=LOGO_BYTES)]


class LogoPart(Frame, frozen=True, kw_only=True, tag="logo_part"):
    """A part of that logo, a PNG file of so many bytes."""

    hash: LogoHash
    at: Count
    size: Count
    content: Annotated[bytes, Meta(max_length=PART_BYTES)]

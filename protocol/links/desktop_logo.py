"""How core hands the person's side the organization's logo."""

from typing import Annotated

from msgspec import Meta

from protocol.links.agent_logo import LOGO_BYTES
from protocol.links.desktop_frames import CoreToDesktop


class ShowLogo(CoreToDesktop, frozen=True, kw_only=True, tag="logo"):
    """Show this PNG file in the windows that are opened from now on; nothing takes the logo away."""

    content: Annotated[bytes, Meta(max_length=LOGO_BYTES)] = b""

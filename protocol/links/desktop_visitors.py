"""Who may come in while nobody can be asked, between the agent's core and the person's side: told, and taken back."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta

from protocol.grant import CapabilityList, Who
from protocol.links.desktop_frames import CoreToDesktop, DesktopToCore, Duration, Identifier, Part

MAX_VISITORS: Final = 50


class Visitor(Part, frozen=True, kw_only=True):
    """Somebody who may come in while nobody can be asked, because the person let them."""

    account: Identifier
    who: Who
    capabilities: CapabilityList
    seconds: Duration
    one_screen: bool = False
    """Whether the person gave one of several screens."""
    until: datetime


class ShowVisitors(CoreToDesktop, frozen=True, kw_only=True, tag="visitors"):
    """Tell who may come in while nobody can be asked, the newest first; sent anew with each change."""

    visitors: Annotated[tuple[Visitor, ...], Meta(max_length=MAX_VISITORS)]


class ForgetVisitor(DesktopToCore, frozen=True, kw_only=True, tag="forget_visitor"):
    """The person does not let this account in any more while nobody can be asked."""

    account: Identifier

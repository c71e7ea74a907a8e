"""What core and desktop say to each other about who may come in ahead of time."""

from typing import Annotated, Final

from msgspec import Meta

from protocol.advance import MOST_WINDOWS, Advance, AdvanceProblem, Moment, WindowId
from protocol.grant import CapabilityList, Seconds, Who
from protocol.links.desktop_frames import CoreToDesktop, DesktopToCore

MOST_PEOPLE: Final = 20


class ShowAdvance(CoreToDesktop, frozen=True, kw_only=True, tag="advance"):
    """Say who may come in ahead of time, who could be let in so, and why the last wish was not kept."""

    windows: Annotated[tuple[Advance, ...], Meta(max_length=MOST_WINDOWS)]
    people: Annotated[tuple[Who, ...], Meta(max_length=MOST_PEOPLE)]
    """Those who were here before, the last one first."""
    problem: AdvanceProblem | None = None


class WantAdvance(DesktopToCore, frozen=True, kw_only=True, tag="want_advance"):
    """Ask who may come in ahead of time."""


class GiveAdvance(DesktopToCore, frozen=True, kw_only=True, tag="give_advance"):
    """Let somebody in ahead of time."""

    who: Who
    begins_at: Moment
    ends_at: Moment
    capabilities: CapabilityList
    seconds: Seconds


class RevokeAdvance(DesktopToCore, frozen=True, kw_only=True, tag="revoke_advance"):
    """Take a window back; a session that rests on it ends."""

    window: WindowId

"""Parts of messages between the agent's two processes that more than one of them carries: monitors and receipts."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from protocol.grant import CapabilityList, Name, Who
from protocol.links.desktop_frames import Count, Identifier, Line, Part
from protocol.links.viewer_agent import MOST_KEPT_PICTURES, MOST_MONITORS
from protocol.session.reasons import EndReason

Names = Annotated[tuple[Name, ...], Meta(max_length=32)]
ScreenNumber = Annotated[int, Meta(ge=1, le=MOST_MONITORS)]
"""The place of a monitor among all that are told, from 1."""
Coordinate = Annotated[int, Meta(ge=-65_535, le=65_535)]


class Recording(Part, frozen=True, kw_only=True):
    """Whether the session is recorded, and for how long the picture is kept."""

    on: bool = False
    kept_days: Count | None = None


class Display(Part, frozen=True, kw_only=True):
    """One monitor, in the pixels of the screen that injection and capture use."""

    name: Name
    x: Coordinate
    y: Coordinate
    width: Coordinate
    height: Coordinate
    primary: bool = False


Displays = Annotated[tuple[Display, ...], Meta(max_length=MOST_MONITORS)]


class Receipt(Part, frozen=True, kw_only=True):
    """What happened in one ended session, for the person."""

    session: Identifier
    who: Who
    began_at: datetime
    ended_at: datetime
    capabilities: CapabilityList
    end_reason: EndReason
    note: Line | None = None
    screen: ScreenNumber | None = None
    """The one screen that was shown; None where all were."""
    in_advance: bool = False
    """Whether the person had let them in ahead of time, and was not asked again."""
    asked_person: bool = True
    """Whether somebody said yes themselves; a rule of the settings, silence, or a window ahead of time is none."""
    unasked: bool = False
    """Whether it began without a question, because nobody could be asked."""
    own: bool = False
    """Whether it was the device's owner, from elsewhere."""
    used_control: bool = False
    """Whether anything passed to mouse or keyboard."""
    clipboards_in: Count = 0
    clipboards_out: Count = 0
    """How many texts passed from one clipboard to the other, to this computer and from it."""
    kept_pictures: Annotated[int, Meta(ge=0, le=MOST_KEPT_PICTURES)] = 0
    """How many pictures of the screen the technician kept."""
    recording: Recording = Recording()
    watched_by: Names = ()
    done: Annotated[tuple[Line, ...], Meta(max_length=100)] = ()
    chain_head: Name | None = None

"""What core and desktop say to each other about the picture of the screen that goes with a request."""

from enum import StrEnum

from protocol.links.desktop_frames import CoreToDesktop, DesktopToCore
from protocol.pictures import PartContent, PartNumber


class PictureFate(StrEnum):
    """What became of a picture."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    """The request was sent without it."""
    LOST = "lost"
    """The connection broke off before anybody knows of the request."""


class AddPicture(DesktopToCore, frozen=True, kw_only=True, tag="add_picture"):
    """A part of the picture that goes with the request which was just made; what was blacked out is black in it."""

    part: PartNumber
    of: PartNumber
    content: PartContent


class PictureOutcome(CoreToDesktop, frozen=True, kw_only=True, tag="picture_outcome"):
    """Say what became of the picture."""

    fate: PictureFate

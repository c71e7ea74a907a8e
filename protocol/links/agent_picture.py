"""What agent and broker say about the picture of the screen that goes with a request."""

from protocol.grant import Name, Reason
from protocol.identifiers import SessionId
from protocol.links.agent_frames import Frame
from protocol.pictures import PartContent, PartNumber


class PicturePart(Frame, frozen=True, kw_only=True, tag="picture_part"):
    """A part of the picture that the person adds to the request they just made; the next goes after its answer."""

    session: SessionId
    part: PartNumber
    of: PartNumber
    content: PartContent


class PictureAnswer(Frame, frozen=True, kw_only=True, tag="picture_answer"):
    """What became of a part, and with the last one of the picture: taken, or an error code with its sentence."""

    session: SessionId
    part: PartNumber
    code: Name | None = None
    message: Reason | None = None

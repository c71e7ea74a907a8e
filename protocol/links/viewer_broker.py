"""Messages between viewer and broker during one session, over a WebSocket that the browser opens with a ticket."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.grant import MAX_SESSION_SECONDS, Bytes32, CapabilityList, Count, Decision, More, Reason
from protocol.identifiers import SessionId
from protocol.links.agent_broker import Attempt, IceServer, Sdp, Sealed, ShortText
from protocol.session.reasons import EndReason
from protocol.trust import PublicKey

MAX_BYTES: Final = 64 * 1024


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What all messages of this link share: the tag `type`."""


class OpenQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A further question that stands on the person's screen."""

    more: More
    capabilities: CapabilityList
    seconds: Count
    seconds_to_deadline: float


class SessionState(Frame, frozen=True, kw_only=True, tag="state"):
    """Where the session stands; sent at once and at every step. Seconds count from now."""

    session: SessionId
    state: ShortText
    device_name: ShortText
    device_online: bool
    asked: CapabilityList
    granted: CapabilityList | None
    seconds_to_deadline: float | None
    seconds_left: float | None
    question_shown: bool
    silence_is_yes: bool = False
    """Whether no answer in time lets them in, as the settings say."""
    question: OpenQuestion | None = None


class Proposed(Frame, frozen=True, kw_only=True, tag="proposed"):
    """The signed proposal of this attempt, and the device's key as the broker knows it."""

    attempt: Attempt
    proposal: Sealed
    device_public: PublicKey
    grant_public: PublicKey


class Accepted(Frame, frozen=True, kw_only=True, tag="accepted"):
    """The device's signed answer was yes; the relay's credentials exist from now on."""

    attempt: Attempt
    accept: Sealed
    ice_servers: Annotated[tuple[IceServer, ...], Meta(max_length=8)]


class MoreAnswered(Frame, frozen=True, kw_only=True, tag="more_answered"):
    """What the person answered to a further question; capabilities and seconds are what they gave of it."""

    more: More
    decision: Decision
    capabilities: CapabilityList
    seconds: Count


class Answered(Frame, frozen=True, kw_only=True, tag="answered"):
    """The SDP answer of the agent."""

    attempt: Attempt
    sdp: Sdp


class Ended(Frame, frozen=True, kw_only=True, tag="ended"):
    """The session is over."""

    reason: EndReason
    by: ShortText | None
    note: Reason | None


class Ping(Frame, frozen=True, kw_only=True, tag="ping"):
    """Are you there?"""

    number: Count


class Pong(Frame, frozen=True, kw_only=True, tag="pong"):
    """Here I am."""

    number: Count


class Fault(Frame, frozen=True, kw_only=True, tag="fault"):
    """The last message was not taken."""

    code: ShortText
    message: Reason


class OfferFrame(Frame, frozen=True, kw_only=True, tag="offer"):
    """The viewer's offer, as the text whose hash the agent signs."""

    attempt: Attempt
    offer: Sealed


class Reveal(Frame, frozen=True, kw_only=True, tag="reveal"):
    """The viewer's fingerprint, its opening and its SDP offer."""

    attempt: Attempt
    fingerprint: Bytes32
    random: Bytes32
    sdp: Sdp


class Connected(Frame, frozen=True, kw_only=True, tag="connected"):
    """Both confirmations held on this side."""

    attempt: Attempt


class Lost(Frame, frozen=True, kw_only=True, tag="lost"):
    """The way to the agent is gone; a new attempt is wished."""

    attempt: Attempt


class AskMore(Frame, frozen=True, kw_only=True, tag="ask_more"):
    """The technician asks the person for more: capabilities, or another time from the yes on."""

    more: More
    capabilities: CapabilityList = ()
    seconds: Annotated[int, Meta(ge=0, le=MAX_SESSION_SECONDS)] = 0


class Off(Frame, frozen=True, kw_only=True, tag="off"):
    """The technician ends the session."""


class DeviceKeyChanged(Frame, frozen=True, kw_only=True, tag="device_key_changed"):
    """The device's key is not the one this browser has pinned."""

    pinned: ShortText
    seen: ShortText


BrokerToViewer = SessionState | Proposed | Accepted | MoreAnswered | Answered | Ended | Ping | Pong | Fault
ViewerToBroker = OfferFrame | Reveal | Connected | Lost | AskMore | Off | DeviceKeyChanged | Ping | Pong

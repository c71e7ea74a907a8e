"""Messages between agent and broker, over one WebSocket that the agent opens.

The broker speaks first (`Challenge`), the agent answers with `Login`; nothing else is accepted before `Welcome`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.grant import Bytes32, Count, MessageText, Name, Reason
from protocol.identifiers import DeviceId, SessionId
from protocol.links.agent_frames import Contact, Frame
from protocol.links.agent_logo import LogoPart, WantLogo
from protocol.links.agent_picture import PictureAnswer, PicturePart
from protocol.policy import MAX_NUMBER
from protocol.session.reasons import EndReason

MAX_BYTES: Final = 64 * 1024
MAX_SDP: Final = 16 * 1024
MAX_MESSAGES: Final = 6
"""So many of the longest messages and names fit into one frame."""
HEARTBEAT_SECONDS: Final = 15
DEAD_AFTER_SECONDS: Final = 45

Attempt = Annotated[int, Meta(ge=1)]
Sealed = Annotated[str, Meta(max_length=12 * 1024)]
"""An envelope, as the JSON text that was signed over."""
Sdp = Annotated[str, Meta(max_length=MAX_SDP)]
ShortText = Annotated[str, Meta(max_length=200)]


class Presence(StrEnum):
    """Who is at the device."""

    ONLINE = "online"
    """Somebody: unlocked, and touched within ten minutes."""
    IDLE = "idle"
    """Unlocked, and nobody has touched it for ten minutes."""
    LOCKED = "locked"
    SIGN_IN = "sign_in"
    """Nobody is signed in; the sign-in screen is shown."""
    EMPTY = "empty"
    """Nobody is signed in, and nothing runs there that could show a screen."""


class Display(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One monitor, in pixels."""

    name: ShortText
    width: Count
    height: Count


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the inventory shows about a device, as the device says it."""

    name: ShortText
    system: ShortText
    version: ShortText
    person: ShortText | None
    displays: Annotated[tuple[Display, ...], Meta(max_length=16)]
    addresses: Annotated[tuple[ShortText, ...], Meta(max_length=32)]


class IceServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One STUN or TURN server with this session's credential."""

    urls: Annotated[tuple[ShortText, ...], Meta(max_length=8)]
    username: ShortText | None = None
    credential: ShortText | None = None


class RequestState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the person's request stands."""

    session: SessionId
    state: ShortText
    reason: Reason
    waiting_seconds: Count
    place_in_line: Count | None
    note: Reason | None


class ThreadMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message of the thread between the person at the device and the technicians."""

    number: Count
    mine: bool
    """Whether the person wrote it, wherever they did."""
    name: Name
    text: MessageText
    at: datetime


class Challenge(Frame, frozen=True, kw_only=True, tag="challenge"):
    """The broker's first message: sign this."""

    challenge: Bytes32


class Welcome(Frame, frozen=True, kw_only=True, tag="welcome"):
    """The device is signed in; the trust document is the newest one."""

    device: DeviceId
    name: Name
    organization: Name
    instance: Name
    portal_url: ShortText
    trust: Sealed
    checkpoint: Sealed | None = None
    """The newest signed checkpoint of the organization's audit log; the device is its witness."""


class Prepare(Frame, frozen=True, kw_only=True, tag="prepare"):
    """A session wants this device: answer with a hello."""

    session: SessionId
    attempt: Attempt
    challenge: Bytes32


class Propose(Frame, frozen=True, kw_only=True, tag="propose"):
    """The signed proposal with the viewer's offer bound to it."""

    session: SessionId
    attempt: Attempt
    proposal: Sealed
    offer: Sealed


class Reveal(Frame, frozen=True, kw_only=True, tag="reveal"):
    """The viewer's fingerprint, its opening and the SDP offer."""

    session: SessionId
    attempt: Attempt
    fingerprint: Bytes32
    random: Bytes32
    sdp: Sdp
    ice_servers: Annotated[tuple[IceServer, ...], Meta(max_length=8)]


class Ask(Frame, frozen=True, kw_only=True, tag="ask"):
    """A signed further question to the person, while the session runs."""

    session: SessionId
    question: Sealed


class LeaseFrame(Frame, frozen=True, kw_only=True, tag="lease"):
    """A signed lease for the session that runs."""

    session: SessionId
    lease: Sealed


class EndSession(Frame, frozen=True, kw_only=True, tag="end"):
    """Stop now, in whatever state; also takes an open question from the screen."""

    session: SessionId
    reason: EndReason
    note: Reason | None = None


class Requests(Frame, frozen=True, kw_only=True, tag="requests"):
    """The open request of the person at this device, or none, and whose device it is."""

    request: RequestState | None
    contact: Contact | None = None


class Messages(Frame, frozen=True, kw_only=True, tag="messages"):
    """Messages of the thread that the device shows; a long one comes in parts, in its order."""

    session: SessionId | None
    """None: whoever's device it is now has no thread here."""
    messages: Annotated[tuple[ThreadMessage, ...], Meta(max_length=MAX_MESSAGES)]
    read: Count
    """Up to which number the person's side has read."""
    begins: bool = False
    """The thread begins here; what was shown before may be no business of whose device it is now."""


class MessageAnswer(Frame, frozen=True, kw_only=True, tag="message_answer"):
    """What became of `WriteMessage`: kept, or an error code with its sentence."""

    number: Count
    code: ShortText | None
    message: Reason | None


class PolicyFrame(Frame, frozen=True, kw_only=True, tag="policy"):
    """The device's signed policy, newer than the one it holds."""

    policy: Sealed


class HelpAnswer(Frame, frozen=True, kw_only=True, tag="help_answer"):
    """What became of `AskHelp`: a session, or an error code with its sentence."""

    number: Count
    session: SessionId | None
    code: ShortText | None
    message: Reason | None


class Acknowledged(Frame, frozen=True, kw_only=True, tag="acknowledged"):
    """All journalled events up to this number are stored."""

    number: Count


class Ping(Frame, frozen=True, kw_only=True, tag="ping"):
    """Are you there?"""

    number: Count


class Pong(Frame, frozen=True, kw_only=True, tag="pong"):
    """Here I am."""

    number: Count


class Fault(Frame, frozen=True, kw_only=True, tag="fault"):
    """The last message was not taken; the code is stable, the message is for the log."""

    code: ShortText
    message: Reason
    session: SessionId | None = None


class LoginFrame(Frame, frozen=True, kw_only=True, tag="login"):
    """The device's signed login."""

    login: Sealed
    agent_version: ShortText


class PolicyHeld(Frame, frozen=True, kw_only=True, tag="policy_held"):
    """Which policy the device holds: said at sign-in, and where one was refused because it is older."""

    number: Annotated[int, Meta(ge=0, le=MAX_NUMBER)]
    content: Annotated[str, Meta(max_length=64)]
    """SHA-256 of what it says, in hex."""


class FactsFrame(Frame, frozen=True, kw_only=True, tag="facts"):
    """The device's facts, at sign-in and when they change."""

    facts: Facts


class PresenceFrame(Frame, frozen=True, kw_only=True, tag="presence"):
    """Who is at the device now."""

    presence: Presence


class HelloFrame(Frame, frozen=True, kw_only=True, tag="hello"):
    """The device's signed hello."""

    session: SessionId
    hello: Sealed


class QuestionShown(Frame, frozen=True, kw_only=True, tag="question_shown"):
    """The consent window stands on the person's screen."""

    session: SessionId
    attempt: Attempt


class AcceptFrame(Frame, frozen=True, kw_only=True, tag="accept"):
    """The device's signed answer."""

    session: SessionId
    accept: Sealed


class Reply(Frame, frozen=True, kw_only=True, tag="reply"):
    """The device's signed answer to a further question."""

    session: SessionId
    reply: Sealed


class Answer(Frame, frozen=True, kw_only=True, tag="answer"):
    """The SDP answer to a reveal."""

    session: SessionId
    attempt: Attempt
    sdp: Sdp


class Connected(Frame, frozen=True, kw_only=True, tag="connected"):
    """Both confirmations held: the session is active."""

    session: SessionId
    attempt: Attempt


class Lost(Frame, frozen=True, kw_only=True, tag="lost"):
    """The way to the viewer is gone; the session waits for a new attempt."""

    session: SessionId
    attempt: Attempt


class EventFrame(Frame, frozen=True, kw_only=True, tag="event"):
    """A journalled, signed event; sent again until acknowledged."""

    number: Count
    event: Sealed


class AskHelp(Frame, frozen=True, kw_only=True, tag="ask_help"):
    """The person asks for support from the tray."""

    number: Count
    name: Name
    email: Name
    phone: Annotated[str, Meta(max_length=50)]
    reason: Reason


class WithdrawHelp(Frame, frozen=True, kw_only=True, tag="withdraw_help"):
    """The person takes their request back."""

    session: SessionId


class WriteMessage(Frame, frozen=True, kw_only=True, tag="write_message"):
    """The person writes to the technicians."""

    number: Count
    session: SessionId
    text: MessageText


class ReadMessages(Frame, frozen=True, kw_only=True, tag="read_messages"):
    """The person has seen the messages up to this number."""

    session: SessionId
    number: Count


BrokerToAgent = (
    Challenge
    | Welcome
    | Prepare
    | Propose
    | Reveal
    | Ask
    | LeaseFrame
    | EndSession
    | Requests
    | PolicyFrame
    | LogoPart
    | HelpAnswer
    | Messages
    | MessageAnswer
    | PictureAnswer
    | Acknowledged
    | Ping
    | Pong
    | Fault
)
AgentToBroker = (
    LoginFrame
    | PolicyHeld
    | WantLogo
    | FactsFrame
    | PresenceFrame
    | HelloFrame
    | QuestionShown
    | AcceptFrame
    | Reply
    | Answer
    | Connected
    | Lost
    | EventFrame
    | AskHelp
    | WithdrawHelp
    | WriteMessage
    | ReadMessages
    | PicturePart
    | Ping
    | Pong
    | Fault
)

"""What the agent's two processes say to each other: core, which holds the session, and desktop, the person's side."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta

from protocol.grant import CapabilityList, Decision, Name, Origin, Reason, Seconds, Who
from protocol.joining import JoinCode
from protocol.links.desktop_advance import GiveAdvance, RevokeAdvance, ShowAdvance, WantAdvance
from protocol.links.desktop_clipboard import ClipboardFromCore, ClipboardFromDesktop
from protocol.links.desktop_code import AnswerCode, AskCode, EndCode
from protocol.links.desktop_frames import Code, CoreToDesktop, Count, DesktopToCore, Duration, Identifier, Line
from protocol.links.desktop_logo import ShowLogo
from protocol.links.desktop_messages import MessageOutcome, ReadMessages, ShowMessages, WriteMessage
from protocol.links.desktop_parts import Display, Displays, Names, Receipt, Recording, ScreenNumber
from protocol.links.desktop_picture import AddPicture, PictureOutcome
from protocol.links.desktop_visitors import ForgetVisitor, ShowVisitors
from protocol.links.desktop_words import Condition, JoinStage, NotSent, Occasion, RequestState, Standing
from protocol.links.viewer_agent import Key, PointerButton, PointerMove, Wheel
from protocol.policy import OffBy
from protocol.session.reasons import EndReason

__all__ = [
    "Condition",
    "Display",
    "JoinStage",
    "NotSent",
    "Occasion",
    "Receipt",
    "Recording",
    "RequestState",
    "Standing",
]

MAX_FRAME_BYTES: Final = 256 * 1024
MAX_BATCH: Final = 256
MAX_RECEIPTS: Final = 200


InputEvent = PointerMove | PointerButton | Wheel | Key
"""Input as the viewer sent it and as the guard in core let it pass; coordinates are pixels of the whole screen."""


class Introduce(CoreToDesktop, frozen=True, kw_only=True, tag="introduce"):
    """Tell whose device this is: for texts, the request form and "Is this really my IT?"."""

    organization: Name = ""
    provider: Name = ""
    phone: Name = ""
    email: Name = ""
    portal_url: Line = ""
    person_name: Name = ""
    person_email: Name = ""
    person_phone: Name = ""
    asks_contact: bool = True
    reason_needs_words: Annotated[int, Meta(ge=0, le=10)] = 2
    may_quit: bool = True


class ShowLook(CoreToDesktop, frozen=True, kw_only=True, tag="look"):
    """Show Handrail as the policy says; empty leaves a thing as it is by itself."""

    name: Name = ""
    colour: Annotated[str, Meta(max_length=7)] = ""
    desktop_icon: bool = False
    desktop_icon_name: Name = ""


class ShowStanding(CoreToDesktop, frozen=True, kw_only=True, tag="standing"):
    """Show where the device stands; questions, sessions and requests have messages of their own."""

    standing: Standing
    since: datetime | None = None
    reason: Line | None = None
    off_by: OffBy | None = None
    """Who has switched support off."""
    requests_off: bool = False
    """Whether the person cannot ask for help."""


class ShowRequest(CoreToDesktop, frozen=True, kw_only=True, tag="request"):
    """Show where the person's request for help stands; None clears it."""

    state: RequestState | None
    request: Identifier | None = None
    reason: Reason = ""
    asked_at: datetime | None = None
    place_in_line: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    note: Reason | None = None
    not_sent: NotSent | None = None


class AskConsent(CoreToDesktop, frozen=True, kw_only=True, tag="ask_consent"):
    """Ask the person. Time runs from the arrival of this message, on the desktop's own monotonic clock."""

    question: Identifier
    who: Who
    working_for: Name = ""
    origin: Origin
    reason: Reason
    capabilities: CapabilityList
    running: CapabilityList = ()
    """What a session that runs allows already, where the question asks for more."""
    displays: Displays = ()
    """The screens of which the person may give one alone."""
    screen: ScreenNumber | None = None
    """The one screen that a session that runs shows; None where it shows all."""
    seconds: Seconds
    deadline_seconds: Annotated[int, Meta(ge=1, le=600)]
    silence_is_yes: bool = False
    """Whether no answer in time lets them in, as the device's policy says."""
    occasion: Occasion = Occasion.START
    asked_at: datetime | None = None
    known_until: datetime | None = None
    """Until when a yes, once the code is typed, lets them come in later too, while nobody can be asked."""
    recording: Recording = Recording()


class WithdrawQuestion(CoreToDesktop, frozen=True, kw_only=True, tag="withdraw_question"):
    """Take a question back: it was answered by time, or the technician went away."""

    question: Identifier
    reason: Line | None = None


class ShowSession(CoreToDesktop, frozen=True, kw_only=True, tag="session"):
    """Show the banner for a session, and let its input through where control is among the capabilities."""

    session: Identifier
    who: Who
    since: datetime
    capabilities: CapabilityList
    seconds_left: Duration | None = None
    code: Code | None = None
    recording: Recording = Recording()
    unasked: bool = False
    own: bool = False
    """Whether it is the device's owner, from elsewhere."""
    in_advance: bool = False
    display: Name | None = None
    """The one screen that is shown, by its name; None where all are. Input beside it has no effect."""
    screen: ScreenNumber | None = None


class UpdateSession(CoreToDesktop, frozen=True, kw_only=True, tag="session_update"):
    """Say what changed in the running session; None leaves a thing as it was."""

    session: Identifier
    seconds_left: Duration | None = None
    code: Code | None = None
    capabilities: CapabilityList | None = None
    condition: Condition | None = None
    lost_at: datetime | None = None
    resume_seconds: Duration | None = None
    driver: Name | None = None
    watchers: Names | None = None


class EndSession(CoreToDesktop, frozen=True, kw_only=True, tag="session_ended"):
    """Say that the session is over and why; nothing is injected after it."""

    session: Identifier
    reason: EndReason
    by: Name | None = None
    note: Line | None = None
    own: bool = False


class Inject(CoreToDesktop, frozen=True, kw_only=True, tag="inject"):
    """Do this input, in order. Acknowledged by Injected with the same sequence."""

    session: Identifier
    sequence: Count
    events: Annotated[tuple[InputEvent, ...], Meta(max_length=MAX_BATCH)]


class ReleaseAll(CoreToDesktop, frozen=True, kw_only=True, tag="release_all"):
    """Let go of every key and button now."""


class ShowReceipts(CoreToDesktop, frozen=True, kw_only=True, tag="receipts"):
    """Give the receipts that the person asked for, newest first."""

    receipts: Annotated[tuple[Receipt, ...], Meta(max_length=MAX_RECEIPTS)]


class ShowVisits(CoreToDesktop, frozen=True, kw_only=True, tag="visits"):
    """Tell who was here while nobody could be asked, newest first, until the person has seen it."""

    receipts: Annotated[tuple[Receipt, ...], Meta(max_length=MAX_RECEIPTS)]


class ShowCheck(CoreToDesktop, frozen=True, kw_only=True, tag="check"):
    """Give the outcome of the connection check, with the server's address."""

    connected: bool
    address: Line = ""


class ShowJoin(CoreToDesktop, frozen=True, kw_only=True, tag="join"):
    """Show where joining by a code stands: the code to read out, the field to type one in, or that all is gone."""

    stage: JoinStage
    code: JoinCode | None = None
    seconds_left: Duration = 0
    trouble: Line = ""


class Ping(CoreToDesktop, frozen=True, kw_only=True, tag="ping"):
    """Ask for a sign of life; answered by Pong with the same number."""

    number: Count


class Leave(CoreToDesktop, frozen=True, kw_only=True, tag="leave"):
    """End the desktop process in order."""


FromCore = (
    Introduce
    | ShowLook
    | ShowLogo
    | ShowStanding
    | ShowRequest
    | AskConsent
    | WithdrawQuestion
    | AskCode
    | EndCode
    | ClipboardFromCore
    | ShowSession
    | UpdateSession
    | EndSession
    | Inject
    | ReleaseAll
    | ShowReceipts
    | ShowVisits
    | ShowVisitors
    | ShowMessages
    | MessageOutcome
    | PictureOutcome
    | ShowAdvance
    | ShowCheck
    | ShowJoin
    | Ping
    | Leave
)


class Ready(DesktopToCore, frozen=True, kw_only=True, tag="ready"):
    """Say that the person's side is up, and what it found."""

    person: Name
    displays: Displays
    locked: bool
    surely_locked: bool = False
    """Whether the system said so just now; else it may only be as it was last known."""
    sign_in: bool = False
    """Whether this is the sign-in screen, and nobody is signed in."""
    idle_seconds: Duration
    tray: bool
    process: Count


class QuestionShown(DesktopToCore, frozen=True, kw_only=True, tag="question_shown"):
    """Say that the consent window stands on the person's screen; input is held from here on."""

    question: Identifier


class AnswerConsent(DesktopToCore, frozen=True, kw_only=True, tag="answer_consent"):
    """Give the person's answer; capabilities and seconds are those of a yes, never wider than asked.

    Where time ran out they are what was chosen by then, and count only where silence is a yes.
    """

    question: Identifier
    answer: Decision
    capabilities: CapabilityList = ()
    seconds: Duration = 0
    display: Name | None = None
    """The one screen that is given, by its name; None for all."""
    was_in_sight: bool = False
    """Whether the window was never covered, hidden or minimized while it stood there."""


class Done(DesktopToCore, frozen=True, kw_only=True, tag="done"):
    """End the session: the person pressed Done, and injection here has stopped already."""

    session: Identifier


class Narrow(DesktopToCore, frozen=True, kw_only=True, tag="narrow"):
    """Take capabilities back: only these remain."""

    session: Identifier
    capabilities: CapabilityList


class RequestHelp(DesktopToCore, frozen=True, kw_only=True, tag="request_help"):
    """Ask for remote support."""

    name: Name
    email: Name
    phone: Name
    reason: Reason
    picture: bool = False
    """Whether a picture of the screen follows, in parts."""


class WithdrawRequest(DesktopToCore, frozen=True, kw_only=True, tag="withdraw_request"):
    """Take the request for help back."""

    request: Identifier | None = None


class Injected(DesktopToCore, frozen=True, kw_only=True, tag="injected"):
    """Say how far injection has come, and how much of the batch was held back."""

    sequence: Count
    held: Count = 0


class Presence(DesktopToCore, frozen=True, kw_only=True, tag="presence"):
    """Say whether somebody is there: sent on a change of lock, displays or idleness, and every 15 seconds."""

    person: Name
    locked: bool
    surely_locked: bool = False
    sign_in: bool = False
    idle_seconds: Duration
    displays: Displays


class WantReceipts(DesktopToCore, frozen=True, kw_only=True, tag="want_receipts"):
    """Ask for the receipts."""


class VisitsSeen(DesktopToCore, frozen=True, kw_only=True, tag="visits_seen"):
    """The person has read who was here, up to this session."""

    sessions: Annotated[tuple[Identifier, ...], Meta(max_length=MAX_RECEIPTS)]


class WantCheck(DesktopToCore, frozen=True, kw_only=True, tag="want_check"):
    """Ask for a check of the connection."""


class Pong(DesktopToCore, frozen=True, kw_only=True, tag="pong"):
    """Answer a ping."""

    number: Count


class TypeCode(DesktopToCore, frozen=True, kw_only=True, tag="type_code"):
    """The person typed the code of their request."""

    code: JoinCode


class WantCode(DesktopToCore, frozen=True, kw_only=True, tag="want_code"):
    """Ask for a code to read out, or for a new one."""


class Quit(DesktopToCore, frozen=True, kw_only=True, tag="quit"):
    """The person chose Quit in the menu."""


FromDesktop = (
    Ready
    | QuestionShown
    | AnswerConsent
    | AnswerCode
    | ClipboardFromDesktop
    | Done
    | Narrow
    | RequestHelp
    | WithdrawRequest
    | WriteMessage
    | ReadMessages
    | AddPicture
    | Injected
    | Presence
    | WantReceipts
    | VisitsSeen
    | WantAdvance
    | GiveAdvance
    | RevokeAdvance
    | ForgetVisitor
    | WantCheck
    | Pong
    | TypeCode
    | WantCode
    | Quit
)

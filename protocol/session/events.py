"""What can happen to a session. Leases, candidates and presence are not events."""

import msgspec

from protocol.capabilities import Capability
from protocol.grant import More
from protocol.identifiers import AccountId
from protocol.session.reasons import EndReason
from protocol.session.states import Side


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="name"):
    """What all events share: their name."""


class Approve(Event, frozen=True, kw_only=True, tag="approve"):
    """A technician says yes to the person's request and takes it, or to another technician's visit."""

    technician: AccountId
    note: str = ""
    by: AccountId | None = None
    """Who says yes to a visit, which stays that of who asked for it."""


class Take(Event, frozen=True, kw_only=True, tag="take"):
    """A technician takes the person's request where nobody has to approve it."""

    technician: AccountId
    note: str = ""


class Deny(Event, frozen=True, kw_only=True, tag="deny"):
    """The portal says no to the person's request."""

    by: str
    note: str = ""


class Withdraw(Event, frozen=True, kw_only=True, tag="withdraw"):
    """Whoever asked takes it back before the yes."""

    by: str


class AskPerson(Event, frozen=True, kw_only=True, tag="ask_person"):
    """Proposal and offer are made: the person is asked."""

    attempt: int
    proposal_hash: str
    capabilities: tuple[Capability, ...]
    seconds: int
    attended: bool = True


class Consent(Event, frozen=True, kw_only=True, tag="consent"):
    """The device's signed yes, by its person or by a rule that waives the question."""

    attempt: int
    proposal_hash: str
    accept_hash: str
    capabilities: tuple[Capability, ...]
    seconds: int
    asked_person: bool
    in_advance: bool = False


class Refuse(Event, frozen=True, kw_only=True, tag="refuse"):
    """The device's signed no, with its kind."""

    attempt: int
    reason: EndReason


class Connect(Event, frozen=True, kw_only=True, tag="connect"):
    """The viewer revealed itself: the peers may build their connection."""

    attempt: int
    code_seconds: int = 0
    """What the person has beyond the usual time, to type the code."""


class Connected(Event, frozen=True, kw_only=True, tag="connected"):
    """The agent saw both confirmations hold, or says after a lost link that they still do."""

    attempt: int


class Lose(Event, frozen=True, kw_only=True, tag="lose"):
    """A side is gone."""

    attempt: int
    side: Side


class Resume(Event, frozen=True, kw_only=True, tag="resume"):
    """The device accepted a new attempt of the same session without a new question."""

    attempt: int
    capabilities: tuple[Capability, ...]
    code_seconds: int = 0
    """As with `Connect`: a new attempt has a new code."""


class Narrow(Event, frozen=True, kw_only=True, tag="narrow"):
    """Something granted is taken away while it runs."""

    by: str
    capabilities: tuple[Capability, ...]


class Join(Event, frozen=True, kw_only=True, tag="join"):
    """Another person sees the session, announced to both sides."""

    account: AccountId


class Leave(Event, frozen=True, kw_only=True, tag="leave"):
    """A participant stops seeing the session."""

    account: AccountId


class HandOver(Event, frozen=True, kw_only=True, tag="hand_over"):
    """Another participant drives."""

    driver: AccountId


class AskMore(Event, frozen=True, kw_only=True, tag="ask_more"):
    """The person is asked for more: time or capabilities."""

    number: int
    more: More
    capabilities: tuple[Capability, ...]
    seconds: int
    consent_seconds: int


class AnswerMore(Event, frozen=True, kw_only=True, tag="answer_more"):
    """The person's answer to the open question: a new consent, or none."""

    number: int
    yes: bool
    capabilities: tuple[Capability, ...] = ()
    seconds: int = 0


class Pause(Event, frozen=True, kw_only=True, tag="pause"):
    """The picture is covered: the person locked the screen."""


class Unpause(Event, frozen=True, kw_only=True, tag="unpause"):
    """The picture goes on."""


class Finish(Event, frozen=True, kw_only=True, tag="finish"):
    """Anyone entitled to end it says so, or the device did."""

    reason: EndReason
    by: str | None = None
    note: str | None = None


class DeadlinePassed(Event, frozen=True, kw_only=True, tag="deadline_passed"):
    """The state's deadline is over."""


AnyEvent = (
    Approve
    | Take
    | Deny
    | Withdraw
    | AskPerson
    | Consent
    | Refuse
    | Connect
    | Connected
    | Lose
    | Resume
    | Narrow
    | Join
    | Leave
    | HandOver
    | AskMore
    | AnswerMore
    | Pause
    | Unpause
    | Finish
    | DeadlinePassed
)

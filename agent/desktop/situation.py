"""What the person's side knows right now, and how each message from core changes it."""

import math
from dataclasses import dataclass, field, replace
from datetime import datetime

from agent.desktop.thread import Thread, joined
from protocol.capabilities import Capability
from protocol.grant import Who
from protocol.links.core_desktop import (
    AskConsent,
    Condition,
    EndSession,
    FromCore,
    Introduce,
    Recording,
    RequestState,
    ShowRequest,
    ShowSession,
    ShowStanding,
    Standing,
    UpdateSession,
    WithdrawQuestion,
)
from protocol.links.desktop_code import AskCode, EndCode
from protocol.links.desktop_messages import ShowMessages
from protocol.links.desktop_visitors import ShowVisitors, Visitor
from protocol.policy import OffBy

OPEN_REQUEST = frozenset({RequestState.WAITING, RequestState.APPROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSession:
    """The session that somebody has on this device; times of its own end are on the monotonic clock."""

    session: str
    who: Who
    since: datetime
    capabilities: frozenset[Capability]
    ends_at: float | None
    code: str | None = None
    recording: Recording = field(default_factory=Recording)
    unasked: bool = False
    own: bool = False
    """Whether it is the device's owner, from elsewhere."""
    in_advance: bool = False
    screen: int | None = None
    """The number of the one screen that is shown; None where all are."""
    condition: Condition = Condition.ACTIVE
    lost_at: datetime | None = None
    resumes_until: float | None = None
    driver: str | None = None
    watchers: tuple[str, ...] = ()

    @property
    def is_controlled(self) -> bool:
        """Tell whether they may use mouse and keyboard."""
        return Capability.CONTROL in self.capabilities

    def seconds_left(self, now: float) -> int | None:
        """Give whole seconds until the session ends by itself; None where no end is agreed."""
        return None if self.ends_at is None else whole_seconds(self.ends_at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that the tray, the windows and the banner are drawn from."""

    standing: Standing = Standing.NOT_CONNECTED
    since: datetime | None = None
    reason: str | None = None
    off_by: OffBy | None = None
    requests_off: bool = False
    introduction: Introduce = field(default_factory=Introduce)
    request: ShowRequest | None = None
    questions: tuple[AskConsent, ...] = ()
    code_asked: str | None = None
    """The question for which the person is to type the code."""
    session: RunningSession | None = None
    thread: Thread | None = None
    visitors: tuple[Visitor, ...] = ()
    """Who may come in while nobody can be asked."""

    @property
    def writes_to(self) -> str | None:
        """The session whose thread the person writes into: the one that runs, the open request, or the last one."""
        if self.session is not None:
            return self.session.session
        if self.request is not None and self.request.state in OPEN_REQUEST and self.request.request is not None:
            return self.request.request
        return self.thread.session if self.thread is not None else None


def whole_seconds(until: float, now: float) -> int:
    """Give the seconds that a countdown shows: 1 as long as any of the last second is left, never below 0."""
    return max(0, math.ceil(until - now))


def heard(situation: Situation, message: FromCore, now: float) -> Situation:
    """Give the situation after a message from core; `now` is monotonic."""
    match message:
        case Introduce():
            return replace(situation, introduction=message)
        case ShowStanding():
            return replace(
                situation,
                standing=message.standing,
                since=message.since,
                reason=message.reason,
                off_by=message.off_by,
                requests_off=message.requests_off,
            )
        case ShowRequest():
            return replace(situation, request=None if message.state is None else message)
        case ShowVisitors():
            return replace(situation, visitors=message.visitors)
        case ShowMessages():
            return replace(situation, thread=joined(situation.thread, message))
        case AskConsent():
            others = _without(situation, message.question)
            return replace(others, questions=(*others.questions, message))
        case WithdrawQuestion():
            return _without(situation, message.question)
        case AskCode():
            return replace(situation, code_asked=message.question)
        case EndCode(question=question) if question == situation.code_asked:
            return replace(situation, code_asked=None)
        case ShowSession():
            return replace(situation, session=_begun(message, now))
        case UpdateSession():
            return _updated(situation, message, now)
        case EndSession():
            return _ended(situation, message.session)
        case _:
            return situation


def answered(situation: Situation, question: str) -> Situation:
    """Give the situation after the person's answer."""
    return _without(situation, question)


def _without(situation: Situation, question: str) -> Situation:
    return replace(situation, questions=tuple(asked for asked in situation.questions if asked.question != question))


def _begun(message: ShowSession, now: float) -> RunningSession:
    return RunningSession(
        session=message.session,
        who=message.who,
        since=message.since,
        capabilities=frozenset(message.capabilities),
        ends_at=None if message.seconds_left is None else now + message.seconds_left,
        code=message.code,
        recording=message.recording,
        unasked=message.unasked,
        own=message.own,
        in_advance=message.in_advance,
        screen=message.screen,
    )


def _updated(situation: Situation, message: UpdateSession, now: float) -> Situation:
    running = situation.session
    if running is None or running.session != message.session:
        return situation
    if message.seconds_left is not None:
        running = replace(running, ends_at=now + message.seconds_left)
    if message.resume_seconds is not None:
        running = replace(running, resumes_until=now + message.resume_seconds)
    if message.capabilities is not None:
        running = replace(running, capabilities=frozenset(message.capabilities))
    running = replace(
        running,
        code=message.code or running.code,
        condition=message.condition or running.condition,
        lost_at=message.lost_at or running.lost_at,
        driver=running.driver if message.driver is None else message.driver,
        watchers=running.watchers if message.watchers is None else message.watchers,
    )
    return replace(situation, session=running)


def _ended(situation: Situation, session: str) -> Situation:
    if situation.session is None or situation.session.session != session:
        return situation
    return replace(situation, session=None)

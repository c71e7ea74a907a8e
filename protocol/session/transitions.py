"""The table of what may happen in which state, and the rule of each move."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from protocol.capabilities import is_meaningful, is_narrower_or_equal, ordered
from protocol.grant import More
from protocol.session import effects as tell
from protocol.session import events as on
from protocol.session.patience import asked_in_vain, rests_until
from protocol.session.reasons import EndReason
from protocol.session.states import (
    APPROVAL_SECONDS,
    CONNECT_SECONDS,
    Active,
    AnyState,
    Approved,
    AskingConsent,
    Connecting,
    Ended,
    Grant,
    Granted,
    Interrupted,
    Question,
    Requested,
    Session,
    Side,
    grant_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a move is not made."""

    code: str


Outcome = tuple[Session, tuple[tell.Effect, ...]] | Refusal
Rule = Callable[[Session, Any, datetime], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One line of the table: the rule, the states it may lead to, and its audit entry (else the new state's name)."""

    apply: Rule
    leads_to: tuple[type[AnyState], ...]
    entry: str = ""


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def _to(session: Session, state: AnyState, *effects: tell.Effect) -> Outcome:
    return replace(session, state=state), (*effects, tell.TellState())


def _approve(session: Session, event: on.Approve, now: datetime) -> Outcome:
    deadline = now + _seconds(APPROVAL_SECONDS)
    approved = session if event.by is None else replace(session, approved_by=event.by)
    return _to(approved, Approved(technician=event.technician, note=event.note, deadline=deadline))


def _take(session: Session, event: on.Take, now: datetime) -> Outcome:
    return _approve(replace(session, taken=True), on.Approve(technician=event.technician, note=event.note), now)


def _ask_person(session: Session, event: on.AskPerson, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Approved)
    if session.device is None:
        return Refusal(code="session.no_device")
    if event.attempt <= session.attempts:
        return Refusal(code="session.old_attempt")
    if not is_meaningful(event.capabilities) or not is_narrower_or_equal(event.capabilities, session.ask.capabilities):
        return Refusal(code="session.too_wide")
    asking = AskingConsent(
        technician=state.technician,
        attempt=event.attempt,
        proposal_hash=event.proposal_hash,
        capabilities=ordered(event.capabilities),
        seconds=min(event.seconds, session.ask.seconds),
        deadline=now + _seconds(session.limits.consent_seconds + session.limits.silence_seconds),
        attended=event.attended,
    )
    return _to(replace(session, attempts=event.attempt), asking, tell.AskConsent(attempt=event.attempt))


def _consent(session: Session, event: on.Consent, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, AskingConsent)
    if event.attempt != state.attempt or event.proposal_hash != state.proposal_hash:
        return Refusal(code="session.other_proposal")
    if now >= state.deadline:
        return Refusal(code="session.too_late")
    if not is_meaningful(event.capabilities) or not is_narrower_or_equal(event.capabilities, state.capabilities):
        return Refusal(code="session.too_wide")
    if not 0 < event.seconds <= state.seconds:
        return Refusal(code="session.too_long")
    grant = Grant(
        technician=state.technician,
        capabilities=ordered(event.capabilities),
        seconds=event.seconds,
        consented_at=now,
        expires_at=now + _seconds(min(event.seconds, session.limits.hard_cap_seconds)),
        asked_person=event.asked_person,
        in_advance=event.in_advance,
        proposal_hash=event.proposal_hash,
        accept_hash=event.accept_hash,
    )
    granted = Granted(grant=grant, attempt=event.attempt, deadline=now + _seconds(CONNECT_SECONDS))
    return _to(session, granted, tell.OfferRelay(attempt=event.attempt))


def _refuse(session: Session, event: on.Refuse, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, AskingConsent)
    if event.attempt != state.attempt:
        return Refusal(code="session.other_proposal")
    return _end(session, event.reason, now)


def _connect(session: Session, event: on.Connect, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Granted)
    if event.attempt != state.attempt:
        return Refusal(code="session.other_proposal")
    connecting = Connecting(
        grant=state.grant,
        attempt=state.attempt,
        capabilities=state.grant.capabilities,
        deadline=min(now + _seconds(CONNECT_SECONDS + event.code_seconds), state.grant.expires_at),
    )
    return _to(session, connecting, tell.LetConnect(attempt=state.attempt), tell.KeepAlive(attempt=state.attempt))


def _connected(session: Session, event: on.Connected, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Connecting | Interrupted)
    if event.attempt != state.attempt:
        return Refusal(code="session.other_proposal")
    if now >= state.deadline:
        return Refusal(code="session.too_late")
    active = Active(
        grant=state.grant,
        attempt=state.attempt,
        since=now,
        capabilities=state.capabilities,
        participants=(state.grant.technician,),
        driver=state.grant.technician,
    )
    return _to(session, active)


def _lose(session: Session, event: on.Lose, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active | Connecting)
    if event.attempt != state.attempt:
        return Refusal(code="session.other_proposal")
    until = now + _seconds(session.limits.resume_seconds)
    # A resumed attempt that fails goes on with the window that was open, or losing again and again would widen it.
    if isinstance(state, Connecting) and state.resume_until is not None:
        until = state.resume_until
    interrupted = Interrupted(
        grant=state.grant,
        attempt=state.attempt,
        side=event.side,
        capabilities=state.capabilities,
        deadline=min(until, state.grant.expires_at),
    )
    # A viewer that goes away while its question is on the screen does not begin to count anew.
    was_asked = isinstance(state, Active) and state.question is not None
    return _to(asked_in_vain(session, now) if was_asked else session, interrupted)


def _resume(session: Session, event: on.Resume, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Interrupted)
    if event.attempt <= session.attempts:
        return Refusal(code="session.old_attempt")
    if now >= state.deadline:
        return Refusal(code="session.too_late")
    if not is_meaningful(event.capabilities) or not is_narrower_or_equal(event.capabilities, state.capabilities):
        return Refusal(code="session.too_wide")
    connecting = Connecting(
        grant=state.grant,
        attempt=event.attempt,
        capabilities=ordered(event.capabilities),
        deadline=min(now + _seconds(CONNECT_SECONDS + event.code_seconds), state.grant.expires_at),
        resume_until=state.deadline,
    )
    effects = (tell.OfferRelay(attempt=event.attempt), tell.KeepAlive(attempt=event.attempt))
    return _to(replace(session, attempts=event.attempt), connecting, *effects)


def _narrow(session: Session, event: on.Narrow, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Connecting | Active | Interrupted)
    if not is_narrower_or_equal(event.capabilities, state.capabilities):
        return Refusal(code="session.too_wide")
    if not is_meaningful(event.capabilities):
        return _end(session, EndReason.VIEW_TAKEN_BACK, now, by=event.by)
    kept = ordered(event.capabilities)
    return _to(session, replace(state, capabilities=kept), tell.NarrowPermit(capabilities=kept))


def _join(session: Session, event: on.Join, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    if event.account in state.participants:
        return Refusal(code="session.already_there")
    return _to(session, replace(state, participants=(*state.participants, event.account)))


def _leave(session: Session, event: on.Leave, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    if event.account not in state.participants:
        return Refusal(code="session.not_there")
    staying = tuple(account for account in state.participants if account != event.account)
    driver = None if state.driver == event.account else state.driver
    return _to(session, replace(state, participants=staying, driver=driver))


def _hand_over(session: Session, event: on.HandOver, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    if event.driver not in state.participants:
        return Refusal(code="session.not_there")
    return _to(session, replace(state, driver=event.driver))


def _ask_more(session: Session, event: on.AskMore, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    if state.question is not None:
        return Refusal(code="session.question_open")
    if event.number <= session.questions:
        return Refusal(code="session.old_question")
    if rests_until(session, now) is not None:
        return Refusal(code="session.asked_too_often")
    if not (event.capabilities if event.more is More.WIDEN else event.seconds > 0):
        return Refusal(code="session.nothing_asked")
    question = Question(
        number=event.number,
        more=event.more,
        capabilities=ordered(event.capabilities) if event.more is More.WIDEN else (),
        seconds=event.seconds if event.more is More.EXTEND else 0,
        deadline=now + _seconds(event.consent_seconds),
    )
    asking = replace(session, questions=event.number)
    return _to(asking, replace(state, question=question), tell.AskConsent(attempt=state.attempt))


def _answer_more(session: Session, event: on.AnswerMore, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    question = state.question
    if question is None or question.number != event.number:
        return Refusal(code="session.no_question")
    if not event.yes:
        return _to(asked_in_vain(session, now), replace(state, question=None))
    if now >= question.deadline:
        return Refusal(code="session.too_late")
    if not is_narrower_or_equal(event.capabilities, question.capabilities):
        return Refusal(code="session.too_wide")
    if not 0 <= event.seconds <= question.seconds:
        return Refusal(code="session.too_long")
    latest = (session.active_since or now) + _seconds(session.limits.hard_cap_seconds)
    wanted = now + _seconds(event.seconds) if event.seconds else state.grant.expires_at
    grant = replace(
        state.grant,
        capabilities=ordered({*state.grant.capabilities, *event.capabilities}),
        expires_at=max(state.grant.expires_at, min(wanted, latest)),
        question=event.number,
    )
    kept = ordered({*state.capabilities, *event.capabilities})
    given = replace(state, grant=grant, capabilities=kept, question=None)
    return _to(session, given, tell.KeepAlive(attempt=state.attempt))


def _pause(session: Session, event: on.Pause, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    return Refusal(code="session.paused") if state.paused else _to(session, replace(state, paused=True))


def _unpause(session: Session, event: on.Unpause, now: datetime) -> Outcome:
    state = session.state
    assert isinstance(state, Active)
    return _to(session, replace(state, paused=False)) if state.paused else Refusal(code="session.not_paused")


def _finish(session: Session, event: on.Finish, now: datetime) -> Outcome:
    return _end(session, event.reason, now, by=event.by, note=event.note)


def _deny(session: Session, event: on.Deny, now: datetime) -> Outcome:
    return _end(session, EndReason.DENIED, now, by=event.by, note=event.note)


def _withdraw(session: Session, event: on.Withdraw, now: datetime) -> Outcome:
    return _end(session, EndReason.WITHDRAWN, now, by=event.by)


def _end(
    session: Session, reason: EndReason, now: datetime, *, by: str | None = None, note: str | None = None
) -> Outcome:
    ended = Ended(at=now, reason=reason, by=by, note=note, grant=grant_of(session), since=session.active_since)
    return _to(session, ended, tell.CloseLinks(reason=reason))


def _expire(session: Session, event: on.DeadlinePassed, now: datetime) -> Outcome:
    state = session.state
    if isinstance(state, Active):
        return _expire_active(session, state, now)
    assert not isinstance(state, Ended)
    if now < state.deadline:
        return Refusal(code="session.too_early")
    grant = grant_of(session)
    if grant is not None and now >= grant.expires_at:
        return _end(session, EndReason.EXPIRED, now)
    if isinstance(state, Interrupted) and state.side is Side.DEVICE:
        return _end(session, EndReason.DEVICE_LOST, now)
    return _end(session, _REASON_AT_DEADLINE[type(state)], now)


def _expire_active(session: Session, state: Active, now: datetime) -> Outcome:
    if now >= state.grant.expires_at:
        return _end(session, EndReason.EXPIRED, now)
    if state.question is not None and now >= state.question.deadline:
        return _to(asked_in_vain(session, now), replace(state, question=None))
    return Refusal(code="session.too_early")


_REASON_AT_DEADLINE: Final[dict[type[AnyState], EndReason]] = {
    Requested: EndReason.REQUEST_EXPIRED,
    Approved: EndReason.APPROVAL_EXPIRED,
    AskingConsent: EndReason.CONSENT_TIMED_OUT,
    Granted: EndReason.CONNECT_FAILED,
    Connecting: EndReason.CONNECT_FAILED,
    Interrupted: EndReason.VIEWER_LOST,
}

_TO_ENDED: Final = Move(apply=_finish, leads_to=(Ended,))


def _narrowing(state: type[AnyState]) -> Move:
    return Move(apply=_narrow, leads_to=(state, Ended), entry="narrowed")


def _endings(*states: type[AnyState]) -> dict[tuple[type[AnyState], type[on.AnyEvent]], Move]:
    """Every living state can be finished and has a deadline."""
    table: dict[tuple[type[AnyState], type[on.AnyEvent]], Move] = {}
    for state in states:
        table[state, on.Finish] = _TO_ENDED
        stays = (Active,) if state is Active else ()
        table[state, on.DeadlinePassed] = Move(apply=_expire, leads_to=(*stays, Ended))
    return table


TRANSITIONS: Final[dict[tuple[type[AnyState], type[on.AnyEvent]], Move]] = {
    (Requested, on.Approve): Move(apply=_approve, leads_to=(Approved,)),
    (Requested, on.Take): Move(apply=_take, leads_to=(Approved,), entry="taken"),
    (Requested, on.Deny): Move(apply=_deny, leads_to=(Ended,)),
    (Requested, on.Withdraw): Move(apply=_withdraw, leads_to=(Ended,)),
    (Approved, on.AskPerson): Move(apply=_ask_person, leads_to=(AskingConsent,)),
    (Approved, on.Withdraw): Move(apply=_withdraw, leads_to=(Ended,)),
    (AskingConsent, on.Consent): Move(apply=_consent, leads_to=(Granted,)),
    (AskingConsent, on.Refuse): Move(apply=_refuse, leads_to=(Ended,)),
    (AskingConsent, on.Withdraw): Move(apply=_withdraw, leads_to=(Ended,)),
    (Granted, on.Connect): Move(apply=_connect, leads_to=(Connecting,)),
    (Connecting, on.Connected): Move(apply=_connected, leads_to=(Active,)),
    (Connecting, on.Lose): Move(apply=_lose, leads_to=(Interrupted,)),
    (Connecting, on.Narrow): _narrowing(Connecting),
    (Active, on.Lose): Move(apply=_lose, leads_to=(Interrupted,)),
    (Active, on.Narrow): _narrowing(Active),
    (Active, on.Join): Move(apply=_join, leads_to=(Active,), entry="joined"),
    (Active, on.Leave): Move(apply=_leave, leads_to=(Active,), entry="left"),
    (Active, on.HandOver): Move(apply=_hand_over, leads_to=(Active,), entry="handed_over"),
    (Active, on.AskMore): Move(apply=_ask_more, leads_to=(Active,), entry="more_asked"),
    (Active, on.AnswerMore): Move(apply=_answer_more, leads_to=(Active,), entry="more_refused"),
    (Active, on.Pause): Move(apply=_pause, leads_to=(Active,), entry="paused"),
    (Active, on.Unpause): Move(apply=_unpause, leads_to=(Active,), entry="unpaused"),
    (Interrupted, on.Connected): Move(apply=_connected, leads_to=(Active,)),
    (Interrupted, on.Resume): Move(apply=_resume, leads_to=(Connecting,), entry="resumed"),
    (Interrupted, on.Narrow): _narrowing(Interrupted),
    **_endings(Requested, Approved, AskingConsent, Granted, Connecting, Active, Interrupted),
}

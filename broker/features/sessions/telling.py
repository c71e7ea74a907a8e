"""Telling the world how a session stands: its viewer, its device, the tray there, and open pages."""

from datetime import datetime, timedelta

from broker.clock import Clock
from broker.features.devices.presence import PresenceBoard
from broker.features.sessions.answers import row_state
from broker.features.sessions.courier import Courier, Hint
from broker.features.sessions.deadlines import Deadlines
from broker.features.sessions.errands import Errands
from broker.features.sessions.leases import Leases
from broker.features.sessions.requests import RequestBoard
from broker.features.sessions.running import RunningSessions
from broker.features.sessions.steps import Outward
from protocol.capabilities import ordered
from protocol.grant import Origin
from protocol.identifiers import AccountId
from protocol.links.agent_broker import EndSession
from protocol.links.portal_broker import Topic
from protocol.links.viewer_broker import Ended as EndedFrame
from protocol.links.viewer_broker import OpenQuestion, SessionState
from protocol.session.effects import CloseLinks, Effect, KeepAlive, NarrowPermit, TellState
from protocol.session.machine import deadline
from protocol.session.states import Active, AskingConsent, Ended, Session, capabilities_of, grant_of


class Teller:
    """Carries out the effects that are the same for every step."""

    def __init__(
        self,
        *,
        clock: Clock,
        courier: Courier,
        presences: PresenceBoard,
        running: RunningSessions,
        leases: Leases,
        deadlines: Deadlines,
        requests: RequestBoard,
        errands: Errands,
    ) -> None:
        self._clock = clock
        self._courier = courier
        self._presences = presences
        self._running = running
        self.leases = leases
        self.deadlines = deadlines
        self.requests = requests
        self.errands = errands

    def register(self, outward: Outward) -> None:
        """Take over the effects that need no message at hand."""
        outward.register(TellState, lambda session, _: self.tell(session))
        outward.register(CloseLinks, self._close)
        outward.register(NarrowPermit, lambda session, _: self.leases.send(session))
        outward.register(KeepAlive, lambda session, _: self.leases.keep(session))

    def tell(self, session: Session) -> None:
        """Tell everybody how the session stands now."""
        self.deadlines.watch(session)
        self.tell_viewer(session)
        self.errands.put(lambda: self._hint(session))
        if session.ask.origin is Origin.REQUEST:
            self.errands.put(lambda: self.requests.refresh(session))
        if isinstance(session.state, Ended):
            self.leases.drop(session.id)
            self._running.forget(session.id)

    def tell_viewer(self, session: Session) -> None:
        """Tell the viewer how its session stands."""
        running = self._running.find(session.id)
        if running is None or not self._courier.is_viewed(session.id):
            return
        now = self._clock.now()
        grant, ends = grant_of(session), deadline(session)
        online = session.device is not None and self._presences.presence(session.device) is not None
        self._courier.to_viewer(
            session.id,
            SessionState(
                session=session.id,
                state=row_state(session),
                device_name=running.device_name[:200],
                device_online=online,
                asked=ordered({*session.ask.capabilities, *(grant.capabilities if grant else ())}),
                granted=ordered(capabilities_of(session)) if grant else None,
                seconds_to_deadline=_seconds_to(_answer_by(session, ends), now),
                seconds_left=_seconds_to(grant.expires_at if grant else None, now),
                question_shown=running.question_shown,
                silence_is_yes=session.limits.silence_seconds > 0,
                question=_open_question(session, now),
            ),
        )

    def _close(self, session: Session, effect: Effect) -> None:
        assert isinstance(effect, CloseLinks)
        state = session.state
        by, note = (state.by, state.note) if isinstance(state, Ended) else (None, None)
        if session.device is not None:
            ending = EndSession(session=session.id, reason=effect.reason, note=note)
            self._courier.to_agent(session.device, ending)
        self._courier.to_viewer(session.id, EndedFrame(reason=effect.reason, by=by and by[:200], note=note))
        self.leases.drop(session.id)

    async def _hint(self, session: Session) -> None:
        """Hint to open pages, those of the person who asked and of the device's owner among them."""
        owner = await self.requests.owner(session.device) if session.device else None
        people = frozenset[AccountId](person for person in (session.ask.requester, owner) if person)
        topics = [(Topic.SESSIONS, str(session.id)), (Topic.AUDIT, None)]
        if session.ask.origin is not Origin.OFFER:
            topics.append((Topic.REQUESTS, session.id))
        if session.device is not None:
            topics.append((Topic.DEVICES, session.device))
        for topic, identifier in topics:
            self._courier.hint(Hint(topic=topic, id=identifier, organization=session.organization, people=people))


def _answer_by(session: Session, ends: datetime | None) -> datetime | None:
    """Give the moment that the technician waits for: the person's, not when the device's word has to be here."""
    waits = isinstance(session.state, AskingConsent) and ends is not None
    return ends - timedelta(seconds=session.limits.silence_seconds) if waits and ends else ends


def _seconds_to(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max(0.0, round((moment - now).total_seconds(), 3))


def _open_question(session: Session, now: datetime) -> OpenQuestion | None:
    state = session.state
    question = state.question if isinstance(state, Active) else None
    if question is None:
        return None
    return OpenQuestion(
        more=question.more,
        capabilities=question.capabilities,
        seconds=question.seconds,
        seconds_to_deadline=_seconds_to(question.deadline, now) or 0.0,
    )

"""The ends that nobody asks for: deadlines that pass, and what a restart of the broker interrupted."""

from broker.access.permissions import Permission
from broker.errors import Conflict
from broker.features.sessions import store
from broker.features.sessions.deadlines import Deadlines
from broker.features.sessions.stage import JOB, Stage
from broker.features.sessions.steps import Plan
from broker.storage.work import View
from protocol.identifiers import SessionId
from protocol.session import events as on
from protocol.session.states import Active, Connecting, Session, Side


class Ending:
    """Takes the steps that time takes."""

    def __init__(self, stage: Stage, deadlines: Deadlines) -> None:
        self._stage = stage
        self._deadlines = deadlines

    async def passed(self, session: SessionId) -> None:
        """A deadline is over."""
        await self._take(session, on.DeadlinePassed())

    async def recover(self) -> None:
        """Before anybody connects: every session has its deadline again, and what ran has lost the broker."""
        alive = await self._stage.work.view(JOB, Permission.SESSION_READ, store.unfinished)
        for session in alive:
            self._deadlines.watch(session)
            if isinstance(session.state, Active | Connecting):
                await self._lose(session)

    async def _lose(self, session: Session) -> None:
        assert isinstance(session.state, Active | Connecting)
        try:
            await self._take(session.id, on.Lose(attempt=session.state.attempt, side=Side.BROKER))
        except Conflict:
            # Its time was over while nobody was here: the deadline ends it.
            return

    async def _take(self, session: SessionId, event: on.AnyEvent) -> None:
        def decide(view: View, _: Session) -> on.AnyEvent:
            return event

        await self._stage.stepper.take(
            Plan(actor=JOB, permission=Permission.SESSION_READ, session=session, decide=decide)
        )

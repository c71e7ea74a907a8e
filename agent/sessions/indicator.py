"""What the person sees of a running session, and the receipt that stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agent import clock
from agent.permit import Permit
from agent.sessions.ports import Desktop
from agent.sessions.record import SessionFiles
from agent.sessions.surroundings import Ending
from protocol.capabilities import ordered
from protocol.grant import CodeMode, Origin, Proposal
from protocol.links import core_desktop
from protocol.links.core_desktop import Condition


@dataclass(slots=True, kw_only=True)
class Indicator:
    """The banner of one session; it goes last."""

    proposal: Proposal
    desktop: Desktop
    files: SessionFiles
    tell_visits: Callable[[], object]
    unasked: bool = False
    """Whether it began without a question, because nobody could be asked."""
    _since: datetime | None = None

    def show(self, permit: Permit, computed: str) -> None:
        """The screen is seen from now on, or again; `computed` is the code, shown unless it is switched off."""
        code = None if self.proposal.code is CodeMode.OFF else computed
        seconds_left = int(permit.seconds_left(clock.monotonic()))
        if self._since is not None:
            self._update(condition=Condition.ACTIVE, code=code, seconds_left=seconds_left)
            return
        self._since = clock.now()
        self.desktop.send(
            core_desktop.ShowSession(
                session=self.proposal.session,
                who=self.proposal.who,
                since=self._since,
                capabilities=ordered(permit.capabilities),
                seconds_left=seconds_left,
                code=code,
                recording=core_desktop.Recording(on=self.proposal.recording),
                unasked=self.unasked,
                own=self._is_own,
            )
        )

    def allow(self, permit: Permit) -> None:
        """The permit changed: less, or for another time."""
        self._update(
            capabilities=ordered(permit.capabilities), seconds_left=int(permit.seconds_left(clock.monotonic()))
        )

    def lose(self, resume_seconds: int) -> None:
        """Nobody sees anything at the moment; for so long they can come back."""
        self._update(condition=Condition.LOST, lost_at=clock.now(), resume_seconds=resume_seconds)

    def pause(self, paused: bool) -> None:
        """Nothing is seen while the screen is locked."""
        self._update(condition=Condition.PAUSED if paused else Condition.ACTIVE)

    def end(self, ending: Ending) -> None:
        """It is over: say why, and leave the receipt."""
        if self._since is None:
            return
        self.desktop.send(
            core_desktop.EndSession(
                session=self.proposal.session, reason=ending.reason, by=ending.by, note=ending.note, own=self._is_own
            )
        )
        self.files.add_receipt(
            core_desktop.Receipt(
                session=self.proposal.session,
                who=self.proposal.who,
                began_at=self._since,
                ended_at=clock.now(),
                capabilities=self.proposal.capabilities,
                end_reason=ending.reason,
                note=ending.note,
                unasked=self.unasked,
                own=self._is_own,
            )
        )
        if self.unasked:
            self.tell_visits()

    @property
    def _is_own(self) -> bool:
        return self.proposal.origin is Origin.OWN

    def _update(self, **changes: object) -> None:
        if self._since is not None:
            self.desktop.send(core_desktop.UpdateSession(session=self.proposal.session, **changes))  # type: ignore[arg-type]

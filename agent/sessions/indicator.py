"""What the person sees of a running session, and the receipt that stays."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from agent import clock
from agent.exchange import Agreed
from agent.permit import Permit
from agent.sessions.screens import Screens
from agent.sessions.surroundings import Ending, Surroundings
from protocol.capabilities import Capability, ordered
from protocol.clipboard import ClipboardDirection
from protocol.grant import CodeMode, Origin, Proposal
from protocol.links import core_desktop
from protocol.links.core_desktop import Condition
from protocol.links.viewer_agent import MOST_KEPT_PICTURES
from protocol.session.reasons import EndReason


@dataclass(slots=True, kw_only=True)
class Indicator:
    """The banner of one session; it goes last."""

    proposal: Proposal
    around: Surroundings
    screens: Screens
    agreed: Callable[[], Agreed]
    """Gives what the person said yes to, or what stood for that."""
    _since: datetime | None = None
    _given: frozenset[Capability] = frozenset()
    """All that was given while it ran, whatever was taken back later."""
    _was_used: bool = False
    _clipboards: Counter[ClipboardDirection] = field(default_factory=Counter)
    kept_pictures: int = 0
    """How many pictures of the screen the technician kept."""
    _screen: int | None = None
    """The number of the one screen that is shown."""

    def show(self, permit: Permit, computed: str) -> None:
        """The screen is seen from now on, or again; `computed` is the code, shown unless it is switched off."""
        code = None if self.proposal.code is CodeMode.OFF else computed
        self._given |= permit.capabilities
        seconds_left = int(permit.seconds_left(clock.monotonic()))
        if self._since is not None:
            self._update(condition=Condition.ACTIVE, code=code, seconds_left=seconds_left)
            return
        before = self._before
        self._since = clock.now() if before is None else before.began_at
        if before is not None:
            self.around.files.unsee(self.proposal.session)
            self._given |= frozenset(before.capabilities)
            self._was_used = before.used_control
            self._clipboards[ClipboardDirection.IN] = before.clipboards_in
            self._clipboards[ClipboardDirection.OUT] = before.clipboards_out
            self.kept_pictures = before.kept_pictures
        self._screen = self.screens.given_number
        if self._screen is not None:
            self.around.journal(self.proposal, "one_screen", {"screen": self._screen})
        self.around.desktop.send(
            core_desktop.ShowSession(
                session=self.proposal.session,
                who=self.proposal.who,
                since=self._since,
                capabilities=ordered(permit.capabilities),
                seconds_left=seconds_left,
                code=code,
                recording=core_desktop.Recording(on=self.proposal.recording),
                own=self._is_own,
                unasked=not self.agreed().attended,
                in_advance=self.agreed().advance is not None,
                display=self.screens.given,
                screen=self._screen,
            )
        )
        self._keep()

    def allow(self, permit: Permit) -> None:
        """The permit changed: less, more, or for another time."""
        self._given |= permit.capabilities
        self._update(
            capabilities=ordered(permit.capabilities), seconds_left=int(permit.seconds_left(clock.monotonic()))
        )

    def lose(self, resume_seconds: int) -> None:
        """Nobody sees anything at the moment; for so long they can come back."""
        self._update(condition=Condition.LOST, lost_at=clock.now(), resume_seconds=resume_seconds)

    def pause(self, paused: bool) -> None:
        """Nothing is seen while the screen is locked."""
        self._update(condition=Condition.PAUSED if paused else Condition.ACTIVE)

    def acted(self) -> None:
        """Something passed to mouse or keyboard; that it was so stays written down, what it was does not."""
        if not self._was_used:
            self.around.journal(self.proposal, "control_used", {})
            self._was_used = True
            self._keep()

    def passed(self, direction: ClipboardDirection) -> None:
        """A clipboard is passed on; what it holds is kept nowhere."""
        self._clipboards[direction] += 1
        self._keep()

    def keep_picture(self) -> bool:
        """The technician keeps a picture of the screen, and each is written down; False where it were one too many."""
        if self._since is None or self.kept_pictures >= MOST_KEPT_PICTURES:
            return False
        self.around.journal(self.proposal, "picture_kept", {})
        self.kept_pictures += 1
        self._keep()
        return True

    def end(self, ending: Ending) -> None:
        """It is over: say why to whoever saw it or said yes to it, and leave a receipt of what was seen."""
        if self._since is None and not self.agreed().proposals:
            return
        self.around.desktop.send(
            core_desktop.EndSession(
                session=self.proposal.session, reason=ending.reason, by=ending.by, note=ending.note, own=self._is_own
            )
        )
        self._keep(ending.reason, ending.note)
        if self._since is not None and not (self.agreed().asked_person or self.agreed().advance):
            self.around.tell_visits()

    def _keep(self, reason: EndReason = EndReason.FAILED, note: str | None = None) -> None:
        """Keep the receipt from the first picture on: where this process dies, that is how it ended."""
        if self._since is None:
            return
        self.around.files.add_receipt(
            core_desktop.Receipt(
                session=self.proposal.session,
                who=self.proposal.who,
                began_at=self._since,
                ended_at=clock.now(),
                capabilities=ordered(self._given),
                used_control=self._was_used,
                clipboards_in=self._clipboards[ClipboardDirection.IN],
                clipboards_out=self._clipboards[ClipboardDirection.OUT],
                kept_pictures=self.kept_pictures,
                screen=self._screen,
                end_reason=reason,
                note=note,
                own=self._is_own,
                unasked=not self.agreed().attended,
                asked_person=self.agreed().asked_person,
                in_advance=self.agreed().advance is not None,
            )
        )

    @property
    def was_shown(self) -> bool:
        """Tell whether anybody saw anything yet, in this life of the process or an earlier one."""
        return self._since is not None or self._before is not None

    @property
    def _before(self) -> core_desktop.Receipt | None:
        return self.around.files.receipt_of(self.proposal.session)

    @property
    def _is_own(self) -> bool:
        return self.proposal.origin is Origin.OWN

    def _update(self, **changes: object) -> None:
        if self._since is not None:
            update = core_desktop.UpdateSession(session=self.proposal.session, **changes)  # type: ignore[arg-type]
            self.around.desktop.send(update)

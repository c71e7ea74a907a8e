"""Covers a running session while the person's screen is locked, or ends it, as the policy says."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.sessions.indicator import Indicator
from agent.sessions.surroundings import Surroundings
from protocol.grant import Proposal
from protocol.links.agent_broker import Presence
from protocol.policy import WhenLocked
from protocol.session import events as on
from protocol.session.reasons import EndReason
from protocol.session.states import Active, Session


@dataclass(slots=True, kw_only=True)
class Pausing:
    """Looked at whenever the lock, the policy or the connection changes."""

    proposal: Proposal
    """Says which session it is, for the journal."""
    attended: bool
    """Whether somebody was there to be asked when it began; where not, it goes on while the screen is locked."""
    around: Surroundings
    session: Callable[[], Session]
    """Gives the device's own copy of the session, which says whether it is paused."""
    apply: Callable[[on.AnyEvent], None]
    cover: Callable[[bool], None]
    """Covers the picture and lets go of everything, or shows it again."""
    indicator: Indicator
    end: Callable[[EndReason], None]

    def is_on(self) -> bool:
        """Tell whether nothing is seen or done at the moment; so it is too until the way has been taken up."""
        state = self.session().state
        return not isinstance(state, Active) or state.paused

    def look(self) -> None:
        """Do what the lock asks for now."""
        if not isinstance(self.session().state, Active):
            return
        rule = self.around.policy().running.when_locked
        counts = self.attended and self.around.presence() is Presence.LOCKED
        if counts and rule is WhenLocked.END:
            self.end(EndReason.LOCKED)
            return
        wanted = counts and rule is WhenLocked.PAUSE
        if wanted is not self.is_on():
            self.apply(on.Pause() if wanted else on.Unpause())
            self.cover(wanted)
            self.indicator.pause(wanted)
            self.around.journal(self.proposal, "paused" if wanted else "unpaused", {})

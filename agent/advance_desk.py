"""Shows the person who may come in ahead of time, and takes what they give and take back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agent.advance import AdvanceKeeper
from agent.entropy import random_bytes
from agent.sessions.record import SessionFiles
from protocol.advance import Advance, AdvanceProblem, identity_of
from protocol.grant import Who
from protocol.links.core_desktop import FromCore
from protocol.links.desktop_advance import MOST_PEOPLE, GiveAdvance, RevokeAdvance, ShowAdvance, WantAdvance

_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceDesk:
    """Core's end of that window."""

    keeper: AdvanceKeeper
    files: SessionFiles
    show: Callable[[FromCore], object]
    is_busy: Callable[[], bool]
    """Tells whether a session runs, from the question to its end."""
    revoked: Callable[[str], None]
    """Told of a window that was taken back, before the person is told that it is gone."""

    def __post_init__(self) -> None:
        # A jump of the clock shows against a moment of this boot: the earlier that is taken, the better.
        self.keeper.standing()

    def heard(self, message: WantAdvance | GiveAdvance | RevokeAdvance) -> None:
        """Do what the person wants, and show how things stand then."""
        problem = None
        match message:
            case GiveAdvance() if self.is_busy():
                # Whoever is connected could press here, too: nobody lets themselves in for later.
                problem = AdvanceProblem.IN_SESSION
            case GiveAdvance():
                problem = self.keeper.give(_window_of(message), self._known())
            case RevokeAdvance(window=revoked):
                self.keeper.revoke(revoked)
                self.revoked(revoked)
            case WantAdvance():
                pass
        self._tell(problem)

    def _tell(self, problem: AdvanceProblem | None) -> None:
        self.show(ShowAdvance(windows=self.keeper.standing(), people=self._known(), problem=problem))

    def _known(self) -> tuple[Who, ...]:
        """List those to whom somebody here said yes, as the instance vouched for them then, the last one first."""
        found: dict[tuple[str, str, str], Who] = {}
        for receipt in self.files.receipts():
            if receipt.who.email and receipt.asked_person and not receipt.own:
                found.setdefault(identity_of(receipt.who), receipt.who)
        return tuple(found.values())[:MOST_PEOPLE]


def _window_of(wished: GiveAdvance) -> Advance:
    return Advance(
        id=random_bytes(_ID_BYTES).hex(),
        who=wished.who,
        begins_at=wished.begins_at,
        ends_at=wished.ends_at,
        capabilities=wished.capabilities,
        seconds=wished.seconds,
    )

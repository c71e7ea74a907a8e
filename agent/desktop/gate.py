"""Decides which input of a session reaches the desktop: none without control, none while a question is open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from protocol.capabilities import Capability
from protocol.links.core_desktop import Condition, UpdateSession
from protocol.links.viewer_agent import Key, PointerButton, Wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What stands between a session's input and the desktop; closed unless everything is in order."""

    session: str | None = None
    control: bool = False
    stopped: bool = False
    covered: bool = False
    taken_back: bool = False
    display: str | None = None
    """The one screen that is given; None where all are."""
    questions: frozenset[str] = field(default_factory=frozenset)

    def for_session(self, session: str, capabilities: Iterable[Capability]) -> "Gate":
        """Open for a session, as far as it may control; a stopped session stays stopped."""
        is_same = self.session == session
        if not is_same:
            return Gate(
                session=session, control=Capability.CONTROL in frozenset(capabilities), questions=self.questions
            )
        return replace(self, control=Capability.CONTROL in frozenset(capabilities) and not self.taken_back)

    def on_display(self, display: str | None) -> "Gate":
        """Hold input to the one screen that the person gave; None lets it reach all."""
        return replace(self, display=display)

    def seen(self, *, now: bool) -> "Gate":
        """Close while the session's screen is covered or its viewer lost, and open again when it is seen."""
        return replace(self, covered=not now)

    def updated(self, message: UpdateSession) -> "Gate":
        """Follow what core says of the session that runs."""
        if message.session != self.session:
            return self
        gate = self if message.capabilities is None else self.for_session(message.session, message.capabilities)
        return gate if message.condition is None else gate.seen(now=message.condition is Condition.ACTIVE)

    def narrowed(self, capabilities: Iterable[Capability]) -> "Gate":
        """Close where the person no longer gives control; only their own new yes opens again, no late message."""
        stays = Capability.CONTROL in frozenset(capabilities)
        return replace(self, control=self.control and stays, taken_back=self.taken_back or not stays)

    def given_again(self) -> "Gate":
        """The person has said yes to control once more: the next word of core may open."""
        return replace(self, taken_back=False)

    def stop(self) -> "Gate":
        """Close for the rest of this session."""
        return replace(self, stopped=True)

    def ended(self) -> "Gate":
        """Close: nobody is connected."""
        return Gate(questions=self.questions)

    def asking(self, question: str) -> "Gate":
        """Hold everything while this question is open."""
        return replace(self, questions=self.questions | {question})

    def answered(self, question: str) -> "Gate":
        """Let go of this question's hold."""
        return replace(self, questions=self.questions - {question})

    def admits(self, session: str) -> bool:
        """Tell whether input of this session may reach the desktop at all."""
        is_held = self.stopped or self.covered or bool(self.questions)
        return self.control and not is_held and self.session == session


def reaches_our_windows(event: object, *, focused: Callable[[], bool], covers: Callable[[int, int], bool]) -> bool:
    """Tell whether an event would press a control of ours; a session never does. Releases always pass."""
    match event:
        case PointerButton(down=down):
            return down and covers(event.x, event.y)
        case Wheel():
            return covers(event.x, event.y)
        case Key(down=down):
            return down and focused()
        case _:
            return False

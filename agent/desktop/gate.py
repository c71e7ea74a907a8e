"""Decides which input of a session reaches the desktop: none without control, none while a question is open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from protocol.capabilities import Capability
from protocol.links.viewer_agent import Key, PointerButton, Wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What stands between a session's input and the desktop; closed unless everything is in order."""

    session: str | None = None
    control: bool = False
    stopped: bool = False
    questions: frozenset[str] = field(default_factory=frozenset)

    def for_session(self, session: str, capabilities: Iterable[Capability]) -> "Gate":
        """Open for a session, as far as it may control; a stopped session stays stopped."""
        stopped = self.stopped and self.session == session
        return replace(self, session=session, control=Capability.CONTROL in frozenset(capabilities), stopped=stopped)

    def narrowed(self, capabilities: Iterable[Capability]) -> "Gate":
        """Close where control is no longer given; never open by it."""
        return replace(self, control=self.control and Capability.CONTROL in frozenset(capabilities))

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
        return self.control and not self.stopped and not self.questions and self.session == session


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

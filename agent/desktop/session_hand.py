"""Lets a session's input through to the desktop, as far as the gate allows, and takes everything back at once."""

from agent import clock
from agent.desktop.gate import Gate, reaches_our_windows
from agent.desktop.input_sink import Hand, InputLost, InputSink
from agent.desktop.our_windows import OurWindows
from agent.desktop.presence import LocalInput
from protocol.links.core_desktop import Inject
from protocol.links.viewer_agent import PointerMove


class SessionHand:
    """Holds the gate; every change that closes it lets go of all keys and buttons before anything else happens."""

    def __init__(self, sink: InputSink | None, windows: OurWindows) -> None:
        self._sink = sink
        self._hand = Hand(sink) if sink is not None else None
        self._windows = windows
        self._gate = Gate()
        self.local = LocalInput(last_at=clock.monotonic())

    @property
    def gate(self) -> Gate:
        """The gate as it stands."""
        return self._gate

    def set_gate(self, gate: Gate) -> None:
        """Change the gate; where it closes, let go."""
        was_open = self._is_open(self._gate)
        self._gate = gate
        if was_open and not self._is_open(gate):
            self.release()

    def inject(self, message: Inject) -> int:
        """Do a batch of input; give how many events were held back."""
        if self._hand is None or not self._gate.admits(message.session):
            return len(message.events)
        held = 0
        try:
            self._hand.prepare(message.events)
            for event in message.events:
                if not isinstance(event, PointerMove) and self._reaches_us(event):
                    held += 1
                    continue
                self._hand.play(event)
        except InputLost:
            self._hand = None
            return len(message.events)
        self.local = self.local.injected(clock.monotonic())
        return held

    def _reaches_us(self, event: object) -> bool:
        return reaches_our_windows(event, focused=self._windows.have_keys(), covers=self._windows.lie_at)

    def release(self) -> None:
        """Let go of all keys and buttons."""
        if self._sink is None:
            return
        try:
            self._sink.release_all()
        except InputLost:
            self._hand = None

    def close(self) -> None:
        """Let go for good."""
        self._gate = Gate()
        if self._sink is not None:
            self._sink.close()

    @staticmethod
    def _is_open(gate: Gate) -> bool:
        return gate.session is not None and gate.admits(gate.session)

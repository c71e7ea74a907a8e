"""Lets a session's input through to the desktop, as far as the gate allows, and takes everything back at once."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from agent import clock
from agent.desktop.gate import Gate, reaches_our_windows
from agent.desktop.input_sink import Hand, InputLost, InputSink
from agent.desktop.our_windows import OurWindows
from agent.desktop.precedence import Precedence
from agent.desktop.presence import LocalInput
from agent.desktop.shown_area import ShownArea
from protocol.links.core_desktop import MAX_BATCH, Inject, Injected, InputEvent
from protocol.links.viewer_agent import Button, Key, PointerButton

# Core sends no more than it has room for; what goes beyond this is dropped and counted.
_LOOK_MILLISECONDS = 50
MAX_WAITING = 4 * MAX_BATCH

Acknowledge = Callable[[Injected], None]


class SessionHand(QObject):
    """Holds the gate; every change that closes it lets go of all keys and buttons before anything else happens."""

    def __init__(self, sink: InputSink | None, windows: OurWindows, area: ShownArea, acknowledge: Acknowledge) -> None:
        super().__init__()
        self._sink = sink
        self._hand = Hand(sink) if sink is not None else None
        self._windows = windows
        self._area = area
        self._acknowledge = acknowledge
        self._gate = Gate()
        self._waiting: deque[tuple[Inject, InputEvent | None]] = deque()
        self._held = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._play)
        self._down: set[Button] = set()
        self._keys: set[str] = set()
        self._precedence = Precedence()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MILLISECONDS)
        self._look.timeout.connect(self._give_way)
        self.local = LocalInput(last_at=clock.monotonic())

    @property
    def gate(self) -> Gate:
        """The gate as it stands."""
        return self._gate

    def set_gate(self, gate: Gate) -> None:
        """Change the gate; where it closes, forget what waits and let go."""
        was_open, is_open = self._is_open(self._gate), self._is_open(gate)
        self._gate = gate
        if is_open and not was_open:
            self._precedence = Precedence()
            self._look.start()
        elif was_open and not is_open:
            self._look.stop()
            self.release()
            self._play()

    def inject(self, message: Inject) -> None:
        """Take a batch of input; it is acknowledged when it is done, with how many events were held back."""
        if self._hand is not None and self._gate.admits(message.session):
            self._prepare(self._hand, message)
        if len(self._waiting) > MAX_WAITING:
            self._acknowledge(Injected(sequence=message.sequence, held=len(message.events)))
            return
        self._waiting.extend((message, event) for event in message.events)
        self._waiting.append((message, None))
        if not self._timer.isActive():
            self._play()

    def _prepare(self, hand: Hand, message: Inject) -> None:
        try:
            hand.prepare(message.events)
        except InputLost:
            self._hand = None

    def _play(self) -> None:
        """Play what waits; where a key is not ready yet, go on later, so that Done is never behind a queue."""
        while self._waiting:
            message, event = self._waiting[0]
            if event is None:
                self._acknowledge(Injected(sequence=message.sequence, held=self._held))
                self._held = 0
            elif not self._gate.admits(message.session) or self._hand is None:
                self._held += 1
            else:
                wait = self._hand.wait_before(event)
                if wait > 0:
                    self._timer.start(int(wait * 1000) + 1)
                    return
                self._do(self._hand, event)
            self._waiting.popleft()

    def _do(self, hand: Hand, event: InputEvent) -> None:
        try:
            if self._reaches_us(event):
                self._held += 1
                return
            if self._area.keeps_out(event, self._gate.display):
                self._held += 1
                if isinstance(event, PointerButton) and not event.down:
                    # Let go of where it is: it must neither stay down nor drop anything beside the screen.
                    hand.let_go(event.button)
                    self._down.discard(event.button)
                return
            if isinstance(event, Key) or not self._is_the_persons():
                hand.play(event)
            elif isinstance(event, PointerButton) and not event.down:
                hand.let_go(event.button)
            else:
                self._held += 1
                return
            if self._sink is not None and not isinstance(event, Key):
                self._precedence = self._precedence.left(self._sink.where())
        except InputLost:
            self._hand = None
        self.local = self.local.injected(clock.monotonic())
        if isinstance(event, PointerButton):
            (self._down.add if event.down else self._down.discard)(event.button)
        if isinstance(event, Key):
            (self._keys.add if event.down else self._keys.discard)(event.code)

    def _is_the_persons(self) -> bool:
        """Tell whether the person has the pointer now: theirs goes first, and a session's waits."""
        self._watch_pointer()
        return self._precedence.is_theirs(clock.monotonic())

    def _watch_pointer(self) -> None:
        """See whether the person moved the pointer since the last look."""
        if self._sink is None:
            return
        at = self._sink.where()
        before = self._precedence
        over_ours = at != before.stands_at and self._windows.lie_at(*at)
        self._precedence = before.seen(at, clock.monotonic(), over_ours=over_ours)
        if self._down and self._precedence.theirs_until > before.theirs_until:
            # What the session holds would be dragged along under the person's hand, and keep their clicks from them.
            self.release()

    def _give_way(self) -> None:
        """Let go of what is held from afar where the person comes to a window of ours, by the pointer or by keys.

        A held button keeps their clicks from it, and a held key makes another command of what they press.
        """
        try:
            self._watch_pointer()
        except InputLost:
            self._hand = None
        if (self._down and self._windows.have_pointer()) or (self._keys and self._windows.have_keys()):
            self.release()

    def _reaches_us(self, event: InputEvent) -> bool:
        return reaches_our_windows(event, focused=self._windows.have_keys, covers=self._windows.lie_at)

    def release(self) -> None:
        """Let go of all keys and buttons."""
        self._down.clear()
        self._keys.clear()
        if self._sink is None:
            return
        try:
            self._sink.release_all()
        except InputLost:
            self._hand = None

    def close(self) -> None:
        """Let go for good."""
        self._timer.stop()
        self._look.stop()
        self._waiting.clear()
        self._gate = Gate()
        if self._sink is not None:
            self._sink.close()

    @staticmethod
    def _is_open(gate: Gate) -> bool:
        return gate.session is not None and gate.admits(gate.session)

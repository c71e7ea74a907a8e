"""The bus of a single process: whoever listens is called, at once and in the event loop."""

from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

_log = structlog.get_logger(__name__)

Hint = TypeVar("Hint")


class LocalBus(Generic[Hint]):
    """Carries hints of one sort to its listeners; a listener that fails does not keep it from the others."""

    def __init__(self) -> None:
        self._listeners: dict[int, Callable[[Hint], None]] = {}
        self._next = 0

    def listen(self, listener: Callable[[Hint], None]) -> Callable[[], None]:
        """Begin to listen; call what comes back to stop."""
        self._next += 1
        number = self._next
        self._listeners[number] = listener
        return lambda: self._forget(number)

    def publish(self, hint: Hint) -> None:
        """Tell everybody who listens."""
        for listener in tuple(self._listeners.values()):
            try:
                listener(hint)
            except Exception:
                _log.exception("bus.listener_failed")

    def _forget(self, number: int) -> None:
        self._listeners.pop(number, None)

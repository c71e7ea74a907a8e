"""How long pictures take on the device on their way to one viewer: pure, in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Means of some pictures, in seconds."""

    capture: float
    encode: float
    send: float


@dataclass(slots=True, kw_only=True)
class DelayMeter:
    """Sums up until somebody asks."""

    _made: int = 0
    _left: int = 0
    _capture: float = 0.0
    _encode: float = 0.0
    _send: float = 0.0

    def made(self, *, capture: float, encode: float) -> None:
        """A picture of a change came from the encoder."""
        self._made += 1
        self._capture += max(0.0, capture)
        self._encode += encode

    def left(self, waited: float) -> None:
        """The last packet of a picture has left, so long after it came from the encoder."""
        self._left += 1
        self._send += waited

    def take(self) -> Delays | None:
        """The means since the last time; None where no picture has left since."""
        if self._made == 0 or self._left == 0:
            return None
        taken = Delays(
            capture=self._capture / self._made, encode=self._encode / self._made, send=self._send / self._left
        )
        self._made = self._left = 0
        self._capture = self._encode = self._send = 0.0
        return taken

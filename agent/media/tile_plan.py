"""Which exact tiles are owed to whom, and which do not hold any more: pure, fed with monotonic seconds."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from agent.desktop.screen import Band
from protocol.links.viewer_tiles import Grid

# How long a cell has to rest; longer where its tiles moved again as soon as they were sent.
REST_SECONDS: Final = (0.2, 0.4, 0.8)
# A tile that lived shorter than this was sent in vain: a cursor blinks, somebody types.
SHORT_LIFE_SECONDS: Final = 0.5
# Damage says which rows may have changed; whether a cell did is looked at so often.
LOOK_SECONDS: Final = 0.1

Digest = Callable[[int], int]
"""Gives what tells one content of a cell from another, read from the newest frame."""


@dataclass(slots=True)
class _Cell:
    """What is known of one cell of the picture."""

    changed_at: float
    digest: int | None = None
    """Of its content when it was last looked at; None where it was not since it may have changed."""
    looked_at: float = float("-inf")
    sent_at: float = float("-inf")
    in_vain: int = 0

    @property
    def rests_at(self) -> float:
        return self.changed_at + REST_SECONDS[self.in_vain]


@dataclass(slots=True)
class _Receiver:
    """What one viewer has, and what it is owed; together all cells."""

    has: set[int]
    owed: set[int]


@dataclass(slots=True)
class TilePlan:
    """One picture of one size; another size is another plan with a higher generation.

    The rule that all rests on: a cell that a receiver has looks in the newest frame as it was sent, else `look` named
    it and the generation went up.
    """

    grid: Grid
    generation: int
    began: float
    _cells: list[_Cell] = field(init=False)
    _receivers: dict[object, _Receiver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cells = [_Cell(self.began) for _ in range(self.grid.cells)]

    @property
    def receivers(self) -> Collection[object]:
        """Who is sent tiles."""
        return self._receivers.keys()

    def join(self, receiver: object) -> None:
        """Owe this receiver everything."""
        self._receivers[receiver] = _Receiver(has=set(), owed=set(range(self.grid.cells)))

    def leave(self, receiver: object) -> None:
        """Owe it nothing more; what it has may not hold for long, which the frames' own mark tells it."""
        found = self._receivers.pop(receiver, None)
        if found is not None and found.has:
            self.generation += 1

    def look(self, bands: Iterable[Band], digest: Digest, now: float) -> tuple[int, ...]:
        """Take note of damage; gives the cells that somebody had and that changed, rising."""
        held = set[int]().union(*(receiver.has for receiver in self._receivers.values()))
        moved = []
        for band in bands:
            for number in self.grid.between(band.top, band.bottom):
                if self._changed(number, digest, now, is_held=number in held) and number in held:
                    moved.append(number)
        if moved:
            self.generation += 1
        for number in moved:
            self._take_back(number, now)
        return tuple(sorted(moved))

    def until_due(self, now: float) -> float | None:
        """Seconds until somebody is owed a cell that rests, 0 where there is one; None where nothing is owed."""
        owed = set[int]().union(*(receiver.owed for receiver in self._receivers.values()))
        if not owed:
            return None
        return max(0.0, min(self._cells[number].rests_at for number in owed) - now)

    def next_for(self, receiver: object, now: float) -> int | None:
        """The cell that this receiver is sent next: of those that rest, the one that changed last."""
        found = self._receivers.get(receiver)
        resting = [number for number in found.owed if self._cells[number].rests_at <= now] if found else []
        if not resting:
            return None
        return min(resting, key=lambda number: (-self._cells[number].changed_at, number))

    def is_owed(self, receiver: object, cell: int) -> bool:
        """Tell whether this receiver does not have the cell."""
        found = self._receivers.get(receiver)
        return found is not None and cell in found.owed

    def sent(self, cell: int, receivers: Iterable[object], digest: int, now: float) -> None:
        """These receivers have the cell, with this content, which is that of the newest frame."""
        self._cells[cell].digest, self._cells[cell].sent_at = digest, now
        for receiver in receivers:
            found = self._receivers[receiver]
            found.owed.discard(cell)
            found.has.add(cell)

    def _changed(self, number: int, digest: Digest, now: float, *, is_held: bool) -> bool:
        """Tell whether a cell in a damaged band looks otherwise; of one that nobody has it is known a little later."""
        cell = self._cells[number]
        if not is_held and now - cell.looked_at < LOOK_SECONDS:
            return False
        seen = digest(number)
        changed, cell.looked_at = seen != cell.digest, now
        if changed:
            cell.digest, cell.changed_at = seen, now
        return changed

    def _take_back(self, number: int, now: float) -> None:
        cell = self._cells[number]
        in_vain = now - cell.sent_at < SHORT_LIFE_SECONDS
        cell.in_vain = min(cell.in_vain + 1, len(REST_SECONDS) - 1) if in_vain else 0
        for receiver in self._receivers.values():
            if number in receiver.has:
                receiver.has.discard(number)
                receiver.owed.add(number)

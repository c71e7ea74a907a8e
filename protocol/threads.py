"""What of a thread of messages is new to its reader; pure."""

from collections.abc import Iterable


def unread_in(messages: Iterable[tuple[int, bool]], read: int) -> int:
    """Count what the other side wrote after what a reader has read, or their own side has written.

    Each message is its number and whether the reader's own side wrote it.
    """
    written = tuple(messages)
    seen = max([read, *(number for number, mine in written if mine)])
    return sum(number > seen for number, _ in written)

"""What is new in a thread, to each of its sides."""

import pytest

from protocol.threads import unread_in

MINE, THEIRS = True, False


@pytest.mark.parametrize(
    ("sides", "read", "new"),
    [
        ((), 0, 0),
        ((THEIRS, THEIRS), 0, 2),
        ((THEIRS, THEIRS), 1, 1),
        ((THEIRS, THEIRS), 2, 0),
        ((MINE,), 0, 0),
        ((THEIRS, MINE, THEIRS, THEIRS), 0, 2),
        ((THEIRS, MINE, THEIRS, THEIRS), 3, 1),
        # A mark from further back than what they wrote themselves counts for nothing.
        ((THEIRS, MINE), 1, 0),
    ],
)
def test_new_is_what_came_after_what_was_read_or_written(sides: tuple[bool, ...], read: int, new: int) -> None:
    assert unread_in(enumerate(sides, 1), read) == new
    assert unread_in(reversed([*enumerate(sides, 1)]), read) == new

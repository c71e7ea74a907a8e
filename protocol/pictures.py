"""The picture of a screen that goes with a request: how much of it there may be, and its parts on the way."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta

from protocol.errors import Malformed

MAX_PICTURE: Final = 512 * 1024
"""Bytes of a whole picture, as PNG or JPEG."""
PART_BYTES: Final = 32 * 1024
"""Bytes of one part: written as base64 it leaves a third of a message of the agent's link free."""
MAX_PARTS: Final = MAX_PICTURE // PART_BYTES
MAX_WIDTH: Final = 1600
MAX_HEIGHT: Final = 4096
"""Of a screen that stands on its side, too."""

PartNumber = Annotated[int, Meta(ge=1, le=MAX_PARTS)]
PartContent = Annotated[bytes, Meta(min_length=1, max_length=PART_BYTES)]


def parts_of(content: bytes) -> Sequence[bytes]:
    """Cut a picture into the parts that it travels in."""
    return tuple(content[at : at + PART_BYTES] for at in range(0, len(content), PART_BYTES))


class Gathering:
    """The parts of one picture that have come so far, in their order and within its bounds."""

    def __init__(self) -> None:
        self._of = 0
        self._parts: list[bytes] = []

    def add(self, part: int, of: int, content: bytes) -> bytes | None:
        """Take the next part, and give the picture once it is whole; raises Malformed."""
        if self._parts and of != self._of:
            raise Malformed("picture.out_of_order", f"{of} parts, not {self._of}")
        if part != len(self._parts) + 1 or part > of:
            raise Malformed("picture.out_of_order", f"part {part} after {len(self._parts)} of {of}")
        if of > MAX_PARTS or len(content) > PART_BYTES:
            raise Malformed("picture.too_large", f"at most {MAX_PICTURE} bytes")
        self._of = of
        self._parts.append(content)
        return b"".join(self._parts) if part == of else None

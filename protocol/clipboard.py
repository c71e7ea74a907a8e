"""A clipboard on its way: how much of it there may be, the parts it travels in, and what becomes of a transfer."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from protocol.capabilities import Capability
from protocol.errors import Malformed

MAX_TEXT_BYTES: Final = 512 * 1024
"""Of a text, as UTF-8: some 250 pages. More than that is a file."""
PART_BYTES: Final = 8 * 1024
"""Of one part between viewer and agent; all but the last are as long."""
QUESTION_SECONDS: Final = 30
"""How long the person has to answer whether something is passed on."""
MOST_TRANSFERS: Final = 200
"""Asked for by one viewer in one session, those that come to nothing too."""
MOST_IN_VAIN: Final = 3
"""Questions without a yes, one after the other, before nobody is asked for a while."""
REST_SECONDS: Final = 600
"""How long nobody is asked then."""


# Control signs but tab and the ends of lines.
_STEERING: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class ClipboardFormat(StrEnum):
    """What a clipboard holds, as far as it can be passed on."""

    TEXT = "text"


class ClipboardDirection(StrEnum):
    """Which way it goes, as the device sees it."""

    IN = "in"
    OUT = "out"


CAPABILITY_OF: Final = {
    ClipboardDirection.IN: Capability.CLIPBOARD_IN,
    ClipboardDirection.OUT: Capability.CLIPBOARD_OUT,
}
"""What has to be given for each way."""


class TransferState(StrEnum):
    """Where one transfer stands; all but the first two are its end."""

    READY = "ready"
    """Its content may be sent now."""
    ASKING = "asking"
    """The person is being asked."""
    DONE = "done"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOBODY_THERE = "nobody_there"
    NOT_GIVEN = "not_given"
    TAKEN_BACK = "taken_back"
    PAUSED = "paused"
    BUSY = "busy"
    TOO_OFTEN = "too_often"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NOT_TEXT = "not_text"
    BROKEN = "broken"
    """It did not arrive whole, or not in time."""
    FAILED = "failed"
    """The clipboard of the device could not be read or set."""


def parts_of(content: bytes, part_bytes: int = PART_BYTES) -> tuple[bytes, ...]:
    """Cut content into the parts that it travels in."""
    return tuple(content[at : at + part_bytes] for at in range(0, len(content), part_bytes))


def text_of(content: bytes) -> str:
    """Read content as text; raises Malformed for what is none."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("clipboard.not_text") from None
    if _STEERING.search(text):
        # Signs that steer a terminal or a program are no text that anybody has read before it was passed on.
        raise Malformed("clipboard.not_text")
    return text


def start_of(text: str, most: int) -> str:
    """Give what can be seen of a text's beginning: signs without a look left out, and empty lines but one."""
    seen: list[str] = []
    for line in text.splitlines():
        shown = " ".join("".join(sign for sign in line if _is_seen(sign)).split())
        if shown or (seen and seen[-1]):
            seen.append(shown)
        if sum(map(len, seen)) + len(seen) > most:
            break
    return "\n".join(seen).strip()[:most]


def _is_seen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(slots=True, kw_only=True)
class Gathering:
    """The parts that have come so far, in their order, bounded by the size that was told first."""

    size: int
    sha256: bytes
    part_bytes: int = PART_BYTES
    _parts: list[bytes] = field(default_factory=list)
    _came: int = 0

    def add(self, number: int, content: bytes) -> bytes | None:
        """Take the next part, counted from 1, and give the content once it is whole; raises Malformed."""
        if number != len(self._parts) + 1:
            raise Malformed("clipboard.out_of_order", f"part {number} after {len(self._parts)}")
        came = self._came + len(content)
        if len(content) > self.part_bytes or came > self.size:
            raise Malformed("clipboard.too_large", f"{came} bytes, {self.size} were told")
        if len(content) < self.part_bytes and came < self.size:
            raise Malformed("clipboard.short_part", f"{len(content)} bytes, and more to come")
        self._parts.append(content)
        self._came = came
        if came < self.size:
            return None
        whole = b"".join(self._parts)
        if hashlib.sha256(whole).digest() != self.sha256:
            raise Malformed("clipboard.other_hash")
        return whole

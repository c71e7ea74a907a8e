"""The longest text fits its way through both links, piece by piece."""

import pytest

from protocol.clipboard import MAX_TEXT_BYTES, PART_BYTES, parts_of
from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromCore
from protocol.links.desktop_clipboard import MAX_PIECES, PIECE_BYTES, PutClipboard
from protocol.links.viewer_agent import MAX_BYTES, ClipboardPart, ViewerToAgent

LONGEST = b"\xff" * MAX_TEXT_BYTES


def test_each_piece_fits_into_a_frame_and_each_part_into_a_message() -> None:
    pieces = parts_of(LONGEST, PIECE_BYTES)
    assert len(pieces) == MAX_PIECES
    put = PutClipboard(transfer=2**53 - 1, piece=MAX_PIECES, of=MAX_PIECES, content=pieces[-1])
    assert decode(encode(put), FromCore, max_bytes=MAX_FRAME_BYTES) == put
    part = ClipboardPart(transfer=2**53 - 1, number=2**53 - 1, content=parts_of(LONGEST)[0])
    assert decode(encode(part), ViewerToAgent, max_bytes=MAX_BYTES) == part


def test_a_longer_one_is_no_message() -> None:
    for one, union in (
        (PutClipboard(transfer=1, piece=1, of=1, content=b"a" * (PIECE_BYTES + 1)), FromCore),
        (PutClipboard(transfer=1, piece=1, of=MAX_PIECES + 1, content=b"a"), FromCore),
        (ClipboardPart(transfer=1, number=1, content=b"a" * (PART_BYTES + 1)), ViewerToAgent),
        (ClipboardPart(transfer=1, number=1, content=b""), ViewerToAgent),
    ):
        with pytest.raises(Malformed):
            decode(encode(one), union, max_bytes=MAX_FRAME_BYTES)

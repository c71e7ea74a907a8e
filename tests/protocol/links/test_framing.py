"""Frames between two processes come out as they went in, however the stream is cut, and never too long."""

import pytest

from protocol.errors import Malformed
from protocol.links.framing import FrameReader, framed


def test_frames_come_out_whole_however_the_stream_is_cut() -> None:
    stream = framed(b"one", max_bytes=8) + framed(b"", max_bytes=8) + framed(b"eightchr", max_bytes=8)
    for size in (1, 2, 3, 5, len(stream)):
        reader = FrameReader(max_bytes=8)
        found = [body for at in range(0, len(stream), size) for body in reader.feed(stream[at : at + size])]
        assert found == [b"one", b"", b"eightchr"]


def test_a_frame_of_the_greatest_length_passes_and_one_byte_more_is_refused() -> None:
    assert list(FrameReader(max_bytes=4).feed(framed(b"four", max_bytes=4))) == [b"four"]
    with pytest.raises(Malformed) as fault:
        framed(b"five!", max_bytes=4)
    assert fault.value.code == "body.too_large"
    with pytest.raises(Malformed):
        list(FrameReader(max_bytes=4).feed(framed(b"five!", max_bytes=5)))

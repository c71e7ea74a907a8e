"""Constrained baseline H.264 first, VP8 where there is none."""

from __future__ import annotations

import pytest

from agent.media.packetize import Codec
from agent.peer.codecs import choose_codec, find_repair
from agent.peer.errors import PeerRefused
from agent.peer.sdp import VideoSection, read_offer
from tests.agent.peer.offers import CHROMIUM, FINGERPRINT


def section(text: str = CHROMIUM) -> VideoSection:
    video = read_offer(text, FINGERPRINT).video
    assert video is not None
    return video


def test_full_colour_is_preferred_where_it_is_offered() -> None:
    codec, offered = choose_codec(section(CHROMIUM.replace("42001f", "f4001f")))
    assert (codec, offered.payload_type) == (Codec.H264_444, 102)


def test_constrained_baseline_is_preferred_whatever_the_order() -> None:
    codec, offered = choose_codec(section())
    assert (codec, offered.payload_type) == (Codec.H264, 39)
    repair = find_repair(section(), offered)
    assert repair is not None
    assert repair.payload_type == 40


def test_baseline_is_taken_where_there_is_no_constrained_one() -> None:
    assert choose_codec(section(CHROMIUM.replace("42e01f", "640032")))[1].payload_type == 102


def test_without_fragmentation_vp8_is_sent() -> None:
    codec, offered = choose_codec(section(CHROMIUM.replace("packetization-mode=1", "packetization-mode=0")))
    assert (codec, offered.payload_type) == (Codec.VP8, 96)


def test_viewer_without_repairs_gets_none() -> None:
    video = section(CHROMIUM.replace("rtx/90000", "red/90000"))
    assert find_repair(video, choose_codec(video)[1]) is None


def test_viewer_that_shows_neither_is_refused() -> None:
    with pytest.raises(PeerRefused) as refused:
        choose_codec(section(CHROMIUM.replace("H264", "H265").replace("VP8", "VP9")))
    assert refused.value.code == "offer.codec"

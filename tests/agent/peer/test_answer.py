"""The answer says one transport, one fingerprint, one codec with its repairs."""

from __future__ import annotations

from dataclasses import replace

from agent.peer.answer import LocalTransport, VideoAnswer, write_answer
from agent.peer.codecs import choose_codec, find_repair
from agent.peer.sdp import ViewerOffer, read_offer
from tests.agent.peer.offers import CHROMIUM, FINGERPRINT

TRANSPORT = LocalTransport(
    ufrag="abcd",
    password="p" * 22,
    fingerprint="0a" * 32,
    candidates=("1 1 udp 2130706431 127.0.0.1 5000 typ host", "2 1 udp 2130706430 192.0.2.1 5001 typ host"),
)


def understood() -> ViewerOffer:
    return read_offer(CHROMIUM, FINGERPRINT)


def video_of(offer: ViewerOffer) -> VideoAnswer:
    assert offer.video is not None
    _, codec = choose_codec(offer.video)
    return VideoAnswer(codec=codec, repair=find_repair(offer.video, codec), ssrc=7, repair_ssrc=8, label="screen")


def test_answer_accepts_video_and_channels_over_one_transport() -> None:
    offer = understood()
    lines = write_answer(offer, TRANSPORT, video_of(offer), 99).split("\r\n")
    assert lines[0] == "v=0"
    assert "a=group:BUNDLE 0 1" in lines
    assert [line for line in lines if line.startswith("a=fingerprint")] == [
        "a=fingerprint:sha-256 " + ":".join(["0A"] * 32)
    ]
    assert "m=video 9 UDP/TLS/RTP/SAVPF 39 40" in lines
    assert "a=sendonly" in lines
    assert "a=fmtp:40 apt=39" in lines
    assert "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay" in lines
    assert "a=ssrc-group:FID 7 8" in lines
    assert lines.count("a=setup:active") == 2
    assert sum(line.startswith("a=candidate") for line in lines) == 2
    assert "a=max-message-size:262144" in lines


def test_only_offered_feedback_is_accepted() -> None:
    offer = understood()
    lines = write_answer(offer, TRANSPORT, video_of(offer), 99).split("\r\n")
    assert [line for line in lines if line.startswith("a=rtcp-fb")] == ["a=rtcp-fb:39 nack"]


def test_video_that_cannot_be_served_is_refused_with_port_zero() -> None:
    lines = write_answer(understood(), TRANSPORT, None, 99).split("\r\n")
    assert "m=video 0 UDP/TLS/RTP/SAVPF 0" in lines
    assert "a=group:BUNDLE 1" in lines


def test_offer_of_channels_alone_gets_channels_alone() -> None:
    offer = replace(understood(), video=None, mids=("1",))
    assert "m=video" not in write_answer(offer, TRANSPORT, None, 99)

"""Offers are read by an allow-list; whatever else comes in is one refusal with a stable code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.peer.errors import MESSAGES, PeerRefused
from agent.peer.sdp import ABSOLUTE_SEND_TIME, MAX_BYTES, PLAYOUT_DELAY, RemoteCandidate, read_offer
from tests.agent.peer.offers import CANDIDATE, CHROMIUM, COLONS, FINGERPRINT, VIDEO_LINE, swapped, without


def code_of(text: str, fingerprint: str = FINGERPRINT) -> str:
    with pytest.raises(PeerRefused) as refused:
        read_offer(text, fingerprint)
    assert refused.value.code in MESSAGES
    return refused.value.code


def test_chromium_offer_is_understood() -> None:
    offer = read_offer(CHROMIUM, FINGERPRINT)
    assert (offer.ufrag, offer.password, offer.fingerprint) == ("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1", FINGERPRINT)
    assert offer.mids == ("0", "1")
    assert (offer.channels.port, offer.channels.max_message_size) == (5000, 262144)
    assert offer.video is not None
    assert [codec.payload_type for codec in offer.video.codecs] == [96, 97, 102, 103, 39, 40]
    assert dict(offer.video.extensions) == {ABSOLUTE_SEND_TIME: 2, PLAYOUT_DELAY: 5}
    assert "nack pli" in offer.video.codecs[2].feedback
    assert offer.video.codecs[2].parameter("profile-level-id") == "42001f"


def test_only_reachable_udp_addresses_are_kept() -> None:
    assert read_offer(CHROMIUM, FINGERPRINT).candidates == (
        RemoteCandidate(foundation="842163049", priority=1677729535, host="203.0.113.7", port=46154, kind="srflx"),
    )


def test_offer_of_channels_alone_is_understood() -> None:
    start, end = CHROMIUM.index("m=video"), CHROMIUM.index("m=application")
    offer = read_offer((CHROMIUM[:start] + CHROMIUM[end:]).replace("BUNDLE 0 1", "BUNDLE 1"), FINGERPRINT)
    assert offer.video is None


def test_sixteen_kibibytes_are_read_and_one_byte_more_is_refused() -> None:
    room = MAX_BYTES - len(CHROMIUM) - len("a=x:\r\n")
    full = CHROMIUM + "a=x:" + "y" * room + "\r\n"
    assert len(full) == MAX_BYTES
    assert read_offer(full, FINGERPRINT).ufrag == "EsAw"
    assert code_of(full + "\n") == "offer.size"
    assert code_of("€" * 6000) == "offer.size"


def test_eight_sections_are_judged_by_content_and_nine_by_number() -> None:
    extra = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    assert code_of(CHROMIUM + extra * 6) == "offer.media"
    assert code_of(CHROMIUM + extra * 7) == "offer.sections"


def test_thirty_two_candidates_are_read_and_thirty_three_refused() -> None:
    assert CHROMIUM.count("a=candidate") == 3
    assert len(read_offer(swapped(CANDIDATE, CANDIDATE * 30), FINGERPRINT).candidates) == 30
    assert code_of(swapped(CANDIDATE, CANDIDATE * 31)) == "offer.candidates"


def test_fingerprint_must_be_the_committed_one() -> None:
    assert code_of(CHROMIUM, "5b" * 32) == "offer.fingerprint_mismatch"


@pytest.mark.parametrize(
    "text",
    [
        without("a=fingerprint"),
        swapped("a=setup:actpass\r\na=mid:0", f"a=fingerprint:sha-512 {COLONS}\r\na=mid:0"),
        swapped("a=setup:actpass\r\na=mid:0", f"a=fingerprint:sha-256 {COLONS[:-2]}00\r\na=mid:0"),
        swapped("sha-256", "sha-1"),
        swapped(COLONS, COLONS[:-3]),
        swapped(COLONS, COLONS.replace(":", "")),
    ],
)
def test_anything_but_one_sha_256_fingerprint_is_refused(text: str) -> None:
    assert code_of(text) == "offer.fingerprint"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "offer.malformed"),
        ("v=1\r\n", "offer.malformed"),
        (CHROMIUM + "nonsense\r\n", "offer.malformed"),
        (CHROMIUM + "\r\n", "offer.malformed"),
        (swapped("a=mid:1", "a=mid:0"), "offer.malformed"),
        (swapped("a=mid:1", "a=mid:../etc"), "offer.malformed"),
        (without("a=mid"), "offer.malformed"),
        (without("a=ice-ufrag"), "offer.malformed"),
        (swapped("ice-ufrag:EsAw", "ice-ufrag:E A"), "offer.malformed"),
        (swapped("ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "ice-pwd:short"), "offer.malformed"),
        (swapped("setup:actpass", "setup:holdconn"), "offer.malformed"),
        (swapped("sctp-port:5000", "sctp-port:70000"), "offer.malformed"),
        (swapped("sctp-port:5000", "sctp-port:-1"), "offer.malformed"),
        (swapped("max-message-size:262144", "max-message-size:٣"), "offer.malformed"),
        (swapped("rtpmap:96 ", "rtpmap:x "), "offer.malformed"),
        (swapped(VIDEO_LINE, VIDEO_LINE.replace(" 96 ", " 196 ")), "offer.malformed"),
        (without("m=application"), "offer.malformed"),
        (without("a=rtcp-mux"), "offer.media"),
        (swapped("a=recvonly", "a=sendrecv"), "offer.media"),
        (swapped("BUNDLE 0 1", "BUNDLE 0"), "offer.media"),
        (swapped("m=video", "m=audio"), "offer.media"),
        (swapped("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "offer.media"),
        (swapped("UDP/DTLS/SCTP", "UDP/TLS/RTP/SAVPF"), "offer.media"),
        (swapped("typ srflx", "typ magic"), "offer.candidate"),
        (swapped("203.0.113.7", "printer.example"), "offer.candidate"),
        (swapped("203.0.113.7", "203.0.113.700"), "offer.candidate"),
        (swapped(" 46154 ", " 99999 "), "offer.candidate"),
        (swapped("udp 1677729535", "udp 9999999999"), "offer.candidate"),
        (swapped("a=candidate:842163049 1", "a=candidate:"), "offer.candidate"),
    ],
)
def test_malformed_offer_is_refused_by_its_code(text: str, code: str) -> None:
    assert code_of(text) == code


@given(st.text(max_size=300))
def test_any_text_is_understood_or_refused(text: str) -> None:
    with pytest.raises(PeerRefused):
        read_offer(text, FINGERPRINT)


@given(st.data())
def test_any_spoilt_offer_is_understood_or_refused(data: st.DataObject) -> None:
    lines = CHROMIUM.split("\r\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    action = data.draw(st.sampled_from(["drop", "double", "change", "move"]))
    if action == "drop":
        del lines[at]
    elif action == "double":
        lines.insert(at, lines[at])
    elif action == "change":
        cut = data.draw(st.integers(0, len(lines[at])))
        lines[at] = lines[at][:cut] + data.draw(st.text(max_size=20)) + lines[at][cut + 1 :]
    else:
        lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(at))
    try:
        offer = read_offer("\r\n".join(lines), FINGERPRINT)
    except PeerRefused:
        return
    assert offer.fingerprint == FINGERPRINT
    assert len(offer.candidates) <= 32

"""Only STUN and checked addresses get past the port."""

from __future__ import annotations

from agent.peer.datagrams import MAX_BYTES, is_admitted, is_stun

STUN = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + b"\x07" * 12
DTLS = b"\x16\xfe\xfd" + b"\x00" * 40
FRIEND, STRANGER = ("192.0.2.1", 4000), ("192.0.2.9", 4000)


def test_stun_is_known_by_first_byte_cookie_and_length() -> None:
    assert is_stun(STUN)
    assert not is_stun(STUN[:19])
    assert not is_stun(b"\x04" + STUN[1:])
    assert not is_stun(STUN[:4] + b"\x00" + STUN[5:])
    assert not is_stun(b"")


def test_stun_is_admitted_from_anywhere() -> None:
    assert is_admitted(STUN, STRANGER, set())


def test_the_rest_is_admitted_from_checked_addresses_only() -> None:
    assert is_admitted(DTLS, FRIEND, {FRIEND})
    assert not is_admitted(DTLS, STRANGER, {FRIEND})
    assert not is_admitted(DTLS, (FRIEND[0], 4001), {FRIEND})


def test_empty_and_oversized_datagrams_are_dropped() -> None:
    assert not is_admitted(b"", FRIEND, {FRIEND})
    assert is_admitted(b"\x80" * MAX_BYTES, FRIEND, {FRIEND})
    assert not is_admitted(b"\x80" * (MAX_BYTES + 1), FRIEND, {FRIEND})

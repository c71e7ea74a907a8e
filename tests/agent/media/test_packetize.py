"""Payloads are small enough and put together again give the same picture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.media.packetize import packetize_h264, packetize_vp8, split_units

LIMIT = 100
# A unit never contains a start code and never ends with a zero byte (RFC 6184's source, H.264 annex B).
unit = st.tuples(st.integers(1, 0x7F), st.integers(0, 700)).map(
    lambda made: bytes([made[0]]) + b"\xab" * made[1] + b"\x80"
)


def annex_b(units: list[bytes]) -> bytes:
    return b"".join((b"\0\0\0\1" if index == 0 else b"\0\0\1") + one for index, one in enumerate(units))


def put_together(payloads: list[bytes]) -> list[bytes]:
    """An independent reading of RFC 6184 section 5.7 and 5.8."""
    units: list[bytes] = []
    for payload in payloads:
        kind = payload[0] & 0x1F
        if kind == 24:
            at = 1
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                units.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind == 28:
            if payload[1] & 0x80:
                units.append(bytes([payload[0] & 0xE0 | payload[1] & 0x1F]))
            units[-1] += payload[2:]
        else:
            units.append(payload)
    return units


@given(st.lists(unit, min_size=1, max_size=8))
def test_units_survive_start_codes(units: list[bytes]) -> None:
    assert [bytes(one) for one in split_units(annex_b(units))] == units


@given(st.lists(unit.filter(lambda one: one[0] & 0x1F < 24), min_size=1, max_size=8))
def test_h264_payloads_fit_and_give_the_same_units(units: list[bytes]) -> None:
    payloads = packetize_h264(annex_b(units), LIMIT)
    assert all(len(payload) <= LIMIT for payload in payloads)
    assert put_together(payloads) == units


def test_parameter_sets_travel_together() -> None:
    payloads = packetize_h264(annex_b([b"\x67" + b"s" * 10, b"\x68" + b"p" * 4, b"\x65" + b"i" * 300]), LIMIT)
    assert payloads[0][0] & 0x1F == 24
    assert [payload[0] & 0x1F for payload in payloads[1:]] == [28, 28, 28, 28]
    assert payloads[1][1] & 0x80
    assert payloads[-1][1] & 0x40


def test_nothing_gives_nothing() -> None:
    assert packetize_h264(b"", LIMIT) == []
    assert packetize_vp8(b"", LIMIT) == []


@given(st.binary(min_size=1, max_size=900))
def test_vp8_payloads_fit_and_only_the_first_begins_the_frame(frame: bytes) -> None:
    payloads = packetize_vp8(frame, LIMIT)
    assert all(len(payload) <= LIMIT for payload in payloads)
    assert [payload[0] for payload in payloads] == [0x10] + [0] * (len(payloads) - 1)
    assert b"".join(payload[1:] for payload in payloads) == frame

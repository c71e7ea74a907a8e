"""The documents' limits hold when they are read."""

import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.grant import MAX_REASON, Lease, Offer
from tests.protocol.documents import proposal


def test_a_proposal_reads_back_as_it_was_written() -> None:
    made = proposal()
    assert decode(encode(made), type(made)) == made


@pytest.mark.parametrize(("seconds", "fits"), [(59, False), (60, True), (43_200, True), (43_201, False)])
def test_the_length_of_a_session_has_limits(seconds: int, fits: bool) -> None:
    text = encode(proposal()).replace(b'"seconds":600', b'"seconds":%d' % seconds)
    if fits:
        decode(text, type(proposal()))
    else:
        with pytest.raises(Malformed):
            decode(text, type(proposal()))


def test_a_reason_has_a_limit_on_both_sides() -> None:
    decode(encode(proposal(reason="x" * MAX_REASON)), type(proposal()))
    with pytest.raises(Malformed):
        decode(encode(proposal(reason="x" * (MAX_REASON + 1))), type(proposal()))


def test_hashes_have_thirty_two_bytes() -> None:
    with pytest.raises(Malformed):
        decode(encode({"proposal": "AAAA", "commitment": "AAAA"}), Offer)


@pytest.mark.parametrize(("ttl", "fits"), [(29, False), (30, True), (900, True), (901, False)])
def test_a_lease_lives_between_half_a_minute_and_a_quarter_hour(ttl: int, fits: bool) -> None:
    text = encode(
        {"session": "s", "attempt": 1, "sequence": 0, "ttl_seconds": ttl, "capabilities": [], "seconds_left": 0}
    )
    if fits:
        decode(text, Lease)
    else:
        with pytest.raises(Malformed):
            decode(text, Lease)

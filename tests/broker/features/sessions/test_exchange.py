"""The broker's checks of the exchange that the links cannot show as directly; the rest is played on the links."""

from __future__ import annotations

import pytest

from broker.features.sessions.exchange import REASON_OF, Rejected, check_sdp, request_hash
from protocol.grant import Decision
from tests.fakes.sdp import sdp_with
from tests.fakes.sessions import session_of

MINE, OTHER = bytes(range(32)), bytes(32)


def test_an_sdp_with_the_one_agreed_fingerprint_holds() -> None:
    check_sdp(sdp_with(MINE), MINE)
    check_sdp(sdp_with(MINE, MINE), MINE)


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        sdp_with(),
        sdp_with(OTHER),
        sdp_with(MINE, OTHER),
        sdp_with(MINE, kind="sha-1"),
        sdp_with(MINE) + sdp_with(MINE, kind="sha-512"),
        sdp_with(MINE).replace("a=fingerprint", " a=fingerprint"),
    ],
)
def test_any_other_fingerprint_is_refused(sdp: str) -> None:
    with pytest.raises(Rejected) as refused:
        check_sdp(sdp, MINE)
    assert refused.value.code == "exchange.other_fingerprint"


def test_every_no_has_its_reason() -> None:
    assert set(REASON_OF) == set(Decision) - {Decision.YES}


def test_a_request_is_hashed_as_it_is_stored() -> None:
    assert len(request_hash(session_of().ask)) == 64
    assert request_hash(session_of().ask) != request_hash(session_of(requester="erin").ask)

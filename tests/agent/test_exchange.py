"""Every manipulation of the exchange that reaches the device is refused, each by its own code."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from agent.exchange import Asked, Ceiling, Memory, Nonce, accept, check_lease, check_proposal, check_reveal, refuse
from protocol.capabilities import Capability
from protocol.codec import encode
from protocol.errors import ProtocolError
from protocol.exchange import verification_code
from protocol.grant import CodeMode, Decision, Lease, Offer, Proposal
from protocol.identifiers import DeviceId, SessionId
from tests.agent.instance import Signer, ViewerHalf
from tests.protocol.documents import proposal

GRANT = Signer()
VIEWER = ViewerHalf()
NONCE = Nonce(session=SessionId("s" * 26), attempt=1, value=b"n" * 32, made_at=100.0)
MEMORY = Memory(
    device=DeviceId("d" * 26),
    device_key="0" * 64,
    nonce=NONCE,
    last_attempt=0,
    policy=0,
    ceiling=Ceiling(),
)


def check(made: Proposal, *, memory: Memory = MEMORY, now: float = 101.0, signer: Signer = GRANT) -> Asked:
    return check_proposal(signer.proposal(made), VIEWER.offer(made), GRANT.keys, memory, now)


def code_of(made: Proposal, **arguments: Any) -> str:
    with pytest.raises(ProtocolError) as caught:
        check(made, **arguments)
    return caught.value.code


def test_a_proposal_that_keeps_every_rule_is_believed() -> None:
    asked = check(proposal())
    assert asked.proposal == proposal()
    assert asked.offer.proposal == asked.proposal_hash


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"device": DeviceId("x" * 26)}, "exchange.other_device"),
        ({"device_key": "1" * 64}, "exchange.other_device"),
        ({"agent_nonce": b"x" * 32}, "exchange.replayed"),
        ({"session": SessionId("x" * 26)}, "exchange.other_session"),
        ({"attempt": 2}, "exchange.other_session"),
        ({"capabilities": ()}, "exchange.nothing_to_see"),
        ({"capabilities": (Capability.CONTROL,)}, "exchange.nothing_to_see"),
        ({"capabilities": (Capability.VIEW, Capability.FILES_IN)}, "exchange.too_wide"),
    ],
)
def test_a_proposal_that_breaks_a_rule_is_refused(changes: dict[str, Any], code: str) -> None:
    assert code_of(proposal(**changes)) == code


def test_a_proposal_signed_by_somebody_else_is_refused() -> None:
    assert code_of(proposal(), signer=Signer()) == "envelope.unknown_key"


def test_a_nonce_is_void_after_two_minutes() -> None:
    check(proposal(), now=219.9)
    assert code_of(proposal(), now=220.0) == "exchange.replayed"


def test_a_nonce_serves_once() -> None:
    assert code_of(proposal(), memory=replace(MEMORY, nonce=None)) == "exchange.replayed"


def test_an_attempt_is_never_made_twice() -> None:
    assert code_of(proposal(), memory=replace(MEMORY, last_attempt=1)) == "exchange.old_attempt"


def test_an_older_policy_is_refused() -> None:
    assert code_of(proposal(policy=2), memory=replace(MEMORY, policy=3)) == "exchange.old_policy"
    check(proposal(policy=3), memory=replace(MEMORY, policy=3))


def test_with_support_off_every_proposal_is_refused() -> None:
    assert code_of(proposal(), memory=replace(MEMORY, ceiling=Ceiling(capabilities=frozenset()))) == (
        "exchange.support_off"
    )


@pytest.mark.parametrize(
    ("ceiling", "changes", "code"),
    [
        (Ceiling(asked_seconds=600), {"seconds": 601}, "exchange.too_long"),
        (Ceiling(consent_seconds=30), {"consent_seconds": 31}, "exchange.too_long"),
        (Ceiling(code=CodeMode.SHOW), {"code": CodeMode.OFF}, "exchange.code_left_out"),
    ],
)
def test_the_policy_measures_what_the_person_is_asked_and_not_what_was_agreed_before(
    ceiling: Ceiling, changes: dict[str, Any], code: str
) -> None:
    memory = replace(MEMORY, ceiling=ceiling)
    just = {name: value - 1 if isinstance(value, int) else CodeMode.SHOW for name, value in changes.items()}
    check(proposal(**({"seconds": 600, "consent_seconds": 30} | just)), memory=memory)
    assert code_of(proposal(**({"seconds": 600, "consent_seconds": 30} | changes)), memory=memory) == code
    check(proposal(**({"seconds": 600, "consent_seconds": 30} | changes), previous="0" * 64), memory=memory)


def test_where_no_session_may_be_while_somebody_is_there_nobody_is_asked() -> None:
    memory = replace(MEMORY, ceiling=Ceiling(attended=False))
    assert code_of(proposal(attended=True), memory=memory) == "exchange.no_session_here"
    check(proposal(attended=False), memory=memory)


def test_the_local_ceiling_holds_on_both_sides() -> None:
    memory = replace(MEMORY, ceiling=Ceiling(seconds=600))
    check(proposal(seconds=600), memory=memory)
    assert code_of(proposal(seconds=601), memory=memory) == "exchange.too_long"


def test_an_offer_for_another_proposal_is_refused() -> None:
    offer = VIEWER.offer(proposal(reason="Something else"))
    with pytest.raises(ProtocolError, match=r"exchange\.other_proposal"):
        check_proposal(GRANT.proposal(proposal()), offer, GRANT.keys, MEMORY, 101.0)


def yes(asked: Asked) -> Any:
    return accept(
        asked,
        capabilities=(Capability.VIEW,),
        seconds=60,
        fingerprint=b"a" * 32,
        agent_random=b"r" * 32,
        asked_person=True,
    )


def test_a_yes_is_cut_to_what_was_asked() -> None:
    asked = check(proposal())
    wide = accept(
        asked,
        capabilities=tuple(Capability),
        seconds=10_000,
        fingerprint=b"a" * 32,
        agent_random=b"r" * 32,
        asked_person=True,
    )
    assert wide.capabilities == asked.proposal.capabilities
    assert wide.seconds == asked.proposal.seconds


def test_a_no_gives_nothing_away() -> None:
    no = refuse(check(proposal()), Decision.NO, asked_person=True)
    assert (no.capabilities, no.seconds, no.fingerprint, no.agent_random) == ((), 0, None, None)


def test_the_viewer_that_committed_itself_gets_a_transcript() -> None:
    asked = check(proposal())
    transcript = check_reveal(asked, yes(asked), b"h" * 32, VIEWER.fingerprint, VIEWER.random)
    assert len(verification_code(transcript)) == 6


@pytest.mark.parametrize(("fingerprint", "random"), [(b"x" * 32, VIEWER.random), (VIEWER.fingerprint, b"x" * 32)])
def test_another_viewer_is_refused(fingerprint: bytes, random: bytes) -> None:
    asked = check(proposal())
    with pytest.raises(ProtocolError, match=r"exchange\.other_viewer"):
        check_reveal(asked, yes(asked), b"h" * 32, fingerprint, random)


def test_nobody_is_revealed_to_after_a_no() -> None:
    asked = check(proposal())
    no = refuse(asked, Decision.NO, asked_person=True)
    with pytest.raises(ProtocolError, match=r"exchange\.not_accepted"):
        check_reveal(asked, no, b"h" * 32, VIEWER.fingerprint, VIEWER.random)


def test_somebody_in_the_middle_shows_in_the_code() -> None:
    """One who swaps both fingerprints has to answer two commitments, and the two ends see two codes."""
    asked = check(proposal())
    between = ViewerHalf(fingerprint=b"m" * 32, random=b"i" * 32)
    with_middle = check_proposal(GRANT.proposal(proposal()), between.offer(proposal()), GRANT.keys, MEMORY, 101.0)
    device_sees = check_reveal(with_middle, yes(with_middle), b"h" * 32, between.fingerprint, between.random)
    viewer_sees = replace(
        check_reveal(asked, yes(asked), b"h" * 32, VIEWER.fingerprint, VIEWER.random), agent_fingerprint=b"m" * 32
    )
    assert verification_code(device_sees) != verification_code(viewer_sees)


def lease(**changes: Any) -> Lease:
    made = Lease(session=SessionId("s" * 26), attempt=1, sequence=1, ttl_seconds=90, capabilities=(), seconds_left=60)
    return msgspec.structs.replace(made, **changes)


def test_a_lease_counts_for_its_own_session_and_attempt() -> None:
    assert check_lease(GRANT.lease(lease()), GRANT.keys, SessionId("s" * 26), 1) == lease()
    for foreign in (lease(session=SessionId("x" * 26)), lease(attempt=2)):
        with pytest.raises(ProtocolError, match=r"exchange\.other_session"):
            check_lease(GRANT.lease(foreign), GRANT.keys, SessionId("s" * 26), 1)


def test_a_forged_lease_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"envelope\.unknown_key"):
        check_lease(Signer().lease(lease()), GRANT.keys, SessionId("s" * 26), 1)


def test_an_offer_is_small() -> None:
    made = proposal()
    padded = VIEWER.offer(made) + " " * 1024
    with pytest.raises(ProtocolError, match=r"body\.too_large"):
        check_proposal(GRANT.proposal(made), padded, GRANT.keys, MEMORY, 101.0)
    assert len(encode(Offer(proposal=b"x" * 32, commitment=b"y" * 32))) < 1024

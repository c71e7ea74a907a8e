"""The policy on the device: believed when signed, never an older one again, whatever any clock says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent import clock
from agent.exchange import Ceiling
from agent.policy import PolicyBook, ceiling_under
from protocol.capabilities import Capability
from protocol.errors import ProtocolError
from protocol.grant import PROPOSAL_TYPE, CodeMode
from protocol.identifiers import DeviceId
from protocol.policy import POLICY_TYPE, Consent, Policy, Running, content_of
from tests.agent.instance import Signer

DEVICE = DeviceId("d" * 26)
GRANT = Signer()


def policy(number: int, **changed: object) -> Policy:
    return replace(Policy(device=DEVICE, number=number), **changed)


def book(folder: Path) -> PolicyBook:
    return PolicyBook(directory=folder, device=DEVICE)


def take(found: PolicyBook, made: Policy, *, signer: Signer = GRANT, kind: str = POLICY_TYPE) -> bool:
    return found.take(signer.seal(kind, made), GRANT.keys)


def refusal(found: PolicyBook, made: Policy, *, signer: Signer = GRANT, kind: str = POLICY_TYPE) -> str:
    before = found.current
    with pytest.raises(ProtocolError) as caught:
        take(found, made, signer=signer, kind=kind)
    assert found.current == before
    return caught.value.code


def test_the_newest_is_kept_over_a_restart(tmp_path: Path) -> None:
    assert book(tmp_path).current == policy(0)
    assert take(book(tmp_path), policy(3, support_allowed=False))
    again = book(tmp_path)
    assert again.current == policy(3, support_allowed=False)
    assert again.held().number == 3
    assert again.held().content == content_of(policy(9, support_allowed=False))


def test_an_older_one_is_never_taken_again_not_even_after_a_restart(tmp_path: Path) -> None:
    take(book(tmp_path), policy(3, support_allowed=False))
    for found in (book(tmp_path), book(tmp_path)):
        assert refusal(found, policy(2)) == "policy.older"
        assert refusal(found, policy(3)) == "policy.rewritten"
    assert not take(book(tmp_path), policy(3, support_allowed=False))


@pytest.mark.parametrize("years", [-1, 1])
def test_no_clock_has_a_say_in_which_is_newer(tmp_path: Path, years: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = book(tmp_path)
    take(found, policy(3))
    now, later = clock.now(), clock.monotonic() + years * 31_536_000
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=365 * years))
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert refusal(found, policy(2)) == "policy.older"
    assert take(found, policy(4, support_allowed=False))
    assert book(tmp_path).current.number == 4


def test_what_the_grant_key_did_not_sign_as_a_policy_of_this_device_is_refused(tmp_path: Path) -> None:
    found = book(tmp_path)
    assert refusal(found, policy(1), signer=Signer()) == "envelope.unknown_key"
    assert refusal(found, policy(1), kind=PROPOSAL_TYPE) == "envelope.wrong_type"
    assert refusal(found, policy(1, device=DeviceId("x" * 26))) == "policy.other_device"
    sealed = GRANT.seal(POLICY_TYPE, policy(1))
    forged = sealed.replace('"s":"', '"s":"AAAA', 1).replace("AAAA" + sealed.split('"s":"')[1][:4], "AAAA", 1)
    with pytest.raises(ProtocolError, match=r"envelope.bad_signature"):
        found.take(forged, GRANT.keys)
    assert found.current.number == 0


def test_a_damaged_file_lets_nobody_in_until_the_broker_has_spoken(tmp_path: Path) -> None:
    take(book(tmp_path), policy(3))
    (tmp_path / "policy.json").write_bytes(b"\xff{")
    found = book(tmp_path)
    assert (found.current.number, found.current.support_allowed) == (0, False)
    assert take(found, policy(4))


def test_a_disk_that_is_full_does_not_keep_a_tighter_policy_from_counting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("agent.policy.write_private", full)
    found = book(tmp_path)
    assert take(found, policy(1, support_allowed=False))
    assert not found.current.support_allowed


def test_the_ceiling_is_what_both_policy_and_device_allow() -> None:
    strict = policy(1, running=Running(view_only=True, seconds=600), consent=Consent(seconds=30, code=CodeMode.SHOW))
    found = ceiling_under(strict, Ceiling(seconds=300))
    assert found.capabilities == {Capability.VIEW}
    assert (found.seconds, found.asked_seconds, found.consent_seconds, found.code) == (300, 600, 30, CodeMode.SHOW)
    assert ceiling_under(policy(1, support_allowed=False), Ceiling()).capabilities == frozenset()

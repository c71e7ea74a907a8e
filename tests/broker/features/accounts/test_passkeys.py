"""Tests of the check of passkeys."""

import pytest

from broker.errors import BadInput, Conflict
from broker.features.accounts.passkeys import (
    Made,
    Proof,
    RelyingParty,
    Shown,
    bytes_of,
    challenge_in,
    check_made,
    check_shown,
    read_name,
    relying_party,
    text_of,
    went_back,
)
from tests.fakes.authenticator import Authenticator

PARTY = RelyingParty(id="support.example", origin="https://support.example", name="Handrail")
CHALLENGE = b"c" * 32
WANTED = {"challenge": text_of(CHALLENGE), "person_id": text_of(b"a" * 26)}


def authenticator(**changed: object) -> Authenticator:
    return Authenticator(**({"origin": PARTY.origin, "rp_id": PARTY.id} | changed))  # type: ignore[arg-type]


def made_by(device: Authenticator) -> Made:
    body = device.make(dict(WANTED))
    return Made(
        credential_id=bytes_of(str(body["id"])),
        client_data=bytes_of(str(body["client_data"])),
        attestation=bytes_of(str(body["attestation"])),
    )


def shown_by(device: Authenticator) -> Shown:
    body = device.show(dict(WANTED))
    return Shown(
        credential_id=bytes_of(str(body["id"])),
        client_data=bytes_of(str(body["client_data"])),
        authenticator_data=bytes_of(str(body["authenticator_data"])),
        signature=bytes_of(str(body["signature"])),
        user_handle=b"a" * 26,
    )


def test_a_passkey_that_answers_our_question_is_taken_and_later_shown() -> None:
    device = authenticator()
    made = check_made(PARTY, made_by(device), CHALLENGE)
    assert made is not None
    assert made.credential_id == device.credential_id
    shown = shown_by(device)
    assert challenge_in(shown.client_data) == CHALLENGE
    assert check_shown(PARTY, shown, CHALLENGE, made.public_key, alone=True) == Proof(
        sign_count=1, knew_its_person=True
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://support.example.evil"},
        {"origin": "https://support.example:8443"},
        {"origin": "http://support.example"},
        {"rp_id": "evil.example"},
    ],
)
def test_another_origin_or_host_is_refused_when_made_and_when_shown(changed: dict[str, str]) -> None:
    good = authenticator()
    made = check_made(PARTY, made_by(good), CHALLENGE)
    assert made is not None
    bad = authenticator(key=good.key, **changed)
    assert check_made(PARTY, made_by(bad), CHALLENGE) is None
    assert check_shown(PARTY, shown_by(bad), CHALLENGE, made.public_key, alone=False) is None


def test_another_question_key_or_rubbish_is_refused() -> None:
    device = authenticator()
    made = check_made(PARTY, made_by(device), CHALLENGE)
    assert made is not None
    assert check_made(PARTY, made_by(device), b"d" * 32) is None
    assert check_shown(PARTY, shown_by(device), b"d" * 32, made.public_key, alone=False) is None
    assert check_shown(PARTY, shown_by(authenticator()), CHALLENGE, made.public_key, alone=False) is None
    for rubbish in (b"", b"{}", b"\xff" * 40, b"[" * 5_000, b'{"challenge": 7, "type": 1}'):
        assert challenge_in(rubbish) is None
        bad = Shown(
            credential_id=b"x", client_data=rubbish, authenticator_data=rubbish, signature=rubbish, user_handle=None
        )
        assert check_shown(PARTY, bad, CHALLENGE, made.public_key, alone=False) is None
        assert check_made(PARTY, Made(credential_id=b"x", client_data=rubbish, attestation=rubbish), CHALLENGE) is None


def test_alone_a_passkey_has_to_make_sure_of_its_person() -> None:
    device = authenticator(verifies=False)
    made = check_made(PARTY, made_by(device), CHALLENGE)
    assert made is not None
    assert check_shown(PARTY, shown_by(device), CHALLENGE, made.public_key, alone=True) is None
    proof = check_shown(PARTY, shown_by(device), CHALLENGE, made.public_key, alone=False)
    assert proof is not None
    assert not proof.knew_its_person


def test_a_count_may_stay_at_nothing_but_never_go_back_or_stand_still() -> None:
    assert not went_back(0, 0)
    assert not went_back(0, 1)
    assert not went_back(7, 8)
    assert went_back(7, 7)
    assert went_back(7, 0)


def test_whom_passkeys_are_for_comes_from_the_configured_address() -> None:
    found = relying_party("https://support.example:8443", "Org A")
    assert (found.id, found.origin, found.name) == ("support.example", "https://support.example:8443", "Org A")
    assert relying_party("https://support.example:443", "").origin == "https://support.example"
    assert relying_party("https://localhost", "").id == "localhost"
    for address in ("https://192.0.2.1", "https://[2001:db8::1]:8443"):
        with pytest.raises(Conflict) as refused:
            relying_party(address, "")
        assert refused.value.code == "passkey.no_host_name"


def test_names_and_bytes_are_read_in_one_way() -> None:
    assert read_name("  My   laptop ") == "My laptop"
    assert read_name("x" * 60) == "x" * 60
    for wrong in ("", "  ", "x" * 61, "a\u202eb"):
        with pytest.raises(BadInput):
            read_name(wrong)
    assert bytes_of(text_of(b"\xfb\xff")) == b"\xfb\xff"
    for wrong in ("a", "a b!"):
        with pytest.raises(BadInput):
            bytes_of(wrong)

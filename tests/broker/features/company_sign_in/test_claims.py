"""Tests of what is believed of a provider's token."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from broker.features.company_sign_in.claims import (
    LEEWAY_SECONDS,
    MAX_SUBJECT_CHARACTERS,
    MAX_TOKEN_CHARACTERS,
    Identity,
    Unbelieved,
    read_identity,
)
from tests.fakes.clock import FakeClock

ISSUER, CLIENT, NONCE = "https://id.example", "handrail", "n-1"
KEY = ECKey.generate_key("P-256", {"kid": "one"})
NOW = FakeClock().now()


def claims(**changed: Any) -> dict[str, Any]:
    at = int(NOW.timestamp())
    whole = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "u-1",
        "nonce": NONCE,
        "iat": at,
        "exp": at + 300,
        "email": "person@customer.example",
        "email_verified": True,
    }
    return {name: value for name, value in (whole | changed).items() if value is not None}


def read(said: dict[str, Any], *, key: Any = KEY, algorithm: str = "ES256", published: Any = None) -> Identity:
    token = jwt.encode({"alg": algorithm, "kid": "one"}, said, key, algorithms=[algorithm])
    keys = published if published is not None else [KEY.as_dict(private=False)]
    return read_identity(token, {"keys": keys}, issuer=ISSUER, client=CLIENT, nonce=NONCE, now=NOW)


def test_a_token_names_the_person_and_the_address_that_was_checked() -> None:
    assert read(claims()) == Identity(issuer=ISSUER, subject="u-1", email="person@customer.example")


@pytest.mark.parametrize(
    ("said", "shown"),
    [(-601, -601), (0, 0), (30, 0), (10**30, 0), (None, None), (1.5, None), (True, None), ("0", None)],
)
def test_when_somebody_showed_who_they_are_is_what_the_provider_says_and_never_later_than_now(
    said: object, shown: int | None
) -> None:
    at = int(NOW.timestamp())
    told = at + said if type(said) is int else said
    assert read(claims(auth_time=told)).shown_at == (None if shown is None else NOW + timedelta(seconds=shown))


@pytest.mark.parametrize("unchecked", [{"email_verified": False}, {"email_verified": "true"}, {"email": "no address"}])
def test_an_address_that_was_not_checked_is_no_address(unchecked: dict[str, Any]) -> None:
    assert read(claims(**unchecked)).email is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "u" * (MAX_SUBJECT_CHARACTERS + 1)},
        {"sub": "two\nlines"},
        {"sub": 7},
        {"exp": None},
        {"iat": None},
        {"exp": int(NOW.timestamp()) - LEEWAY_SECONDS - 1},
    ],
)
def test_a_token_with_one_wrong_claim_is_not_believed(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unbelieved):
        read(claims(**wrong))


def test_a_clock_that_goes_a_little_wrong_shuts_nobody_out() -> None:
    assert read(claims(exp=int(NOW.timestamp()) - LEEWAY_SECONDS + 1)).subject == "u-1"


def test_the_longest_subject_is_taken() -> None:
    assert len(read(claims(sub="u" * MAX_SUBJECT_CHARACTERS)).subject) == MAX_SUBJECT_CHARACTERS


def test_a_token_by_another_key_is_not_believed_and_newer_keys_may_help() -> None:
    with pytest.raises(Unbelieved) as refused:
        read(claims(), key=ECKey.generate_key("P-256", {"kid": "one"}))
    assert refused.value.unknown_key


def test_a_public_key_is_never_taken_for_a_shared_secret() -> None:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "one"}, claims())
    )
    seal = hmac.new(KEY.as_pem(private=False), head + b"." + body, "sha256").digest()
    token = b".".join((head, body, base64.urlsafe_b64encode(seal).rstrip(b"="))).decode()
    with pytest.raises(Unbelieved):
        read_identity(token, {"keys": [KEY.as_dict(private=False)]}, issuer=ISSUER, client=CLIENT, nonce=NONCE, now=NOW)


def test_a_shared_secret_in_the_published_keys_is_left_out() -> None:
    secret = OctKey.generate_key(256, {"kid": "one"})
    with pytest.raises(Unbelieved):
        read(claims(), key=secret, algorithm="HS256", published=[secret.as_dict(private=True)])


def test_a_token_without_a_signature_is_not_believed() -> None:
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ."
    with pytest.raises(Unbelieved):
        read_identity(
            unsigned, {"keys": [KEY.as_dict(private=False)]}, issuer=ISSUER, client=CLIENT, nonce=NONCE, now=NOW
        )


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "é.é.é", "x" * (MAX_TOKEN_CHARACTERS + 1)])
def test_rubbish_is_not_believed(token: str) -> None:
    with pytest.raises(Unbelieved):
        read_identity(token, {"keys": [KEY.as_dict(private=False)]}, issuer=ISSUER, client=CLIENT, nonce=NONCE, now=NOW)


def test_keys_for_encryption_and_rubbish_among_the_keys_do_no_harm() -> None:
    other = RSAKey.generate_key(2048, {"kid": "two", "use": "enc"})
    published = [7, {"kty": "EC"} | {"use": "enc"}, other.as_dict(private=False), KEY.as_dict(private=False)]
    assert read(claims(), published=published).subject == "u-1"

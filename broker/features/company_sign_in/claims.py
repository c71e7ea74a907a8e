"""What a provider says of a person, and when it is believed; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from broker.features.accounts.rules import is_email

# Signatures by a key that the provider alone holds: no shared secret, and never `none`.
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
)
LEEWAY_SECONDS: Final = 60
MAX_SUBJECT_CHARACTERS: Final = 255  # OpenID Connect Core 1.0, section 2
MAX_TOKEN_CHARACTERS: Final = 32 * 1024


class Unbelieved(Exception):
    """An identity that is not accepted; the message says why, for the operator's log, never for the person."""

    def __init__(self, why: str, *, unknown_key: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.unknown_key = unknown_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is at their provider; `email` only where the provider has checked it."""

    issuer: str
    subject: str
    email: str | None
    shown_at: datetime | None = None
    """When they showed there who they are, where the provider says so."""


def read_identity(
    token: str, keys: Mapping[str, Any], *, issuer: str, client: str, nonce: str, now: datetime
) -> Identity:
    """Check an ID token (OpenID Connect Core 1.0, section 3.1.3.7) and give who it names; raises Unbelieved."""
    if len(token) > MAX_TOKEN_CHARACTERS:
        raise Unbelieved("the ID token is too long")
    try:
        found = jwt.decode(token, KeySet.import_key_set({"keys": _usable(keys)}), algorithms=list(ALGORITHMS))
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(found.claims)
    except JoseError as fault:
        raise Unbelieved(f"the ID token is not valid: {fault.error}", unknown_key=_is_key_fault(fault)) from None
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Unbelieved(f"the ID token cannot be read: {type(fault).__name__}", unknown_key=True) from None
    return _identity(found.claims, issuer, client, now)


def _identity(claims: Mapping[str, Any], issuer: str, client: str, now: datetime) -> Identity:
    audience, party = claims["aud"], claims.get("azp", client)
    if party != client or (isinstance(audience, list) and len(audience) > 1 and "azp" not in claims):
        raise Unbelieved("the ID token is meant for somebody else")
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_CHARACTERS or not subject.isprintable():
        raise Unbelieved("the ID token names nobody")
    checked = claims.get("email_verified") is True and isinstance(email, str) and is_email(email.strip())
    return Identity(
        issuer=issuer,
        subject=subject,
        email=str(email).strip() if checked else None,
        shown_at=_shown_at(claims.get("auth_time"), now),
    )


def _shown_at(seconds: object, now: datetime) -> datetime | None:
    """Read `auth_time` (section 2), never later than now: clocks differ."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0:
        return None
    return datetime.fromtimestamp(min(seconds, now.timestamp()), UTC)


def _usable(keys: Mapping[str, Any]) -> list[Any]:
    """Leave out what is no public signing key: encryption keys, and secrets that have no place in such a list."""
    listed = keys.get("keys", ())
    found = [
        key
        for key in listed
        if isinstance(key, dict) and key.get("kty") in {"RSA", "EC", "OKP"} and key.get("use", "sig") == "sig"
    ]
    if not found:
        raise Unbelieved("the provider publishes no signing key", unknown_key=True)
    return found


def _is_key_fault(fault: JoseError) -> bool:
    """Tell whether fetching the provider's keys again could help: it may have changed them."""
    return fault.error in {"bad_signature", "invalid_key_id", "missing_key", "key_not_found"}

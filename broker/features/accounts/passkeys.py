"""Passkeys (WebAuthn, level 2): the questions to a browser, and the check of what it answers; pure."""

import base64
import binascii
import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from broker.entropy import url_text
from broker.errors import BadInput, Conflict

CHALLENGE_BYTES: Final = 32
MAX_PASSKEYS: Final = 20
MAX_NAME_CHARACTERS: Final = 60
MAX_CREDENTIAL_BYTES: Final = 1023  # WebAuthn level 2, section 4, "Credential ID"
_ALGORITHMS: Final = (
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)
ALGORITHMS: Final = tuple(each.value for each in _ALGORITHMS)


class Purpose(StrEnum):
    """What a question to a passkey is for; an answer to one is no answer to another."""

    ADD = "add"
    ALONE = "alone"
    SECOND = "second"
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """Whom a passkey is for: the host people reach us by, and the one origin whose pages may ask for it."""

    id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a browser gives for a new passkey."""

    credential_id: bytes
    client_data: bytes
    attestation: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a browser gives to show a passkey."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A passkey that was made for us."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A signature that is good: how often the passkey was used, by its own count, and whether it knew its person."""

    sign_count: int
    knew_its_person: bool


def relying_party(url: str, name: str) -> RelyingParty:
    """Read from the configured address whom passkeys are for; raises Conflict where browsers would make none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_address(host):
        raise Conflict(
            "Passkeys need a host name, and this instance is reached by a bare address. An operator can give it one.",
            code="passkey.no_host_name",
        )
    port = "" if parts.port in (None, 443) else f":{parts.port}"
    return RelyingParty(id=host, origin=f"https://{host}{port}", name=name)


def challenge_in(client_data: bytes) -> bytes | None:
    """Read which question an answer belongs to; nothing else of it is believed yet."""
    try:
        return parse_client_data_json(client_data).challenge
    except Exception:
        # A stranger's bytes fail in as many ways as there are; each is the same no.
        return None


def check_made(party: RelyingParty, made: Made, challenge: bytes) -> NewPasskey | None:
    """Check a new passkey for the question; None where anything is wrong with it."""
    credential = RegistrationCredential(
        id=text_of(made.credential_id),
        raw_id=made.credential_id,
        response=AuthenticatorAttestationResponse(
            client_data_json=made.client_data, attestation_object=made.attestation
        ),
    )
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            supported_pub_key_algs=list(_ALGORITHMS),
        )
    except Exception:
        # As above: the library raises its own errors, and those of the parsers beneath it.
        return None
    # We ask for none, so that nobody tells us whose device it is; what comes unasked is not looked at.
    known = found.fmt in (AttestationFormat.NONE, AttestationFormat.PACKED)
    if not known or found.credential_id != made.credential_id or len(found.credential_id) > MAX_CREDENTIAL_BYTES:
        return None
    return NewPasskey(
        credential_id=found.credential_id, public_key=found.credential_public_key, sign_count=found.sign_count
    )


def check_shown(party: RelyingParty, shown: Shown, challenge: bytes, public_key: bytes, *, alone: bool) -> Proof | None:
    """Check the signature over the question; alone, the passkey must have made sure that it is its person."""
    credential = AuthenticationCredential(
        id=text_of(shown.credential_id),
        raw_id=shown.credential_id,
        response=AuthenticatorAssertionResponse(
            client_data_json=shown.client_data,
            authenticator_data=shown.authenticator_data,
            signature=shown.signature,
            user_handle=shown.user_handle,
        ),
    )
    try:
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            # Our own rule is below, as a count that goes back is news for the audit log.
            credential_current_sign_count=0,
            require_user_verification=alone,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
        return None
    return Proof(sign_count=found.new_sign_count, knew_its_person=found.user_verified)


def went_back(stored: int, shown: int) -> bool:
    """Tell whether a passkey counts as if there were two of it (WebAuthn level 2, section 7.2, step 21)."""
    return (stored > 0 or shown > 0) and shown <= stored


def read_name(name: str) -> str:
    """Spell the name of a passkey in one way, or raise BadInput."""
    spelled = " ".join(name.split())
    if not spelled or len(spelled) > MAX_NAME_CHARACTERS or not spelled.isprintable():
        sentence = f"A name has 1 to {MAX_NAME_CHARACTERS} characters that can be read."
        raise BadInput(sentence, code="passkey.wrong_name", fields={"name": sentence})
    return spelled


def text_of(raw: bytes) -> str:
    """Spell bytes as browsers do: base64url without padding."""
    return url_text(raw)


def bytes_of(text: str) -> bytes:
    """Read base64url without padding, or raise BadInput."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("What the browser gave cannot be read.", code="passkey.malformed") from None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

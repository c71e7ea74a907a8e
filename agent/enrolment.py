"""Makes this device known to an instance: believes the broker by the token's fingerprint, then hands over a new key."""

import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Final, TypeVar

import msgspec

from agent.errors import AgentFault
from agent.identity import Enrolment, Identity
from agent.trusted_keys import read_trust
from protocol.codec import decode
from protocol.enrolment import EnrolAnswer, EnrolRequest, Token, TrustAnswer, proof_bytes, read_token, root_mark
from protocol.errors import ProtocolError
from protocol.links.agent_broker import Facts
from protocol.trust import Trust

Answer = TypeVar("Answer")

# X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h, which Python's ssl module does not name.
NO_CHECK_TIME: Final = 0x200000
WAIT_SECONDS: Final = 30.0
MAX_ANSWER_BYTES: Final = 64 * 1024


def enroll(url: str, token_text: str, identity: Identity, facts: Facts) -> Enrolment:
    """Enrol the device and store what it learned. Blocks; raises AgentFault with what to do."""
    address = checked_address(url)
    token = read_token(token_text)
    if token is None:
        raise AgentFault("enrolment.token_form", "That is not a whole token. Copy it again from Inventory, Add device.")
    offered, trust = believed(address, token.root_mark)
    answer = _handed_over(address, token, identity, facts, tls_context(trust))
    enrolment = Enrolment(
        url=address,
        device=answer.device_id,
        organization=answer.organization_id,
        name=answer.name,
        root=offered.root,
        trust=answer.trust,
    )
    read_trust(offered.root, answer.trust)
    identity.keep(enrolment)
    return enrolment


def tls_context(trust: Trust) -> ssl.SSLContext:
    """Trust the instance's own authority where it has one, the system's otherwise.

    The own authority is pinned by the root, so its certificates hold whatever this device's clock says: a computer
    whose clock is years off can still be helped. A public certificate is checked in full.
    """
    context = ssl.create_default_context()
    if trust.tls_authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=trust.tls_authority)
        context.verify_flags |= NO_CHECK_TIME
    return context


def checked_address(url: str) -> str:
    """Read the broker's address, or say what it looks like."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise AgentFault("enrolment.address", "The address begins with https:// and names the broker.")
    return f"https://{parts.netloc}"


def believed(address: str, mark: str) -> tuple[TrustAnswer, Trust]:
    """Ask an instance for its keys, and believe them only where they are under the root that was named."""
    # The certificate is not checked here: what comes back counts only if the token names its root.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    answer = decoded(call(f"{address}/api/trust", None, context), TrustAnswer)
    if root_mark(answer.root) != mark:
        raise AgentFault(
            "enrolment.other_instance",
            "This is not the instance that was named, or somebody stands between. Nothing was sent.",
        )
    return answer, read_trust(answer.root, answer.trust)


def _handed_over(address: str, token: Token, identity: Identity, facts: Facts, context: ssl.SSLContext) -> EnrolAnswer:
    key = identity.key()
    proof = key.private.sign(proof_bytes(token.secret, key.public))
    body = EnrolRequest(secret=token.secret, public_key=key.public, proof=proof, facts=facts)
    return decoded(call(f"{address}/api/enrol", msgspec.json.encode(body), context), EnrolAnswer)


def decoded(raw: bytes, expected: type[Answer]) -> Answer:
    """Read an answer of the broker's strictly."""
    try:
        return decode(raw, expected, max_bytes=MAX_ANSWER_BYTES)
    except ProtocolError:
        raise AgentFault("enrolment.answer", "The broker's answer cannot be read. Is the address right?") from None


def call(address: str, body: bytes | None, context: ssl.SSLContext) -> bytes:
    """Make one call and give the answer's bytes; raises AgentFault with the broker's own sentence. Blocks."""
    asked = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=WAIT_SECONDS, context=context) as answer:  # noqa: S310
            return bytes(answer.read(MAX_ANSWER_BYTES + 1))
    except urllib.error.HTTPError as refusal:
        raise AgentFault("enrolment.refused", _sentence_of(refusal.read(MAX_ANSWER_BYTES))) from None
    except OSError as fault:
        raise AgentFault("enrolment.unreachable", f"{address} was not reached: {fault}") from None


def _sentence_of(raw: bytes) -> str:
    try:
        return str(msgspec.json.decode(raw)["error"]["message"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return "The broker refused. Ask for a new token."

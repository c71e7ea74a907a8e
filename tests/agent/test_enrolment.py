"""Enrolment against a small broker on TLS: whom it believes, what it sends, and what it says when it fails."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from agent import enrolment
from agent.enrolment import enroll
from agent.errors import AgentFault
from agent.identity import Enrolment, Identity
from certs.tls import development_certificate, server_context
from protocol.codec import decode, encode
from protocol.enrolment import EnrolAnswer, EnrolRequest, TrustAnswer, proof_bytes, root_mark
from protocol.identifiers import DeviceId, OrganizationId
from protocol.links.agent_broker import Facts
from protocol.trust import TRUST_TYPE, Purpose, SigningKey, Trust
from tests.agent.instance import Signer

SECRET = "s" * 32
FACTS = Facts(name="DESK-014", system="Debian", version="1", person=None, displays=(), addresses=())


class SmallBroker:
    """Answers both calls of an enrolment, and remembers what it was sent."""

    def __init__(self, folder: Path) -> None:
        self.root, self.grant = Signer(), Signer()
        certificate = development_certificate(folder, ("localhost",), datetime.now(UTC))
        self.authority: str | None = certificate.authority_pem
        self.sent: list[EnrolRequest] = []
        self.raw: list[bytes] = []
        self.refusal: tuple[int, bytes] | None = None
        self.trust_bytes: bytes | None = None
        self.signer = self.root
        self._server = ThreadingHTTPServer(("localhost", 0), self._handler())
        context: ssl.SSLContext = server_context(certificate.certificate_file, certificate.key_file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_address[1]}"

    @property
    def token(self) -> str:
        return f"{SECRET}.{root_mark(self.root.public)}"

    def trust(self) -> str:
        key = SigningKey(purpose=Purpose.GRANT, generation=1, public=self.grant.public)
        table = Trust(generation=1, instance="Provider", keys=(key,), tls_authority=self.authority)
        return self.signer.seal(TRUST_TYPE, table)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        broker = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = encode(TrustAnswer(root=broker.root.public, trust=broker.trust()))
                self._say(200, broker.trust_bytes or answer)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                broker.raw.append(body)
                if self.path == "/api/enrol":
                    broker.sent.append(decode(body, EnrolRequest))
                self._say(*(broker.refusal or (200, broker.answer())))

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        return Handler

    def answer(self) -> bytes:
        return encode(
            EnrolAnswer(
                device_id=DeviceId("d" * 26),
                organization_id=OrganizationId("o" * 26),
                name="DESK-014",
                trust=self.trust(),
                device="{}",
            )
        )


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[SmallBroker]:
    small = SmallBroker(tmp_path)
    yield small
    small.close()


async def enrolled(broker: SmallBroker, state: Path, *, token: str | None = None) -> Enrolment:
    return await asyncio.to_thread(enroll, broker.url, token or broker.token, Identity(state), FACTS)


async def refused(broker: SmallBroker, state: Path, *, token: str | None = None) -> AgentFault:
    with pytest.raises(AgentFault) as fault:
        await enrolled(broker, state, token=token)
    with pytest.raises(AgentFault):
        Identity(state).enrolment()
    return fault.value


async def test_a_device_hands_over_its_new_key_with_proof_and_keeps_what_it_learned(
    broker: SmallBroker, tmp_path: Path
) -> None:
    learned = await enrolled(broker, tmp_path / "state")
    (sent,) = broker.sent
    Ed25519PublicKey.from_public_bytes(sent.public_key).verify(sent.proof, proof_bytes(SECRET, sent.public_key))
    assert (sent.secret, sent.facts) == (SECRET, FACTS)
    identity = Identity(tmp_path / "state")
    assert identity.enrolment() == learned
    assert identity.key().public == sent.public_key
    assert (learned.root, learned.url) == (broker.root.public, broker.url)


async def test_a_broker_with_another_root_is_sent_nothing(broker: SmallBroker, tmp_path: Path) -> None:
    fault = await refused(broker, tmp_path / "state", token=f"{SECRET}.{root_mark(b'another')}")
    assert fault.code == "enrolment.other_instance"
    assert "Nothing was sent." in fault.message
    assert broker.sent == []


async def test_keys_that_the_root_did_not_sign_are_sent_nothing(broker: SmallBroker, tmp_path: Path) -> None:
    broker.signer = Signer()
    assert (await refused(broker, tmp_path / "state")).code == "trust.not_signed"
    assert broker.sent == []


async def test_a_certificate_of_another_authority_is_sent_nothing(broker: SmallBroker, tmp_path: Path) -> None:
    other = development_certificate(tmp_path / "other", ("localhost",), datetime.now(UTC))
    broker.authority = other.authority_pem
    assert (await refused(broker, tmp_path / "state")).code == "enrolment.unreachable"
    assert broker.sent == []


async def test_a_refused_token_gives_the_brokers_sentence(broker: SmallBroker, tmp_path: Path) -> None:
    sentence = "This token was used already."
    broker.refusal = (403, msgspec.json.encode({"error": {"code": "enrolment.refused", "message": sentence}}))
    fault = await refused(broker, tmp_path / "state")
    assert (fault.code, fault.message) == ("enrolment.refused", sentence)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": null}'])
async def test_a_refusal_without_a_sentence_gets_one(broker: SmallBroker, tmp_path: Path, body: bytes) -> None:
    broker.refusal = (502, body)
    assert (await refused(broker, tmp_path / "state")).message == "The broker refused. Ask for a new token."


@pytest.mark.parametrize("nonsense", [b"x", b"{}", b"[1]", b'"' + b"x" * (enrolment.MAX_ANSWER_BYTES + 1) + b'"'])
async def test_nonsense_is_no_broker(broker: SmallBroker, tmp_path: Path, nonsense: bytes) -> None:
    broker.trust_bytes = nonsense
    assert (await refused(broker, tmp_path / "state")).code == "enrolment.answer"
    assert broker.sent == []


async def test_an_answer_that_cannot_be_read_enrols_nothing(broker: SmallBroker, tmp_path: Path) -> None:
    broker.refusal = (200, b"{}")
    assert (await refused(broker, tmp_path / "state")).code == "enrolment.answer"


async def test_a_broker_that_is_not_there_is_named(broker: SmallBroker, tmp_path: Path) -> None:
    broker.close()
    fault = await refused(broker, tmp_path / "state")
    assert fault.code == "enrolment.unreachable"
    assert broker.url in fault.message


@pytest.mark.parametrize("url", ["http://broker.example", "broker.example", "https://", "ftp://broker.example"])
def test_an_address_without_tls_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(AgentFault) as fault:
        enroll(url, f"{SECRET}.{'0' * 32}", Identity(tmp_path), FACTS)
    assert fault.value.code == "enrolment.address"

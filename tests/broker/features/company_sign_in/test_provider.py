"""Tests of talking with a provider that does not behave, and with one that changes its keys."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey

from broker.config import Company
from broker.features.company_sign_in.claims import Unbelieved
from broker.features.company_sign_in.provider import (
    FACTS_KEPT,
    KEYS_KEPT_AT_LEAST,
    MAX_ANSWER_BYTES,
    Asked,
    OpenIdProvider,
    OutOfReach,
)
from certs.tls import development_certificate
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.slow

REDIRECT = "https://handrail.example/sign-in/company"
ASKED = Asked(state="s", nonce="n-1", challenge="c")


@dataclass(slots=True, kw_only=True)
class FreeProvider:
    """A provider that publishes and signs whatever a test wants."""

    key: ECKey
    clock: FakeClock
    issuer: str = ""
    authority: Path = Path()
    facts: dict[str, Any] = field(default_factory=dict)
    fetched: int = 0
    status: int = 200
    padding: int = 0

    async def answer_facts(self, _request: web.Request) -> web.Response:
        self.fetched += 1
        whole = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        return web.json_response({"padding": "x" * self.padding} | whole | self.facts, status=self.status)

    async def answer_keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def answer_token(self, _request: web.Request) -> web.Response:
        at = int(self.clock.now().timestamp())
        said = {"iss": self.issuer, "aud": "handrail", "sub": "u-1", "nonce": "n-1", "iat": at, "exp": at + 60}
        header = {"alg": "ES256", "kid": self.key.kid or ""}
        return web.json_response({"id_token": jwt.encode(header, said, self.key)})

    def seen(self) -> OpenIdProvider:
        company = Company(issuer=self.issuer, client_id="handrail", client_secret="a secret", ca_file=self.authority)
        return OpenIdProvider(company, self.clock)


@asynccontextmanager
async def serving(provider: FreeProvider, state: Path) -> AsyncIterator[FreeProvider]:
    certificate = development_certificate(state, [], datetime.now(UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    application = web.Application()
    application.router.add_get("/.well-known/openid-configuration", provider.answer_facts)
    application.router.add_get("/jwks", provider.answer_keys)
    application.router.add_post("/token", provider.answer_token)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    provider.issuer = f"https://localhost:{runner.addresses[0][1]}"
    assert certificate.authority_file is not None
    provider.authority = certificate.authority_file
    try:
        yield provider
    finally:
        await runner.cleanup()


@pytest.fixture
async def provider(tmp_path: Path, clock: FakeClock) -> AsyncIterator[FreeProvider]:
    async with serving(FreeProvider(key=_key("one"), clock=clock), tmp_path) as running:
        yield running


def _key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name})


async def _identify(seen: OpenIdProvider) -> str:
    return (await seen.identity("code", verifier="v", nonce="n-1", redirect=REDIRECT, issuer=None)).subject


async def test_the_address_carries_all_that_the_flow_needs(provider: FreeProvider) -> None:
    provider.facts = {"authorization_endpoint": f"{provider.issuer}/auth?tenant=1"}
    address = await provider.seen().address(ASKED, REDIRECT)
    assert address.startswith(f"{provider.issuer}/auth?tenant=1&response_type=code&client_id=handrail&")
    assert "code_challenge=c&code_challenge_method=S256" in address
    assert "redirect_uri=https%3A%2F%2Fhandrail.example%2Fsign-in%2Fcompany" in address


@pytest.mark.parametrize(
    "facts",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://localhost/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "https://user@localhost/auth"},
        {"token_endpoint": None},
    ],
)
async def test_a_provider_that_publishes_something_wrong_is_not_used(
    provider: FreeProvider, facts: dict[str, Any]
) -> None:
    provider.facts = facts
    with pytest.raises(OutOfReach):
        await provider.seen().address(ASKED, REDIRECT)


async def test_an_answer_that_is_too_long_or_leads_elsewhere_is_not_read(provider: FreeProvider) -> None:
    provider.padding = MAX_ANSWER_BYTES
    with pytest.raises(OutOfReach):
        await provider.seen().address(ASKED, REDIRECT)
    provider.padding, provider.status = 0, 302
    with pytest.raises(OutOfReach):
        await provider.seen().address(ASKED, REDIRECT)


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(provider: FreeProvider) -> None:
    company = Company(issuer=provider.issuer, client_id="handrail", client_secret="a secret")
    with pytest.raises(OutOfReach):
        await OpenIdProvider(company, provider.clock).address(ASKED, REDIRECT)


async def test_facts_are_asked_for_once_an_hour(provider: FreeProvider, clock: FakeClock) -> None:
    seen = provider.seen()
    await seen.address(ASKED, REDIRECT)
    clock.advance(FACTS_KEPT.total_seconds() - 1)
    await seen.address(ASKED, REDIRECT)
    assert provider.fetched == 1
    clock.advance(1)
    await seen.address(ASKED, REDIRECT)
    assert provider.fetched == 2


async def test_a_provider_that_changed_its_keys_is_asked_for_them_but_not_without_end(
    provider: FreeProvider, clock: FakeClock
) -> None:
    seen = provider.seen()
    assert await _identify(seen) == "u-1"
    provider.key = _key("two")
    with pytest.raises(Unbelieved):
        await _identify(seen)
    clock.advance(KEYS_KEPT_AT_LEAST.total_seconds())
    assert await _identify(seen) == "u-1"

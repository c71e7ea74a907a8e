"""Talking with the identity provider: its published facts, its keys, and the exchange of a code for a token."""

import asyncio
import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import msgspec

from broker.clock import Clock
from broker.config import Company
from broker.features.company_sign_in.claims import Identity, Unbelieved, read_identity

SECONDS: Final = 10.0
MAX_ANSWER_BYTES: Final = 256 * 1024
FACTS_KEPT: Final = timedelta(hours=1)
# A token signed by an unknown key makes us look for new keys, but not as often as somebody likes.
KEYS_KEPT_AT_LEAST: Final = timedelta(minutes=1)
_WELL_KNOWN: Final = "/.well-known/openid-configuration"


class OutOfReach(Exception):
    """The provider did not answer, or not as it should; the message is for the operator's log."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider publishes of itself (OpenID Connect Discovery 1.0, section 3), as far as it matters here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(msgspec.Struct, frozen=True, kw_only=True):
    id_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What goes with a person to their provider, and is looked for in what comes back."""

    state: str
    nonce: str
    challenge: str
    anew: bool = False
    """Whether the person is to show there who they are, though they may be signed in there already."""


class Provider(Protocol):
    """The identity provider."""

    async def address(self, asked: Asked, redirect: str) -> str:
        """Give the address to send a person to; raises OutOfReach."""
        ...

    async def identity(self, code: str, *, verifier: str, nonce: str, redirect: str, issuer: str | None) -> Identity:
        """Exchange the code that a person came back with; raises OutOfReach, Unbelieved."""
        ...


class OpenIdProvider:
    """A provider on the network; every answer is bounded in size and time, and no redirection is followed."""

    def __init__(self, company: Company, clock: Clock) -> None:
        self._company = company
        self._clock = clock
        self._facts: Facts | None = None
        self._keys: Mapping[str, Any] = {}
        self._facts_until = self._keys_from = 0.0
        self._looking = asyncio.Lock()
        self._trusting = ssl.create_default_context(cafile=company.ca_file)

    async def address(self, asked: Asked, redirect: str) -> str:
        facts = await self._known()
        question = {
            "response_type": "code",
            "client_id": self._company.client_id,
            "redirect_uri": redirect,
            "scope": "openid email profile",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
        }
        if asked.anew:
            # OpenID Connect Core 1.0, section 3.1.2.1; whoever asks for `max_age` is told `auth_time`.
            question |= {"prompt": "login", "max_age": "0"}
        joint = "&" if urlsplit(facts.authorization_endpoint).query else "?"
        return f"{facts.authorization_endpoint}{joint}{urlencode(question)}"

    async def identity(self, code: str, *, verifier: str, nonce: str, redirect: str, issuer: str | None) -> Identity:
        facts = await self._known()
        if issuer != facts.issuer and (issuer is not None or facts.authorization_response_iss_parameter_supported):
            raise Unbelieved("the answer comes from another provider")  # RFC 9207, section 2.4
        token = await self._exchanged(facts, code, verifier, redirect)
        try:
            return self._read(token, nonce)
        except Unbelieved as fault:
            if not fault.unknown_key or not await self._newer_keys(facts):
                raise
            return self._read(token, nonce)

    def _read(self, token: str, nonce: str) -> Identity:
        company = self._company
        now = self._clock.now()
        return read_identity(token, self._keys, issuer=company.issuer, client=company.client_id, nonce=nonce, now=now)

    async def _known(self) -> Facts:
        async with self._looking:
            if self._facts is None or self._clock.monotonic() >= self._facts_until:
                facts = await self._get(self._company.issuer.rstrip("/") + _WELL_KNOWN, Facts)
                if facts.issuer != self._company.issuer:
                    raise OutOfReach("the provider calls itself by another name than [company] issuer")
                for address in (facts.authorization_endpoint, facts.token_endpoint, facts.jwks_uri):
                    _check_address(address)
                await self._fetch_keys(facts)
                self._facts = facts
                self._facts_until = self._clock.monotonic() + FACTS_KEPT.total_seconds()
            return self._facts

    async def _newer_keys(self, facts: Facts) -> bool:
        async with self._looking:
            if self._clock.monotonic() < self._keys_from + KEYS_KEPT_AT_LEAST.total_seconds():
                return False
            await self._fetch_keys(facts)
            return True

    async def _fetch_keys(self, facts: Facts) -> None:
        self._keys = await self._get(facts.jwks_uri, dict[str, Any])
        self._keys_from = self._clock.monotonic()

    async def _get(self, address: str, form: type[Any]) -> Any:
        return await self._answer("GET", address, form)

    async def _exchanged(self, facts: Facts, code: str, verifier: str, redirect: str) -> str:
        company = self._company
        content = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        headers = {}
        if "client_secret_basic" in facts.token_endpoint_auth_methods_supported:
            # RFC 6749, section 2.3.1: both are form-encoded before they are joined.
            pair = f"{quote(company.client_id, safe='')}:{quote(company.client_secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            content |= {"client_id": company.client_id, "client_secret": company.client_secret}
        tokens: _Tokens = await self._answer("POST", facts.token_endpoint, _Tokens, content, headers)
        return tokens.id_token

    async def _answer(
        self,
        method: str,
        address: str,
        form: type[Any],
        content: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        where = urlsplit(address).hostname
        limit = aiohttp.ClientTimeout(total=SECONDS)
        connector = aiohttp.TCPConnector(ssl=self._trusting)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=limit) as client,
                client.request(
                    method,
                    address,
                    data=content,
                    headers={"Accept": "application/json", **(headers or {})},
                    allow_redirects=False,
                ) as response,
            ):
                status, raw = response.status, await _bounded(response)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            raise OutOfReach(f"{where} could not be reached: {type(fault).__name__}") from None
        if status >= 400 and content is not None:
            raise Unbelieved(f"{where} refused the code ({status})")
        if status != 200 or len(raw) > MAX_ANSWER_BYTES:
            raise OutOfReach(f"{where} answered {status} with {len(raw)} bytes")
        try:
            return msgspec.json.decode(raw, type=form)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise OutOfReach(f"{where} gave an answer that cannot be read") from None


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """Read an answer, but never more than one byte past what is allowed."""
    raw = b""
    while len(raw) <= MAX_ANSWER_BYTES and not response.content.at_eof():
        raw += await response.content.read(MAX_ANSWER_BYTES + 1 - len(raw))
    return raw


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment:
        raise OutOfReach("the provider names an address that does not begin with https://")

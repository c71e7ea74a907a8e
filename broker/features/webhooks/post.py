"""Sending one body to one address, and nowhere else: no redirect, no address that is not allowed, not for long."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from broker.features.webhooks.rules import SECONDS, Network, may_reach

RESOLVERS: Final = 8
"""Threads that resolve names of receivers: slow name servers hold up nothing else of the process."""
_NUMBERS: Final = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class NotTaken(Exception):
    """Nobody took it, and why; `status` is what was answered, if anything."""

    def __init__(self, why: str, *, status: int | None = None, forever: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.forever = forever


class NotAllowed(OSError):
    """The address is one that webhooks are not sent to."""


class PoolResolver(AbstractResolver):
    """Resolves names as the system does, in threads that are for this alone."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        ask = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        found = await asyncio.get_running_loop().run_in_executor(self._pool, ask)
        return [
            ResolveResult(
                hostname=host, host=_numeric(address), port=port, family=kind, proto=protocol, flags=int(_NUMBERS)
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Keep the threads: they are the post's."""


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses those with an address that is not allowed; what it gives is what is connected to."""

    def __init__(self, networks: Sequence[Network], *, is_encrypted: bool, inner: AbstractResolver) -> None:
        self._networks = networks
        self._is_encrypted = is_encrypted
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(may_reach(each["host"], self._networks, is_encrypted=self._is_encrypted) for each in found):
            raise NotAllowed
        return found

    async def close(self) -> None:
        await self._inner.close()


class WebhookPost:
    """Hands bodies over by HTTP; the threads that resolve names end with it."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = networks
        self._resolvers = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="handrail-resolver")

    async def hand_over(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """Send it and give the status of the answer, or raise NotTaken."""
        parts = urlsplit(url)
        is_encrypted = parts.scheme == "https"
        # A literal address is never resolved, so it is looked at here.
        host = parts.hostname or ""
        if _is_literal(host) and not (_is_address(host) and may_reach(host, self._networks, is_encrypted=is_encrypted)):
            raise _refused()
        resolver = GuardedResolver(self._networks, is_encrypted=is_encrypted, inner=PoolResolver(self._resolvers))
        connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True, limit=1)
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector, timeout=limit, cookie_jar=aiohttp.DummyCookieJar()
                ) as session,
                # What is answered beside the status is nobody's business, and is not read.
                session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return answer.status
        except TimeoutError:
            raise NotTaken(f"There was no answer within {SECONDS:.0f} seconds.") from None
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, NotAllowed):
                raise _refused() from None
            raise NotTaken("The receiver could not be reached.") from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise NotTaken("The receiver did not answer as it should.") from None


def _refused() -> NotTaken:
    return NotTaken("Webhooks are not sent to this address: ask the operator to allow its network.", forever=True)


def _numeric(address: tuple[Any, ...]) -> str:
    """Spell an address as numbers, with the link that it is on, if it is on one only."""
    scope = address[3] if len(address) > 3 else 0
    return f"{address[0]}%{scope}" if scope else str(address[0])


def _is_literal(host: str) -> bool:
    """Tell whether a host is meant as an address, in whatever spelling: such ones are not resolved as names."""
    return ":" in host or host.replace(".", "").isdigit()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

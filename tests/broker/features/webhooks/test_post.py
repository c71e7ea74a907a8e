"""Sending one body: not for long, and never to a name that leads inside."""

import asyncio
import socket
import threading
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from broker.features.webhooks import post
from broker.features.webhooks.post import GuardedResolver, NotAllowed, NotTaken, WebhookPost
from tests.fakes.hook_receiver import hook_receiver

LOOPBACK = (ip_network("127.0.0.0/8"),)


class Leading(AbstractResolver):
    """Leads a name to some addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=socket.AF_INET, proto=0, flags=0)
            for each in self.addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("8.8.8.8", "10.0.0.1")])
async def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(addresses: tuple[str, ...]) -> None:
    resolver = GuardedResolver((), is_encrypted=True, inner=Leading(*addresses))
    with pytest.raises(NotAllowed):
        await resolver.resolve("rebinding.example", 443)


async def test_a_public_name_is_resolved() -> None:
    resolver = GuardedResolver((), is_encrypted=True, inner=Leading("8.8.8.8"))
    assert [each["host"] for each in await resolver.resolve("public.example", 443)] == ["8.8.8.8"]


async def test_a_slow_receiver_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "SECONDS", 0.1)
    async with hook_receiver() as receiver:
        receiver.hold = asyncio.Event()
        with pytest.raises(NotTaken, match="no answer"):
            await WebhookPost(LOOPBACK).hand_over(receiver.url, {}, b"{}")


async def test_localhost_by_name_is_refused_unless_the_operator_allows_it() -> None:
    with pytest.raises(NotTaken) as refused:
        await WebhookPost(()).hand_over("https://localhost:9/", {}, b"{}")
    assert refused.value.forever


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0177.0.0.1", "127.0.0.1.", "10.1", "0", "[v1.a:b]", "[::1%25lo]", "0x7f.1"],
)
async def test_other_spellings_of_addresses_lead_nowhere(host: str) -> None:
    with pytest.raises(NotTaken) as refused:
        await WebhookPost((ip_network("10.2.0.0/16"),)).hand_over(f"https://{host}:9/", {}, b"{}")
    assert refused.value.forever


async def test_names_are_resolved_by_threads_that_nobody_else_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    resolve = socket.getaddrinfo

    def noting(host: str, *arguments: Any, **more: Any) -> Any:
        threads.append(threading.current_thread().name)
        return resolve("127.0.0.1" if host == "receiver.example" else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", noting)
    async with hook_receiver() as receiver:
        port = receiver.url.rpartition(":")[2]
        threads.clear()
        assert await WebhookPost(LOOPBACK).hand_over(f"http://receiver.example:{port}/", {}, b"{}") == 204
    assert threads[0].startswith("handrail-resolver")

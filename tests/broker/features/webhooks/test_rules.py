"""Where webhooks may be sent, how they are signed, and when they are tried again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from broker.errors import BadInput
from broker.features.webhooks.rules import WAITS, host_of, is_for_ever, may_reach, next_try, sign

NOW = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not may_reach(address, (), is_encrypted=True)


def test_public_addresses_by_https_and_others_where_the_operator_says_so() -> None:
    for public in ("8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"):
        assert may_reach(public, (), is_encrypted=True)
        assert not may_reach(public, (), is_encrypted=False)
    allowed = (ip_network("10.2.0.0/16"), ip_network("fd00:7::/64"))
    assert may_reach("10.2.3.4", allowed, is_encrypted=False)
    assert may_reach("fd00:7::1", allowed, is_encrypted=True)
    assert not may_reach("10.3.0.1", allowed, is_encrypted=True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h.example/", "file:///etc/passwd", "https://", "https://u:p@h.example/", "https://h.example:0/",
        "https://h.example:99999/", "https://h exam.ple/", "https://h.example/\r\nX: y", "https://h\u200b.example/",
        "https://good.example\\@bad.example/", "//h.example/", "https://h.example/" + "x" * 2_000,
    ],
)  # fmt: skip
def test_an_address_is_a_plain_one(url: str) -> None:
    with pytest.raises(BadInput):
        host_of(url)


def test_host_and_port_are_what_is_shown_of_an_address() -> None:
    assert host_of("https://Hooks.Example:8443/secret?token=1") == "hooks.example:8443"


def test_the_signature_covers_time_and_body() -> None:
    # printf '1.{}' | openssl dgst -sha256 -hmac key
    assert sign("key", 1, b"{}") == "v1=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"
    assert len({sign("key", 1, b"{}"), sign("key", 2, b"{}"), sign("key", 1, b"{ }"), sign("yek", 1, b"{}")}) == 4


def test_tries_grow_apart_with_jitter_and_end() -> None:
    assert next_try(1, NOW, lambda: 0.0) == NOW + WAITS[0] * 0.5
    assert next_try(len(WAITS), NOW, lambda: 0.5) == NOW + timedelta(hours=6)
    assert next_try(len(WAITS) + 1, NOW, lambda: 0.0) is None


@pytest.mark.parametrize(("status", "for_ever"), [(301, True), (404, True), (408, False), (429, False), (503, False)])
def test_refusals_are_for_ever_and_trouble_is_not(status: int, for_ever: bool) -> None:
    assert is_for_ever(status) is for_ever

"""Tests of the host and origin rules and the headers."""

import pytest

from broker.errors import Refusal
from broker.web.security import check_host, check_same_origin, headers, host_name, is_local, page_policy


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("Support.Example.:8443", "support.example"),
        ("[::1]:8443", "::1"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_host_header_names_a_host(header: str, name: str) -> None:
    assert host_name(header) == name


def test_only_our_own_names_are_answered() -> None:
    check_host("localhost:8443", {"localhost"})
    with pytest.raises(Refusal) as refused:
        check_host("evil.example", {"localhost"})
    assert (refused.value.code, refused.value.status) == ("host.unknown", 421)
    with pytest.raises(Refusal) as missing:
        check_host(None, {"localhost"})
    assert missing.value.code == "host.missing"


@pytest.mark.parametrize("rest", ["; script-src *", ":1 https://evil.example", ":x", ":1;", ":123456", "@evil.example"])
def test_nothing_but_a_name_and_a_port_is_a_host(rest: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_host(f"localhost{rest}", {"localhost", f"localhost{rest}"})
    assert refused.value.code == "host.unknown"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:", "localhost:65535", "[::1]:8443", "127.0.0.1", "a_b.example."]
)
def test_a_name_with_and_without_a_port_is_a_host(host: str) -> None:
    check_host(host, {host_name(host)})


@pytest.mark.parametrize(
    ("origin", "site", "host", "needs", "good"),
    [
        ("https://localhost:1", "same-origin", "localhost:1", True, True),
        ("https://support.example", None, "support.example:443", True, True),
        ("https://localhost:1", "same-site", "localhost:1", True, False),
        ("https://localhost:1", "cross-site", "localhost:1", False, False),
        ("https://localhost:2", None, "localhost:1", True, False),
        ("http://localhost:1", None, "localhost:1", True, False),
        ("null", None, "localhost:1", False, False),
        ("localhost:1", None, "localhost:1", False, False),
        (None, "none", "localhost:1", True, False),
        (None, None, "localhost:1", True, False),
        (None, None, "localhost:1", False, True),
    ],
)
def test_a_change_comes_from_our_own_page(
    origin: str | None, site: str | None, host: str, needs: bool, good: bool
) -> None:
    if good:
        check_same_origin(origin=origin, fetch_site=site, host=host, needs_origin=needs)
        return
    with pytest.raises(Refusal) as refused:
        check_same_origin(origin=origin, fetch_site=site, host=host, needs_origin=needs)
    assert refused.value.code == "origin.foreign"


def test_strict_transport_is_said_only_where_it_holds() -> None:
    assert "Strict-Transport-Security" in headers(strict_transport=True)
    assert "Strict-Transport-Security" not in headers(strict_transport=False)


def test_the_page_runs_no_inline_script_and_only_styles_with_the_nonce() -> None:
    policy = page_policy("abc", "localhost:1")
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self' 'nonce-abc'" in policy
    assert "wss://localhost:1" in policy


@pytest.mark.parametrize(("address", "local"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("", False)])
def test_local_is_this_machine(address: str, local: bool) -> None:
    assert is_local(address) is local

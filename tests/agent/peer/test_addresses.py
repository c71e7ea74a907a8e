"""A viewer is told addresses that it can reach."""

from __future__ import annotations

from agent.peer.addresses import MAX_ADDRESSES, choose, own_addresses

FOUND = {"127.0.0.1", "::1", "192.0.2.7", "fe80::1", "2001:db8::7", "169.254.3.4"}


def test_loopback_and_link_local_addresses_are_not_told() -> None:
    assert choose(FOUND, loopback=False) == ("192.0.2.7", "2001:db8::7")


def test_loopback_is_told_when_asked_for() -> None:
    assert choose(FOUND, loopback=True) == ("192.0.2.7", "2001:db8::7", "127.0.0.1")


def test_loopback_is_told_when_there_is_nothing_else() -> None:
    assert choose({"127.0.0.1", "::1"}, loopback=False) == ("127.0.0.1",)


def test_no_more_than_the_limit_is_told() -> None:
    many = {f"192.0.2.{number}" for number in range(1, 40)}
    assert len(choose(many, loopback=False)) == MAX_ADDRESSES


def test_this_computer_has_an_address() -> None:
    assert own_addresses(loopback=False)

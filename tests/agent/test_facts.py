"""Facts are what the system says, and nothing that is not so."""

from agent.facts import MAX_ADDRESSES, addresses, agent_version, boot_name, gather_facts, system_name
from protocol.codec import decode, encode
from protocol.links.agent_broker import Display, Facts


def test_facts_fit_the_message_that_carries_them() -> None:
    facts = gather_facts("person", [Display(name=str(one), width=1, height=1) for one in range(20)])
    assert decode(encode(facts), Facts) == facts
    assert len(facts.displays) == 16
    assert facts.version == agent_version()


def test_loopback_addresses_say_nothing_about_a_device() -> None:
    assert not [one for one in addresses() if one.startswith("127.") or one == "::1"]
    assert len(addresses()) <= MAX_ADDRESSES


def test_the_system_and_the_boot_have_names() -> None:
    assert system_name()
    assert boot_name() == boot_name()

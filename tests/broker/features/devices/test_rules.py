"""What a device may say of itself, and when its count is doubted."""

from __future__ import annotations

import pytest

from broker.features.devices.rules import UNNAMED, Doubt, device_name, doubt_of, plain, plain_facts
from protocol.links.agent_broker import Display, Facts


@pytest.mark.parametrize(
    ("counter", "stored", "doubt"),
    [(1, 0, None), (7, 3, None), (3, 3, Doubt.SAME_COUNTER), (2, 3, Doubt.COUNTER_WENT_BACK)],
)
def test_a_count_has_to_go_up(counter: int, stored: int, doubt: Doubt | None) -> None:
    assert doubt_of(counter, stored) is doubt


def test_foreign_text_is_stripped_and_cut() -> None:
    assert plain(" a\x00b\u202ec\n" + "x" * 300) == "abc" + "x" * 197


def test_every_text_among_the_facts_is_stripped() -> None:
    facts = Facts(
        name="\x1b[31m",
        system="a\x00",
        version="1\x07",
        person="p\u2066",
        displays=(Display(name="d\x00", width=1, height=1),),
        addresses=("::1\x00",),
    )
    kept = plain_facts(facts)
    assert (kept.name, kept.system, kept.version, kept.person) == ("[31m", "a", "1", "p")
    assert (kept.displays[0].name, kept.addresses) == ("d", ("::1",))


def test_a_device_without_a_name_is_called_so() -> None:
    facts = Facts(name=" \x00 ", system="", version="", person=None, displays=(), addresses=())
    assert device_name(facts) == UNNAMED

"""What a device may say of itself, and whether a sign-in of its link is believed; pure."""

from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from protocol.links.agent_broker import Facts

MAX_NAME: Final = 200
UNNAMED: Final = "Unnamed device"
# Signs that turn the direction of text around them (UAX #9).
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Doubt(StrEnum):
    """Why a link's sign-in is refused although it names a device that is known."""

    NOT_SIGNED = "not_signed"
    COUNTER_WENT_BACK = "counter_went_back"
    SAME_COUNTER = "same_counter"


def plain(text: str) -> str:
    """Strip what a device's text has no use for."""
    return "".join(sign for sign in text if sign.isprintable() and sign not in _TURNING).strip()[:MAX_NAME]


def plain_facts(facts: Facts) -> Facts:
    """Strip every text among the facts."""
    return replace(
        facts,
        name=plain(facts.name),
        system=plain(facts.system),
        version=plain(facts.version),
        person=plain(facts.person) if facts.person else None,
        displays=tuple(replace(each, name=plain(each.name)) for each in facts.displays),
        addresses=tuple(plain(each) for each in facts.addresses),
    )


def device_name(facts: Facts) -> str:
    """Name a device as it names itself, or as having no name."""
    return plain(facts.name) or UNNAMED


def doubt_of(counter: int, stored: int) -> Doubt | None:
    """Compare a sign-in's count of connections with the newest one known; it has to be higher."""
    if counter > stored:
        return None
    return Doubt.SAME_COUNTER if counter == stored else Doubt.COUNTER_WENT_BACK

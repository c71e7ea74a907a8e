"""Fills a new instance with what the demo shows: organizations, four people, a token for one device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broker.demo.errors import DemoError
from broker.demo.people import DemoPerson
from broker.demo.state import DemoState


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineDevice:
    """The demo's device as the inventory has it."""

    id: str
    name: str


def prepare(state: DemoState, people: Sequence[DemoPerson]) -> str | None:
    """Fill the instance on its first start; gives an enrolment token while the device is not enrolled yet."""
    raise DemoError("The demo cannot be filled yet.")


def device_online(state: DemoState) -> OnlineDevice | None:
    """Give the device once it is online."""
    raise DemoError("The demo cannot be filled yet.")

"""Answers the question on the demo's private desktop, with the keys a person would press there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from broker.demo.announcement import Ready
from broker.demo.desktop import run_once
from broker.demo.errors import DemoError
from broker.demo.state import DemoState

QUESTION = r"^Handrail: .*technician.*\?$"
"""The titles of the windows that ask; the catalogue of the agent's texts has them (`consent.title.*`)."""
ARMED_SECONDS = 1.5
"""*Yes* takes keys one second after the window stood still and had them; half a second on top."""
KEY_SECONDS = 0.3


class Answer(StrEnum):
    """What the person says."""

    YES = "yes"
    NO = "no"


KEYS = {Answer.YES: ("Tab", "space"), Answer.NO: ("Escape",)}


async def answer_question(state: DemoState, answer: Answer, environment: Mapping[str, str]) -> None:
    """Press the keys in the window that asks; raises DemoError when there is no demo, or nobody asks."""
    if not state.shown.is_file():
        raise DemoError(f"No demo runs with {state.folder}.")
    device = msgspec.json.decode(state.shown.read_bytes(), type=Ready).device
    there = {**environment, "DISPLAY": device.display, "XAUTHORITY": device.xauthority}
    found, windows = await run_once(["xdotool", "search", "--onlyvisible", "--name", QUESTION], there)
    if found != 0 or not windows.split():
        raise DemoError("Nobody asks anything on that desktop now.")
    await run_once(["xdotool", "windowactivate", "--sync", windows.split()[-1]], there)
    await asyncio.sleep(ARMED_SECONDS)
    for key in KEYS[answer]:
        await run_once(["xdotool", "key", key], there)
        await asyncio.sleep(KEY_SECONDS)

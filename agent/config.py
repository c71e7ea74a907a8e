"""How one agent process runs: where its state is, and what the operator changed by environment or flag."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

OFFERS: Final = 3
MOST_OFFERS: Final = 1_000
DEFAULT_STATE: Final = Path(platformdirs.user_state_dir("handrail-agent"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentConfig:
    """The agent's configuration."""

    state: Path
    """A directory of its own, 0700: device key, enrolment, journal."""
    with_desktop: bool
    """False shows the device as one where nobody is signed in, and asks nobody."""
    loopback: bool
    """Also offer loopback addresses to viewers, for a viewer on the same computer."""
    offers: int = OFFERS
    """Offers of help in ten minutes that reach the person, whatever the broker says."""


def read_config(*, state: Path | None = None, headless: bool = False, loopback: bool = False) -> AgentConfig:
    """Read the configuration; flags win over the environment, the environment over defaults."""
    named = os.environ.get("HANDRAIL_AGENT_STATE")
    return AgentConfig(
        state=state or (Path(named) if named else DEFAULT_STATE),
        with_desktop=not headless and has_display(),
        loopback=loopback or os.environ.get("HANDRAIL_AGENT_LOOPBACK") == "1",
        offers=_offers(os.environ.get("HANDRAIL_AGENT_OFFERS_IN_TEN_MINUTES", "")),
    )


def _offers(text: str) -> int:
    """Read how many offers reach the person; what is no such number leaves it as it is."""
    return min(int(text), MOST_OFFERS) if text.isascii() and text.isdigit() and int(text) > 0 else OFFERS


def has_display() -> bool:
    """Tell whether there is a desktop that windows can be shown on."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY"))


def signed_in_person() -> str | None:
    """Name the account that this process runs for, where the system says it."""
    return os.environ.get("USER") or os.environ.get("LOGNAME") or os.environ.get("USERNAME")


def environment() -> dict[str, str]:
    """Give the environment that the desktop process inherits."""
    return dict(os.environ)

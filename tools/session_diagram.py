"""Draw the diagram of `docs/session.md` from the session machine's table.

`python tools/session_diagram.py` redraws it; with `--check` it fails when the page is stale.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from protocol.session.events import DeadlinePassed, Finish  # noqa: E402
from protocol.session.states import Ended  # noqa: E402
from protocol.session.transitions import TRANSITIONS  # noqa: E402

PAGE = ROOT / "docs/session.md"
BEGIN: Final = "<!-- drawn by tools/session_diagram.py: begin -->"
END: Final = "<!-- drawn by tools/session_diagram.py: end -->"
# Every living state has these two ways to its end; drawn once in words, they would hide everything else.
EVERYWHERE: Final = (Finish, DeadlinePassed)
OPENING: Final = f"""# The session

One machine carries a session from its request to its end: `protocol/session/` (states, events, one table, one pure
function). Broker and agent use the same table. Every living state also ends by *finish* (anyone entitled to end it says
so, or the device did) and by its deadline.

{BEGIN}
{END}
"""


def arrows() -> list[tuple[str, str, str]]:
    """Every move as (from, to, event), those that all states share left out."""
    return sorted(
        (before.__name__, after.__name__, str(event.__struct_config__.tag))
        for (before, event), move in TRANSITIONS.items()
        if event not in EVERYWHERE
        for after in move.leads_to
    )


def merged(found: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    """One arrow for all events between the same two states."""
    together: dict[tuple[str, str], list[str]] = {}
    for before, after, event in found:
        together.setdefault((before, after), []).append(event.replace("_", " "))
    return together


def diagram() -> str:
    """The mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> Requested: the person asks"]
    lines.append("    [*] --> Approved: the technician offers")
    for (before, after), events in merged(arrows()).items():
        lines.append(f"    {before} --> {after}: {', '.join(events)}")
    return "\n".join([*lines, f"    {Ended.__name__} --> [*]", "```"])


def page(current: str) -> str:
    """The page with its diagram redrawn."""
    before, _, rest = current.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{diagram()}\n\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Redraw the page, or with --check only compare it."""
    current = PAGE.read_text("utf-8") if PAGE.exists() else OPENING
    wanted = page(current)
    if PAGE.exists() and current == wanted:
        return 0
    if "--check" in arguments:
        print("docs/session.md is stale: run python tools/session_diagram.py")
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

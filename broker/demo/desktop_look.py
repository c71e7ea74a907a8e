"""How the private desktop looks: its programs, where their windows stand, its text and its colours."""

from __future__ import annotations

import shutil
from pathlib import Path

BACKGROUND = "#2D3641"
TERMINAL_TITLE = "Terminal"
NOTES_NAME = "Notes.txt"
LOOK = Path(__file__).parent / "look"
PLACES = {
    NOTES_NAME: ".",
    "shellrc": ".",
    "rc.xml": ".config/openbox",
    "menu.xml": ".config/openbox",
    "themerc": ".themes/Handrail/openbox-3",
    "keyfile": ".config/glib-2.0/settings",
    "gtk.css": ".config/gtk-3.0",
}
"""Where each file of `look/` belongs in the desktop's home directory."""


def furnish(folder: Path) -> Path:
    """Lay out the desktop's home directory inside `folder` and return it; a person's text is left alone."""
    home = folder / "home"
    for name, place in PLACES.items():
        target = home / place / name
        if target.exists() and name == NOTES_NAME:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LOOK / name, target)
    return home


def programs(home: Path) -> dict[str, list[str]]:
    """The programs of the desktop by name, in the order in which they start."""
    return {
        "openbox": ["openbox", "--sm-disable"],
        "trayer": _trayer(),
        "terminal": _terminal(home),
        "editor": ["mousepad", "--disable-server", str(home / NOTES_NAME)],
    }


def _trayer() -> list[str]:
    shape = ["--edge", "bottom", "--align", "right", "--widthtype", "request", "--height", "32", "--margin", "8"]
    colour = ["--transparent", "true", "--alpha", "0", "--tint", f"0x{BACKGROUND[1:]}"]
    return ["trayer", *shape, *colour, "--SetDockType", "true", "--SetPartialStrut", "true", "--padding", "4"]


def _terminal(home: Path) -> list[str]:
    font = ["-fa", "DejaVu Sans Mono", "-fs", "11", "-b", "10"]
    colour = ["-bg", "#12161B", "-fg", "#E6EAEF", "-cr", "#3FA9BE", "+sb"]
    command = ["-e", "bash", "--noprofile", "--rcfile", str(home / "shellrc"), "-i"]
    return ["xterm", "-T", TERMINAL_TITLE, *font, *colour, "-geometry", "84x24+96+560", *command]

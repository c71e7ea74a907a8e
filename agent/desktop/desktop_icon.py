"""The icon on the desktop that asks for help: an XDG desktop entry, written and taken away as the policy says."""

import contextlib
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

FILE_NAME: Final = "handrail-get-support.desktop"
_OURS: Final = "X-Handrail=true"
_MAX_BYTES: Final = 16_384
_REACH_SECONDS: Final = 2.0
# Desktop Entry Specification 1.5: within quotes these four are escaped, and a percent sign begins a field code.
_QUOTED: Final = str.maketrans({"\\": "\\\\\\\\", '"': '\\\\"', "`": "\\\\`", "$": "\\\\$", "%": "%%"})


class DesktopIcon:
    """The icon in one folder; other files there are never touched, even under the same name."""

    def __init__(self, folder: Path, door: Path, picture: Path) -> None:
        self._file = folder / FILE_NAME
        self._folder = folder
        self._command = (sys.executable, "-m", "agent.desktop", "--ask", str(door))
        self._picture = picture

    def show(self, name: str, about: str) -> None:
        """Put it there, or give it another name; a desktop that cannot be written goes without."""
        wanted = entry(name, about, self._command, self._picture)
        try:
            if not self._folder.is_dir() or self._read() == wanted:
                return
            if self._file.is_symlink() or (self._file.exists() and not self._is_ours()):
                log.warning("the desktop has a file of another program in the icon's place")
                return
            fresh = self._file.with_name(f".{FILE_NAME}.new")
            fresh.unlink(missing_ok=True)
            # 0755: desktops start an entry only where it may be executed.
            made = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
            with os.fdopen(made, "w", encoding="utf-8") as file:
                file.write(wanted)
            fresh.replace(self._file)
        except OSError as fault:
            log.warning("the icon on the desktop could not be written: %s", fault)

    def remove(self) -> None:
        """Take it away where it is ours."""
        try:
            if not self._file.is_symlink() and self._is_ours():
                self._file.unlink()
        except OSError as fault:
            log.warning("the icon on the desktop could not be removed: %s", fault)

    def _is_ours(self) -> bool:
        return _OURS in self._read().splitlines()

    def _read(self) -> str:
        with contextlib.suppress(FileNotFoundError, UnicodeDecodeError), self._file.open("rb") as file:
            return file.read(_MAX_BYTES).decode("utf-8")
        return ""


def entry(name: str, about: str, command: tuple[str, ...], picture: Path) -> str:
    """Write the desktop entry; name and words are one line each already."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={_value(name)}",
        f"Comment={_value(about)}",
        "Exec=" + " ".join(f'"{word.translate(_QUOTED)}"' for word in command),
        f"Icon={_value(str(picture))}",
        "Terminal=false",
        _OURS,
    )
    return "\n".join(lines) + "\n"


def knock(door: Path) -> bool:
    """Ask the person's side that runs to open the request form; False where nobody is there."""
    try:
        with socket.socket(socket.AF_UNIX) as way:
            way.settimeout(_REACH_SECONDS)
            way.connect(str(door))
    except OSError:
        return False
    return True


def _value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", " ")

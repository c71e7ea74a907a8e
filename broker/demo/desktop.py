"""The desktop that the demo shares: the one it runs on, or a private virtual one."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from broker.demo import desktop_look
from broker.demo.errors import DemoError
from broker.demo.processes import Child, Children
from broker.demo.xauthority import COOKIE_BYTES, write_xauthority

SCREEN = (1920, 1080)
START_SECONDS = 30.0
NEEDED = ("Xvfb", "dbus-daemon", "openbox", "trayer", "xsetroot", "xterm", "mousepad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """A display with everything a program needs to appear on it."""

    display: str
    xauthority: str
    environment: Mapping[str, str]
    is_private: bool
    notes: Path | None = None
    """The text that the editor of a private desktop shows."""


async def desktop_to_share(children: Children, folder: Path, environment: Mapping[str, str]) -> Desktop:
    """Give the desktop of `environment` when it answers, else start a private one that lives in `folder`."""
    if await answers(environment):
        return Desktop(
            display=environment["DISPLAY"],
            xauthority=environment.get("XAUTHORITY", str(Path.home() / ".Xauthority")),
            environment=environment,
            is_private=False,
        )
    return await start_private_desktop(children, folder, environment)


async def answers(environment: Mapping[str, str]) -> bool:
    """Tell whether an X server answers at DISPLAY; asked in a child, because a dead display may hang."""
    if not environment.get("DISPLAY"):
        return False
    probe = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from Xlib.display import Display; Display().close()",
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(10):
            return await probe.wait() == 0
    except TimeoutError:
        probe.kill()
        await probe.wait()
        return False


async def start_private_desktop(children: Children, folder: Path, outer: Mapping[str, str]) -> Desktop:
    """Start display, bus, window manager, tray host, terminal and editor; return once the windows stand."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        raise DemoError(f"There is no desktop here, and a private one needs: {', '.join(missing)}.")
    home = desktop_look.furnish(folder)
    environment = _private_environment(outer, folder, home)
    display, xauthority = await _start_display(children, folder, environment)
    environment |= {"DISPLAY": display, "XAUTHORITY": xauthority}
    environment["DBUS_SESSION_BUS_ADDRESS"] = await _start_bus(children, environment)
    for name, command in desktop_look.programs(home).items():
        await children.start(name, command, environment)
        await _paint(environment) if name == "openbox" else None
    await _windows_stand(environment)
    return Desktop(
        display=display,
        xauthority=xauthority,
        environment=environment,
        is_private=True,
        notes=home / desktop_look.NOTES_NAME,
    )


def _private_environment(outer: Mapping[str, str], folder: Path, home: Path) -> dict[str, str]:
    """Keep the person's own settings, bus and files out of it."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    runtime.chmod(0o700)
    dropped = (
        "WAYLAND_DISPLAY",
        "XDG_",
        "DBUS_",
        "GTK_",
        "QT_",
        "SESSION_MANAGER",
        "DESKTOP_SESSION",
        "PROMPT_COMMAND",
    )
    kept = {key: value for key, value in outer.items() if not key.startswith(dropped)}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_SESSION_TYPE": "x11",
        "XDG_CURRENT_DESKTOP": "openbox",
        "GSETTINGS_BACKEND": "keyfile",
        "GTK_THEME": "Adwaita",
        "NO_AT_BRIDGE": "1",
        "LANG": "C.UTF-8",
    }


async def _start_display(children: Children, folder: Path, environment: Mapping[str, str]) -> tuple[str, str]:
    """Let the server choose a free display number itself, so that any number of desktops start at once."""
    xauthority = folder / "xauthority"
    cookie = secrets.token_bytes(COOKIE_BYTES)
    write_xauthority(xauthority, cookie, host=socket.gethostname(), display=None)
    reading, writing = os.pipe()
    try:
        width, height = SCREEN
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-dpi", "96"]
        command += ["-auth", str(xauthority), "-nolisten", "tcp", "-noreset"]
        server = await children.start("xvfb", command, environment, pass_fds=[writing])
    finally:
        os.close(writing)
    number = int(await _first_line(reading, server))
    write_xauthority(xauthority, cookie, host=socket.gethostname(), display=number)
    return f":{number}", str(xauthority)


async def _start_bus(children: Children, environment: Mapping[str, str]) -> str:
    """Start a session bus of its own, so that nothing reaches the person's."""
    reading, writing = os.pipe()
    try:
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={writing}"]
        bus = await children.start("bus", command, environment, pass_fds=[writing])
    finally:
        os.close(writing)
    return await _first_line(reading, bus)


async def _first_line(reading: int, child: Child) -> str:
    """Read one line that a starting program writes to our pipe."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb"))
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await reader.readline()
    except TimeoutError:
        line = b""
    finally:
        transport.close()
    if not line.strip():
        raise DemoError(f"{child.name} did not start: {child.last_words()}")
    return line.decode().strip()


async def _paint(environment: Mapping[str, str]) -> None:
    await run_once(["xsetroot", "-solid", desktop_look.BACKGROUND, "-cursor_name", "left_ptr"], environment)


async def _windows_stand(environment: Mapping[str, str]) -> None:
    """Wait until editor and terminal are there, so that nobody meets a half-built desktop."""
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        _, tree = await run_once(["xwininfo", "-root", "-tree"], environment)
        if all(title in tree for title in (desktop_look.TERMINAL_TITLE, desktop_look.NOTES_NAME)):
            return
        await asyncio.sleep(0.1)
    raise DemoError("The private desktop's windows did not appear.")


async def run_once(command: list[str], environment: Mapping[str, str], *, seconds: float = 15.0) -> tuple[int, str]:
    """Run a short command on the desktop; gives its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return 124, ""
    return process.returncode or 0, output.decode("utf-8", errors="replace")

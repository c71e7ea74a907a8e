"""A private display with window manager and tray, and the desktop process on it with the test as its core."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication

from protocol import codec
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromCore, FromDesktop, Ready
from protocol.links.framing import FrameReader, framed

PATIENCE = 30.0
ROOT = Path(__file__).parents[3]
Kind = TypeVar("Kind")


def wait_until(is_so: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait for something to come true, or fail by naming it."""
    until = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError(f"waited {patience} s in vain for {what}")
        time.sleep(0.02)


def qt_loop() -> QCoreApplication:
    """Give this process a Qt event loop, for parts that need timers and sockets but no display."""
    return QCoreApplication.instance() or QCoreApplication([])


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that a test started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def private_display(size: str = "1280x800", *, manager: bool = True, tray: bool = True) -> Iterator[dict[str, str]]:
    """Start a virtual display; give the environment for programs on it."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    started = [server]
    try:
        with os.fdopen(read) as numbers:
            number = numbers.readline().strip()
        assert number, "Xvfb did not start"
        environment = {**os.environ, "DISPLAY": f":{number}", "QT_ACCESSIBILITY": "1", "LC_ALL": "C.UTF-8"}
        environment.pop("WAYLAND_DISPLAY", None)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        if manager:
            started.append(_quiet(["openbox", "--sm-disable"], environment))
            wait_until(lambda: _has_property(environment, "_NET_SUPPORTING_WM_CHECK"), "the window manager")
        with tray_host(environment) if tray else contextlib.nullcontext():
            yield environment
    finally:
        for process in reversed(started):
            end(process)


@contextlib.contextmanager
def tray_host(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a tray host on a display, as a panel is started."""
    host = _quiet(["trayer", "--edge", "bottom", "--height", "28"], environment)
    try:
        wait_until(lambda: _has_tray(environment), "the tray")
        yield host
    finally:
        end(host)


def _quiet(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _has_property(environment: dict[str, str], name: str) -> bool:
    from Xlib.display import Display

    display: Any = Display(environment["DISPLAY"])
    try:
        return display.screen().root.get_full_property(display.intern_atom(name), 0) is not None
    finally:
        display.close()


def _has_tray(environment: dict[str, str]) -> bool:
    from Xlib.display import Display

    display: Any = Display(environment["DISPLAY"])
    try:
        return bool(display.get_selection_owner(display.intern_atom("_NET_SYSTEM_TRAY_S0")))
    finally:
        display.close()


def tool(environment: dict[str, str], *arguments: str) -> str:
    """Run xdotool as a person would use hand and eye; gives what it prints, nothing where it fails."""
    done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    return done.stdout.strip() if done.returncode == 0 else ""


@dataclass
class Core:
    """The core's end of the link, with all that desktop said so far."""

    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    connected: socket.socket
    said: list[FromDesktop] = field(default_factory=list)
    _frames: FrameReader = field(default_factory=lambda: FrameReader(max_bytes=MAX_FRAME_BYTES))

    def say(self, message: FromCore) -> None:
        """Send one message to desktop."""
        self.connected.sendall(framed(codec.encode(message), max_bytes=MAX_FRAME_BYTES))

    def listen(self, patience: float = 0.05) -> None:
        """Take in what desktop has said."""
        self.connected.settimeout(patience)
        with contextlib.suppress(TimeoutError):
            received = self.connected.recv(65_536)
            if not received:
                raise AssertionError("desktop has closed the link")
            for body in self._frames.feed(received):
                message: FromDesktop = codec.decode(body, FromDesktop, max_bytes=MAX_FRAME_BYTES)
                self.said.append(message)

    def all_of(self, kind: type[Kind]) -> list[Kind]:
        """Give all messages of a kind so far."""
        self.listen()
        return [message for message in self.said if isinstance(message, kind)]

    def expect(self, kind: type[Kind], patience: float = PATIENCE) -> Kind:
        """Wait for the next message of a kind, and take it."""
        until = time.monotonic() + patience
        while True:
            for message in self.said:
                if isinstance(message, kind):
                    self.said.remove(message)
                    return message
            if time.monotonic() > until:
                raise AssertionError(f"waited {patience} s in vain for {kind.__name__}; heard {self.said}")
            self.listen()


@contextlib.contextmanager
def desktop_on(environment: dict[str, str], *arguments: str, core: int | None = None) -> Iterator[Core]:
    """Start the desktop process, with this test as its core."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "agent.desktop", "--fd", str(theirs.fileno()), "--language", "en", *arguments]
    if core is not None:
        command += ["--core", str(core)]
    process = subprocess.Popen(command, env=environment, pass_fds=(theirs.fileno(),), cwd=ROOT)
    theirs.close()
    link = Core(environment=environment, process=process, connected=ours)
    try:
        link.said.append(link.expect(Ready))
        yield link
    finally:
        ours.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

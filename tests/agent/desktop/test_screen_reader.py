"""Consent window and bar are read whole over the bus that screen readers use (AT-SPI), not from Qt's own tree alone."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from agent.desktop.texts import load_texts
from tests.agent.desktop.stage import PATIENCE, ROOT, end, private_display, wait_until
from tests.agent.desktop.test_accessibility import ANSWERS

pytestmark = pytest.mark.display

LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
ROOT_OBJECT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
ACCESSIBLE = "org.a11y.atspi.Accessible"
CHILD = re.compile(r"\('(:[\d.]+)', (?:objectpath )?'([^']+)'\)")


def call(bus: list[str], owner: str, path: str, method: str, *arguments: str) -> str:
    """Call a method over a bus; gives what it answered, as GVariant text."""
    command = ["gdbus", "call", *bus, "--dest", owner, "--object-path", path, "--method", method, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    return done.stdout.strip()


def children(bus: list[str], owner: str, path: str) -> list[tuple[str, str]]:
    return CHILD.findall(call(bus, owner, path, f"{ACCESSIBLE}.GetChildren"))


def names(bus: list[str], owner: str, path: str) -> Iterator[str]:
    """Read the name of an object and of all that is in it, as a screen reader walks it."""
    told = call(bus, owner, path, "org.freedesktop.DBus.Properties.Get", ACCESSIBLE, "Name")
    yield str(ast.literal_eval(told.removeprefix("(<").removesuffix(">,)")))
    for child in children(bus, owner, path):
        yield from names(bus, *child)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_a_screen_reader_is_told_over_its_bus_answers_everything(language: str) -> None:
    with private_display(tray=False) as display, ExitStack() as ending:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, env=display
        )
        ending.callback(end, daemon)
        assert daemon.stdout is not None
        session = daemon.stdout.readline().decode().strip()
        environment = {**display, "DBUS_SESSION_BUS_ADDRESS": session, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        ending.callback(end, subprocess.Popen([LAUNCHER, "--launch-immediately"], env=environment))

        def address() -> str:
            told = call(["--address", session], "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")
            return told.removeprefix("('").removesuffix("',)")

        wait_until(address, "the bus of screen readers")
        bus = ["--address", address()]
        command = [sys.executable, "-m", "tests.agent.desktop.shown_windows", language]
        program = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE)
        ending.callback(end, program)
        assert program.stdout is not None
        assert program.stdout.readline() == b"shown\n"
        wait_until(lambda: children(bus, REGISTRY, ROOT_OBJECT), "the program to say that it is there")
        (application,) = children(bus, REGISTRY, ROOT_OBJECT)
        found = set(names(bus, *application))
    texts = load_texts(language)
    expected = {texts(key) for window in ("consent", "banner") for key in ANSWERS[window]}
    assert expected <= found, sorted(expected - found)

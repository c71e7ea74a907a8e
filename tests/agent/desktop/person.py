"""What a person does at the device, with hand and eye only: finds windows by their title, presses keys and buttons."""

import time
from collections.abc import Mapping

from tests.agent.desktop.stage import tool, wait_until

QUESTION = "Handrail: Let a technician help you"
OWN = "Handrail: Let the owner of this computer in"
BANNER = "Handrail: Somebody sees this screen"
WIDEN = "Handrail: Let the technician do more"
EXTEND = "Handrail: Give the technician more time"
CODE = "Handrail: Type the code"
CLIPBOARD_IN = "Handrail: Put this on your clipboard"
CLIPBOARD_OUT = "Handrail: Share what you copied"
FORM = "Handrail: Get remote support"
STATUS = "Handrail: My request"
PICTURE = "Handrail: Picture of my screen"
VISITORS = "Handrail: Who may come in when I am away"
RECEIPTS = "Handrail: My receipts"
AHEAD_OF_TIME = "Handrail: Ahead of time"
MESSAGES = "Handrail: Messages"
TRUST = "Handrail: Is this really my IT"
# *Yes* is armed one second after the window came to rest; a slow machine may show it later.
STEADY = 1.6


def windows(environment: Mapping[str, str], title: str) -> list[str]:
    """Give the ids of the shown windows with this title."""
    return tool(dict(environment), "search", "--onlyvisible", "--name", title).split()


def await_window(environment: Mapping[str, str], title: str) -> str:
    """Wait for a window, and give its id."""
    found: list[str] = []

    def is_there() -> bool:
        found[:] = windows(environment, title)
        return bool(found)

    wait_until(is_there, f"the window “{title}”")
    return found[-1]


def await_no_window(environment: Mapping[str, str], title: str) -> None:
    """Wait until no such window is shown."""
    wait_until(lambda: not windows(environment, title), f"the window “{title}” to go")


def go_to(environment: Mapping[str, str], title: str) -> str:
    """Bring a window to the keys, as with Alt+Tab."""
    window = await_window(environment, title)

    def is_active() -> bool:
        tool(dict(environment), "windowactivate", window)
        return tool(dict(environment), "getactivewindow") == window

    wait_until(is_active, f"the window “{title}” to have the keys")
    return window


def await_active(environment: Mapping[str, str], title: str) -> str:
    """Wait for a window that takes the keys by itself, and give its id."""
    window = await_window(environment, title)
    wait_until(lambda: tool(dict(environment), "getactivewindow") == window, f"the window “{title}” to take the keys")
    return window


def press(environment: Mapping[str, str], *keys: str) -> None:
    """Press keys one after the other, unhurried."""
    for key in keys:
        tool(dict(environment), "key", key)
        time.sleep(0.1)


def write(environment: Mapping[str, str], text: str) -> None:
    """Type text."""
    tool(dict(environment), "type", "--delay", "5", text)


def say_yes(environment: Mapping[str, str], title: str = QUESTION) -> None:
    """Answer the open question with yes."""
    go_to(environment, title)
    time.sleep(STEADY)
    press(environment, "Tab", "space")


def say_yes_to_screen(environment: Mapping[str, str], number: int) -> None:
    """Give one screen alone: three stops back from *No* is their list, of which the first entry is all of them."""
    go_to(environment, QUESTION)
    time.sleep(STEADY)
    press(environment, *["shift+Tab"] * 3, *["Down"] * number)
    # The sum in the window changes with it, and *Yes* is armed anew.
    time.sleep(STEADY)
    press(environment, *["Tab"] * 4, "space")


def say_yes_to_less(environment: Mapping[str, str]) -> None:
    """Give only seeing, for the next shorter time: both stand before *I did not ask for this* and *No*."""
    go_to(environment, QUESTION)
    time.sleep(STEADY)
    press(environment, "shift+Tab", "shift+Tab", "Left", "shift+Tab", "Down")
    # The sum in the window changes with it, and *Yes* is armed anew.
    time.sleep(STEADY)
    press(environment, *["Tab"] * 4, "space")


def say_no(environment: Mapping[str, str], title: str = QUESTION) -> None:
    """Answer the open question with no, by the default button."""
    go_to(environment, title)
    time.sleep(STEADY)
    press(environment, "Return")


def say_not_asked_for(environment: Mapping[str, str], title: str = QUESTION) -> None:
    """Answer with *I did not ask for this*, one step back from *No*."""
    go_to(environment, title)
    time.sleep(STEADY)
    press(environment, "shift+Tab", "space")


def place_of(environment: Mapping[str, str], window: str) -> tuple[int, int, int, int]:
    """Give a window's left, top, width and height in pixels."""
    lines = tool(dict(environment), "getwindowgeometry", "--shell", window).splitlines()
    found = dict(line.split("=", 1) for line in lines)
    return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])


def click(environment: Mapping[str, str], x: int, y: int, button: int = 1) -> None:
    """Click at a pixel."""
    tool(dict(environment), "mousemove", str(x), str(y))
    time.sleep(0.05)
    tool(dict(environment), "click", str(button))


def press_done(environment: Mapping[str, str]) -> None:
    """Press *Done*, the right end of the banner, as a hand does: on its way, there, and then down."""
    left, top, width, _height = place_of(environment, await_window(environment, BANNER))
    for away in (60, 30, 10):
        tool(dict(environment), "mousemove", str(left + width - 50 - away), str(top + 24))
    tool(dict(environment), "mousemove", str(left + width - 50), str(top + 24))
    time.sleep(0.2)
    tool(dict(environment), "click", "1")


def stop_control(environment: Mapping[str, str]) -> None:
    """Press *Stop control*, which stands left of *Done* where nothing else can be taken back."""
    left, top, width, _height = place_of(environment, await_window(environment, BANNER))
    tool(dict(environment), "mousemove", str(left + width - 160), str(top + 24))
    # A hand comes to rest on a button before it presses.
    time.sleep(0.5)
    tool(dict(environment), "click", "1")


def say_yes_from_anywhere(environment: Mapping[str, str]) -> None:
    """Walk on to *Yes*: the last control of the window, so one step back from the first."""
    time.sleep(STEADY)
    for _step in range(5):
        press(environment, "Tab")
    press(environment, "space")


def open_tray_menu(environment: Mapping[str, str]) -> None:
    """Right-click the tray icon, the only one in the tray at the bottom left."""
    await_window(environment, "panel")
    tray = windows(environment, "panel")[-1]
    left, top, _width, height = place_of(environment, tray)
    click(environment, left + 12, top + height // 2, 3)
    time.sleep(0.5)


def choose_from_tray(environment: Mapping[str, str], item: int) -> None:
    """Choose the item of the tray's menu with this number; 1 is the main one."""
    open_tray_menu(environment)
    press(environment, *["Down"] * item, "Return")

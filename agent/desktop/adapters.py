"""Chooses the adapters of this system: XTest on X11, pynput elsewhere."""

import platform
from typing import TYPE_CHECKING

from agent.desktop.input_sink import InputLost, InputSink
from agent.desktop.presence import Surroundings

if TYPE_CHECKING:
    from agent.desktop.clipboard import PersonsClipboard

_IS_X11 = platform.system() == "Linux"


def make_sink() -> InputSink | None:
    """Give the way to inject input here, or None where there is none yet: then sessions can only see."""
    if _IS_X11:
        from agent.desktop.input_x11 import XtestInput

        return XtestInput()
    from agent.desktop.input_pynput import PynputInput

    return PynputInput()


def make_surroundings() -> Surroundings:
    """Give the eyes of the desktop process; raises InputLost where no display can be reached."""
    if not _IS_X11:
        from agent.desktop.surroundings_plain import PlainSurroundings

        return PlainSurroundings()
    from agent.desktop.input_x11 import NO_DISPLAY_FAULTS
    from agent.desktop.surroundings_x11 import X11Surroundings

    try:
        return X11Surroundings()
    except NO_DISPLAY_FAULTS as fault:
        raise InputLost(str(fault)) from fault


def make_clipboard() -> "PersonsClipboard":
    """Give the way to what the person copied last."""
    if not _IS_X11:
        from agent.desktop.clipboard import QtClipboard

        return QtClipboard()
    from agent.desktop.clipboard_x11 import X11Clipboard

    return X11Clipboard()


def release_keys() -> None:
    """Let go of what a dead process held; other systems than X11 do so by themselves."""
    if not _IS_X11:
        return
    from agent.desktop.input_x11 import NO_DISPLAY_FAULTS, release_everything

    try:
        release_everything()
    except NO_DISPLAY_FAULTS as fault:
        raise InputLost(str(fault)) from fault

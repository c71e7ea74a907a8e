"""Does a session's input through pynput, where XTest is not: on Windows and macOS."""

from typing import Any, Final

from agent.desktop.input_sink import InputLost
from protocol.links.viewer_agent import Button, Key

_NAMES: Final = {
    "ShiftLeft": "shift_l",
    "ShiftRight": "shift_r",
    "ControlLeft": "ctrl_l",
    "ControlRight": "ctrl_r",
    "AltLeft": "alt_l",
    "AltRight": "alt_gr",
    "MetaLeft": "cmd_l",
    "MetaRight": "cmd_r",
    "Enter": "enter",
    "NumpadEnter": "enter",
    "Tab": "tab",
    "Backspace": "backspace",
    "Escape": "esc",
    "Space": "space",
    "Delete": "delete",
    "Insert": "insert",
    "Home": "home",
    "End": "end",
    "PageUp": "page_up",
    "PageDown": "page_down",
    "ArrowUp": "up",
    "ArrowDown": "down",
    "ArrowLeft": "left",
    "ArrowRight": "right",
    "CapsLock": "caps_lock",
    "ContextMenu": "menu",
    "PrintScreen": "print_screen",
    "Pause": "pause",
    **{f"F{number}": f"f{number}" for number in range(1, 21)},
}


class PynputInput:
    """An InputSink over pynput's controllers."""

    def __init__(self) -> None:
        try:
            from pynput import keyboard, mouse
        except Exception as fault:  # pynput raises what its platform library raises: no display, no permission
            raise InputLost(str(fault)) from fault
        self._keyboard: Any = keyboard.Controller()
        self._mouse: Any = mouse.Controller()
        self._keys: Any = keyboard.Key
        self._code: Any = keyboard.KeyCode
        self._buttons: dict[Button, Any] = {
            button: getattr(mouse.Button, name)
            for button, name in (
                (Button.LEFT, "left"),
                (Button.MIDDLE, "middle"),
                (Button.RIGHT, "right"),
                (Button.BACK, "x1" if hasattr(mouse.Button, "x1") else "button8"),
                (Button.FORWARD, "x2" if hasattr(mouse.Button, "x2") else "button9"),
            )
            if hasattr(mouse.Button, name)
        }
        self._held_keys: dict[str, Any] = {}
        self._held_buttons: set[Button] = set()

    def move(self, x: int, y: int) -> None:
        """Put the pointer at a pixel of the whole screen."""
        self._mouse.position = (x, y)

    def where(self) -> tuple[int, int]:
        """Give the pixel of the whole screen at which the pointer stands, whoever put it there."""
        x, y = self._mouse.position
        return int(x), int(y)

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a button where the pointer is."""
        native = self._buttons.get(button)
        if native is None or down == (button in self._held_buttons):
            return
        if down:
            self._mouse.press(native)
            self._held_buttons.add(button)
        else:
            self._mouse.release(native)
            self._held_buttons.discard(button)

    def wheel(self, right: int, down: int) -> None:
        """Turn the wheel by whole notches."""
        self._mouse.scroll(right, -down)

    def prepare(self, text: str) -> None:
        """Nothing to do: these systems type any character by itself."""

    def wait_before(self, text: str) -> float:
        """No character takes another's key here."""
        return 0.0

    def key(self, key: Key) -> None:
        """Press or release a key by its text where it makes one, by its name otherwise."""
        if not key.down:
            native = self._held_keys.pop(key.code, None)
            if native is not None:
                self._keyboard.release(native)
            return
        if len(key.text) > 1:
            self._keyboard.type(key.text)
            return
        native = self._native(key)
        if native is not None:
            self._keyboard.press(native)
            self._held_keys[key.code] = native

    def _native(self, key: Key) -> Any:
        name = _NAMES.get(key.code)
        if name is not None:
            return getattr(self._keys, name, None)
        return self._code.from_char(key.text) if key.text else None

    def release_all(self) -> None:
        """Let go of every key and button that this sink holds."""
        if self._keyboard is None:
            return
        for code in list(self._held_keys):
            self._keyboard.release(self._held_keys.pop(code))
        for button in list(self._held_buttons):
            self.button(button, down=False)

    def close(self) -> None:
        """Let go of everything, and of the controllers, which hold connections of their own."""
        self.release_all()
        self._keyboard = self._mouse = None

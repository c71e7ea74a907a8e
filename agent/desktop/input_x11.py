"""Does a session's input on X11 by XTest: what the layout has by its own key, all else by keys that were spare."""

from collections import OrderedDict
from typing import Any, Final

from Xlib import X, display, error
from Xlib.ext import xtest

from agent import clock
from agent.desktop.input_sink import InputLost
from agent.desktop.keycodes import MODIFIER_CODES, X_KEYCODES
from agent.desktop.keysyms import character_of, keysym_of
from agent.desktop.layout import Layout, Stroke, read_layout
from protocol.links.viewer_agent import Button, Key, Modifier

_BUTTONS: Final = {Button.LEFT: 1, Button.MIDDLE: 2, Button.RIGHT: 3, Button.BACK: 8, Button.FORWARD: 9}
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7
_COMMANDS: Final = frozenset({Modifier.CONTROL, Modifier.ALT, Modifier.META})
# What python-xlib raises where a display cannot be reached, or has a name that none could have.
NO_DISPLAY_FAULTS: Final = (error.DisplayError, error.ConnectionClosedError, OSError, OverflowError)
_GROUP_SHIFT: Final = 13
_ALT_GRAPH_KEYSYM: Final = 0xFE03  # ISO_Level3_Shift
_CONTROL_KEYS: Final = {"\r": "Enter", "\n": "Enter", "\t": "Tab"}
# A program asks for the new mapping when it reads the notice of it (some 15 ms each in a Qt program): a spare key is
# given another character only when its last one has had this long to arrive.
_SETTLE_SECONDS: Final = 1.0


class XtestInput:
    """An InputSink over one X display."""

    def __init__(self, display_name: str | None = None) -> None:
        try:
            self._display: Any = display.Display(display_name)
        except NO_DISPLAY_FAULTS as fault:
            raise InputLost(str(fault)) from fault
        if not self._display.has_extension("XTEST"):
            raise InputLost("this display has no XTEST extension")
        self._root = self._display.screen().root
        self._held: dict[str, int | None] = {}
        self._modifiers: dict[str, int] = {}
        self._buttons: set[int] = set()
        self._bound: OrderedDict[str, int] = OrderedDict()
        self._used_at: dict[int, float] = {}
        self._silenced: set[int] = set()
        self._spare: list[int] = []
        self._group = -1
        self._layout = Layout(strokes={}, spare=())
        self._repeats: Any = self._display.get_keyboard_control().auto_repeats
        self._read_layout()

    # Pointer.

    def move(self, x: int, y: int) -> None:
        """Put the pointer at a pixel of the whole screen."""
        self._do(X.MotionNotify, 0, x=x, y=y)

    def where(self) -> tuple[int, int]:
        """Give the pixel of the whole screen at which the pointer stands, whoever put it there."""
        try:
            found = self._root.query_pointer()
        except (error.ConnectionClosedError, OSError) as fault:
            raise InputLost("the X display is gone") from fault
        return int(found.root_x), int(found.root_y)

    def button(self, button: Button, *, down: bool) -> None:
        """Press or release a button where the pointer is."""
        number = self._physical(_BUTTONS[button])
        if down == (number in self._buttons):
            return
        self._do(X.ButtonPress if down else X.ButtonRelease, number)
        (self._buttons.add if down else self._buttons.discard)(number)

    def wheel(self, right: int, down: int) -> None:
        """Turn the wheel by whole notches."""
        for count, number in ((down, _DOWN), (-down, _UP), (right, _RIGHT), (-right, _LEFT)):
            for _notch in range(max(0, count)):
                self._do(X.ButtonPress, number)
                self._do(X.ButtonRelease, number)

    def _physical(self, logical: int) -> int:
        mapping = list(self._display.get_pointer_mapping())
        return mapping.index(logical) + 1 if logical in mapping else logical

    # Keys.

    def prepare(self, text: str) -> None:
        """Bind the characters that the layout lacks, before the first of them is typed, as far as spare keys go."""
        self._read_layout()
        for character in dict.fromkeys(text):
            if self._needs_spare(character) and self.wait_before(character) == 0:
                self._spare_stroke(character)

    def wait_before(self, text: str) -> float:
        """Give the seconds until these characters can be typed without one of them taking another's key too early."""
        if self._spare or all(not self._needs_spare(character) for character in text) or not self._bound:
            return 0.0
        oldest = next(iter(self._bound.values()))
        return max(0.0, self._used_at.get(oldest, 0.0) + _SETTLE_SECONDS - clock.monotonic())

    def _needs_spare(self, character: str) -> bool:
        return character not in self._layout.strokes and character not in self._bound and character not in _CONTROL_KEYS

    def key(self, key: Key) -> None:
        """Press or release a key by its text where it makes one, by its place on the keyboard otherwise."""
        if key.code in MODIFIER_CODES:
            self._modifier(key)
        elif not key.down:
            self._release(key.code)
        elif key.text and not self._commands(key):
            self._type(key)
        else:
            self._press_place(key)

    def _commands(self, key: Key) -> frozenset[Modifier]:
        if Modifier.ALT_GRAPH in key.modifiers:
            return frozenset()
        return _COMMANDS & (frozenset(key.modifiers) | {MODIFIER_CODES[code] for code in self._modifiers})

    def _modifier(self, key: Key) -> None:
        keycode = self._modifiers.pop(key.code, None)
        if not key.down:
            if keycode is not None:
                self._do(X.KeyRelease, keycode)
            return
        # AltGr chooses characters, and those are made below with what this layout wants for them; pressed alone it
        # would open menus where this layout has a second Alt.
        if key.code == "AltRight" and (Modifier.ALT_GRAPH in key.modifiers or self._alt_graph_key()):
            return
        keycode = keycode or X_KEYCODES[key.code]
        self._do(X.KeyPress, keycode)
        self._modifiers[key.code] = keycode

    def _press_place(self, key: Key) -> None:
        """Press a shortcut by its letter where the layout has it, and a key without text by its place."""
        stroke = self._layout.strokes.get(key.text) or self._layout.strokes.get(key.text.lower())
        keycode = stroke.keycode if stroke else X_KEYCODES.get(key.code)
        if keycode is not None:
            self._hold(key.code, keycode)

    def _type(self, key: Key) -> None:
        self._read_layout()
        if len(key.text) == 1:
            stroke = self._stroke(key.text)
            if stroke is not None and not self._changes(stroke, key.text):
                self._hold(key.code, stroke.keycode)
                return
        for character in key.text:
            stroke = self._stroke(character)
            if stroke is not None:
                self._tap(stroke, character)
        self._held.setdefault(key.code, None)

    def _stroke(self, character: str) -> Stroke | None:
        if character in _CONTROL_KEYS:
            return Stroke(keycode=X_KEYCODES[_CONTROL_KEYS[character]])
        return self._layout.strokes.get(character) or self._spare_stroke(character)

    def _changes(self, stroke: Stroke, character: str) -> list[tuple[int, int]]:
        """Give the presses and releases of modifiers that this character needs just for itself."""
        held = {MODIFIER_CODES[code] for code in self._modifiers}
        is_spare = stroke.keycode in self._bound.values()
        shift = stroke.shift
        if not is_spare and character.upper() != character.lower() and self._is_capitals_locked():
            shift = not shift
        found = [
            (X.KeyRelease, keycode)
            for code, keycode in self._modifiers.items()
            if MODIFIER_CODES[code] in _COMMANDS
            or (MODIFIER_CODES[code] is Modifier.SHIFT and not shift and not is_spare)
        ]
        if shift and Modifier.SHIFT not in held and not is_spare:
            found.append((X.KeyPress, X_KEYCODES["ShiftLeft"]))
        if stroke.alt_graph:
            found.append((X.KeyPress, self._alt_graph_key()))
        return found

    def _tap(self, stroke: Stroke, character: str) -> None:
        changes = self._changes(stroke, character)
        for kind, keycode in changes:
            self._do(kind, keycode)
        self._do(X.KeyPress, stroke.keycode)
        self._do(X.KeyRelease, stroke.keycode)
        for kind, keycode in reversed(changes):
            self._do(X.KeyRelease if kind == X.KeyPress else X.KeyPress, keycode)
        self._used_at[stroke.keycode] = clock.monotonic()

    def _hold(self, code: str, keycode: int) -> None:
        """Press and keep; the browser repeats held keys, so the server must not: a late release would type on."""
        if self._held.get(code) is not None:
            self._do(X.KeyRelease, self._held[code] or keycode)
        if keycode not in self._silenced and self._repeats[keycode // 8] >> keycode % 8 & 1:
            self._display.change_keyboard_control(key=keycode, auto_repeat_mode=X.AutoRepeatModeOff)
            self._silenced.add(keycode)
        self._do(X.KeyPress, keycode)
        self._held[code] = keycode
        self._used_at[keycode] = clock.monotonic()

    def _release(self, code: str) -> None:
        keycode = self._held.pop(code, None)
        if keycode is None:
            return
        self._do(X.KeyRelease, keycode)
        self._let_repeat(keycode)

    def _let_repeat(self, keycode: int) -> None:
        if keycode in self._silenced:
            self._display.change_keyboard_control(key=keycode, auto_repeat_mode=X.AutoRepeatModeOn)
            self._silenced.discard(keycode)
            self._display.flush()

    # Layout.

    def _read_layout(self) -> None:
        self._flush_notices()
        group = self._root.query_pointer().mask >> _GROUP_SHIFT & 3
        if group == self._group:
            return
        self._group = group
        first = self._display.display.info.min_keycode
        count = self._display.display.info.max_keycode - first + 1
        mapping = self._display.get_keyboard_mapping(first, count)
        alt_graph = bool(self._alt_graph_key())
        self._layout = read_layout(mapping, first, character_of, group=group, alt_graph=alt_graph)
        for character in self._bound:
            self._layout.strokes.pop(character, None)
        self._spare = [keycode for keycode in self._layout.spare if keycode not in self._bound.values()]

    def _flush_notices(self) -> None:
        """Notice another layout; our own bindings arrive here too, and change nothing."""
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
                is_ours = event.request == X.MappingKeyboard and event.first_keycode in self._bound.values()
                if not is_ours:
                    self._group = -1

    def _alt_graph_key(self) -> int:
        return int(self._display.keysym_to_keycode(_ALT_GRAPH_KEYSYM) or 0)

    def _is_capitals_locked(self) -> bool:
        return bool(self._root.query_pointer().mask & X.LockMask)

    def _spare_stroke(self, character: str) -> Stroke | None:
        keycode = self._bound.get(character)
        if keycode is None:
            keycode = self._spare.pop() if self._spare else self._oldest()
            if keycode is None:
                return None
            self._bind(keycode, keysym_of(character))
        self._bound[character] = keycode
        self._bound.move_to_end(character)
        return Stroke(keycode=keycode)

    def _oldest(self) -> int | None:
        return self._bound.popitem(last=False)[1] if self._bound else None

    def _bind(self, keycode: int, keysym: int) -> None:
        # Twice, so that Shift changes nothing and the server does not add a capital.
        self._display.change_keyboard_mapping(keycode, [[keysym, keysym]])
        self._display.sync()
        self._used_at[keycode] = clock.monotonic()

    # The end.

    def release_all(self) -> None:
        """Let go of every key and button that this sink holds."""
        for code in list(self._held):
            self._release(code)
        for code in list(self._modifiers):
            self._do(X.KeyRelease, self._modifiers.pop(code))
        for number in list(self._buttons):
            self._do(X.ButtonRelease, number)
            self._buttons.discard(number)

    def close(self) -> None:
        """Let go of everything and leave the keyboard as it was found."""
        try:
            self.release_all()
            for keycode in self._bound.values():
                self._display.change_keyboard_mapping(keycode, [[0, 0]])
            self._bound.clear()
            self._display.sync()
            self._display.close()
        except (error.ConnectionClosedError, OSError, InputLost):
            self._bound.clear()

    def _do(self, kind: int, detail: int, *, x: int = 0, y: int = 0) -> None:
        try:
            xtest.fake_input(self._display, kind, detail, x=x, y=y)
            self._display.sync()
        except (error.ConnectionClosedError, OSError) as fault:
            raise InputLost("the X display is gone") from fault


def release_everything(display_name: str | None = None) -> int:
    """Let go of every key and button that is down on a display: for whoever survives the desktop process."""
    held: Any = display.Display(display_name)
    keymap = held.query_keymap()
    keys = [keycode for keycode in range(8, 256) if keymap[keycode // 8] >> keycode % 8 & 1]
    mask = held.screen().root.query_pointer().mask
    buttons = [number for number in range(1, 6) if mask & (X.Button1Mask << (number - 1))]
    for keycode in keys:
        xtest.fake_input(held, X.KeyRelease, keycode)
        held.change_keyboard_control(key=keycode, auto_repeat_mode=X.AutoRepeatModeOn)
    for number in buttons:
        xtest.fake_input(held, X.ButtonRelease, number)
    held.sync()
    held.close()
    return len(keys) + len(buttons)

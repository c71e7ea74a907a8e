"""The place of each key: KeyboardEvent.code (UI Events KeyboardEvent code Values) to X keycodes (evdev plus 8)."""

from typing import Final

from protocol.links.viewer_agent import Modifier

_ROWS: Final = (
    (9, "Escape"),
    (10, "Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace Tab"),
    (24, "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter ControlLeft"),
    (38, "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote ShiftLeft Backslash"),
    (52, "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight NumpadMultiply AltLeft Space CapsLock"),
    (67, "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock ScrollLock"),
    (79, "Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd"),
    (87, "Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal"),
    (94, "IntlBackslash F11 F12 IntlRo"),
    (100, "Convert KanaMode NonConvert"),
    (104, "NumpadEnter ControlRight NumpadDivide PrintScreen AltRight"),
    (110, "Home ArrowUp PageUp ArrowLeft ArrowRight End ArrowDown PageDown Insert Delete"),
    (121, "AudioVolumeMute AudioVolumeDown AudioVolumeUp Power NumpadEqual"),
    (127, "Pause"),
    (129, "NumpadComma Lang1 Lang2 IntlYen MetaLeft MetaRight ContextMenu"),
    (191, "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24"),
)

X_KEYCODES: Final[dict[str, int]] = {
    code: first + at for first, codes in _ROWS for at, code in enumerate(codes.split())
}

MODIFIER_CODES: Final[dict[str, Modifier]] = {
    "ShiftLeft": Modifier.SHIFT,
    "ShiftRight": Modifier.SHIFT,
    "ControlLeft": Modifier.CONTROL,
    "ControlRight": Modifier.CONTROL,
    "AltLeft": Modifier.ALT,
    "AltRight": Modifier.ALT_GRAPH,
    "MetaLeft": Modifier.META,
    "MetaRight": Modifier.META,
}

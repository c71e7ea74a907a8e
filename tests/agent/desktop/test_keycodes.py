"""The places of the keys agree with what X servers with evdev use."""

from agent.desktop.keycodes import MODIFIER_CODES, X_KEYCODES


def test_keys_of_each_row_stand_where_evdev_has_them() -> None:
    expected = {
        "Escape": 9,
        "Digit1": 10,
        "Backspace": 22,
        "Tab": 23,
        "KeyQ": 24,
        "Enter": 36,
        "ControlLeft": 37,
        "KeyA": 38,
        "ShiftLeft": 50,
        "KeyZ": 52,
        "ShiftRight": 62,
        "AltLeft": 64,
        "Space": 65,
        "F1": 67,
        "F10": 76,
        "Numpad7": 79,
        "NumpadDecimal": 91,
        "IntlBackslash": 94,
        "F11": 95,
        "F12": 96,
        "NumpadEnter": 104,
        "AltRight": 108,
        "Home": 110,
        "ArrowUp": 111,
        "ArrowLeft": 113,
        "Delete": 119,
        "Pause": 127,
        "MetaLeft": 133,
        "ContextMenu": 135,
    }
    assert {code: X_KEYCODES[code] for code in expected} == expected


def test_no_two_keys_share_a_place() -> None:
    assert len(set(X_KEYCODES.values())) == len(X_KEYCODES)


def test_each_modifier_has_a_place() -> None:
    assert set(MODIFIER_CODES) <= set(X_KEYCODES)

"""Translates between characters and X keysyms, by libxkbcommon where it is there."""

import ctypes
from functools import cache
from typing import Final

# keysymdef.h: a keysym above this is the character's code point plus it.
_UNICODE: Final = 0x01000000
_KEYPAD: Final = range(0xFF80, 0xFFBE)


@cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libxkbcommon.so.0")
        library.xkb_keysym_to_utf32.restype = ctypes.c_uint32
    except (OSError, AttributeError):
        return None
    return library


def character_of(keysym: int) -> str:
    """Give the character of a keysym, or nothing for one without: function keys, dead keys, the keypad."""
    if keysym in _KEYPAD:
        return ""
    library = _library()
    if library is not None:
        point = int(library.xkb_keysym_to_utf32(ctypes.c_uint32(keysym)))
    elif keysym >= _UNICODE:
        point = keysym - _UNICODE
    else:
        point = keysym if _is_latin(keysym) else 0
    return chr(point) if point >= 0x20 and point != 0x7F else ""


def keysym_of(character: str) -> int:
    """Give the keysym that makes a character."""
    point = ord(character)
    return point if _is_latin(point) else _UNICODE + point


def _is_latin(point: int) -> bool:
    return 0x20 <= point <= 0x7E or 0xA0 <= point <= 0xFF

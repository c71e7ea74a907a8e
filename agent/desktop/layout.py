"""What the keys of a keyboard layout produce: from a character to the key and the modifiers that make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# The core keyboard mapping lists, per key: group 1 levels 1 and 2, group 2 levels 1 and 2, then levels 3 and 4 of
# group 1 and of group 2 (X Keyboard Extension, 12.4 "Core keyboard mapping to XKB").
_LEVELS = ((0, 1, 4, 5), (2, 3, 6, 7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One key with the modifiers that choose its character."""

    keycode: int
    shift: bool = False
    alt_graph: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The characters of one layout, and the keys that have no meaning in it."""

    strokes: dict[str, Stroke]
    spare: tuple[int, ...]


def read_layout(
    keysyms: Sequence[Sequence[int]], first: int, character_of: Callable[[int], str], *, group: int, alt_graph: bool
) -> Layout:
    """Read a keyboard mapping; of several ways to a character the one with the fewest modifiers wins."""
    strokes: dict[str, Stroke] = {}
    columns = _LEVELS[1] if group == 1 else _LEVELS[0]
    for level in range(4 if alt_graph else 2):
        for at, row in enumerate(keysyms):
            column = columns[level]
            keysym = row[column] if column < len(row) else 0
            character = character_of(keysym) if keysym else ""
            if character and character not in strokes:
                stroke = Stroke(keycode=first + at, shift=level in (1, 3), alt_graph=level in (2, 3))
                strokes[character] = stroke
    spare = tuple(first + at for at, row in enumerate(keysyms) if not any(row))
    return Layout(strokes=strokes, spare=spare)

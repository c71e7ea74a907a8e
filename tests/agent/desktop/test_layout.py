"""From a keyboard mapping to the strokes that make its characters."""

from agent.desktop.layout import Stroke, read_layout

# Four keys of a German keyboard, as the core protocol lists them: group 1, group 2 (the same), level 3, level 4.
ROWS = [
    [ord("q"), ord("Q"), ord("q"), ord("Q"), ord("@"), ord("Ω")],
    [ord("7"), ord("/"), ord("7"), ord("/"), ord("{"), ord("/")],
    [0, 0, 0, 0, 0, 0],
    [],
]


def character(keysym: int) -> str:
    return chr(keysym)


def test_each_character_has_its_key_and_the_fewest_modifiers() -> None:
    layout = read_layout(ROWS, 24, character, group=0, alt_graph=True)
    assert layout.strokes["q"] == Stroke(keycode=24)
    assert layout.strokes["Q"] == Stroke(keycode=24, shift=True)
    assert layout.strokes["@"] == Stroke(keycode=24, alt_graph=True)
    assert layout.strokes["Ω"] == Stroke(keycode=24, shift=True, alt_graph=True)
    assert layout.strokes["/"] == Stroke(keycode=25, shift=True)


def test_keys_without_meaning_are_spare() -> None:
    assert read_layout(ROWS, 24, character, group=0, alt_graph=True).spare == (26, 27)


def test_without_altgr_its_characters_are_not_there() -> None:
    assert "@" not in read_layout(ROWS, 24, character, group=0, alt_graph=False).strokes


def test_the_second_group_has_its_own_characters() -> None:
    rows = [[ord("a"), ord("A"), ord("ф"), ord("Ф")]]
    assert set(read_layout(rows, 38, character, group=1, alt_graph=False).strokes) == {"ф", "Ф"}
    assert set(read_layout(rows, 38, character, group=0, alt_graph=False).strokes) == {"a", "A"}

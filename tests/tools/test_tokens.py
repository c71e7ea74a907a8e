"""The generated colours and sizes follow their source, and every text colour is legible where it stands."""

import json

import pytest

from tools import tokens

SOURCE = json.loads(tokens.SOURCE.read_text("utf-8"))
GROUNDS = ("page", "surface", "raised")


@pytest.mark.parametrize("path", list(tokens.outputs()), ids=lambda path: str(path.name))
def test_generated_file_is_up_to_date(path: object) -> None:
    assert path.read_text("utf-8") == tokens.outputs()[path]  # type: ignore[attr-defined,index]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["text", "muted", "placeholder", "disabled"])
def test_text_reaches_double_a_on_every_ground(scheme: str, name: str) -> None:
    colours = tokens.scheme_colours(SOURCE, scheme)
    assert min(tokens.contrast(colours[name], colours[ground]) for ground in GROUNDS) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", SOURCE["accents"])
def test_accent_text_and_fill_reach_double_a(scheme: str, accent: str) -> None:
    colours = tokens.scheme_colours(SOURCE, scheme)
    grounds = (*GROUNDS, f"{accent}-tint")
    assert min(tokens.contrast(colours[f"{accent}-text"], colours[ground]) for ground in grounds) >= 4.5
    assert tokens.contrast("FFFFFF", colours[f"{accent}-fill"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_control_edges_reach_three_to_one(scheme: str) -> None:
    colours = tokens.scheme_colours(SOURCE, scheme)
    assert min(tokens.contrast(colours["control"], colours[ground]) for ground in GROUNDS) >= 3


def test_blend_of_half_is_the_middle() -> None:
    assert tokens.blend("FFFFFF", "000000", 0.5) == "808080"

"""An organization's name and colour stay bounded and readable, whatever was chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.desktop.brand import MAX_NAME, Brand, brand_of, branded, contrast
from agent.desktop.palette_tokens import DARK, LIGHT
from protocol.links.core_desktop import ShowLook


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#7A9E2F", "#7A9E2F") == 1


@given(st.integers(0, 0xFFFFFF))
def test_text_on_every_colour_can_be_read_and_the_button_seen(number: int) -> None:
    for tokens in (LIGHT, DARK):
        worn = branded(tokens, Brand(colour=f"#{number:06X}"))
        assert contrast(worn["brand_fill"], worn["brand_text"]) >= 4.5
        assert contrast(worn["brand_edge"], tokens["surface"]) >= 3
        assert {key: worn[key] for key in tokens} == tokens


def test_without_a_colour_everything_is_our_own() -> None:
    worn = branded(LIGHT, Brand())
    assert (worn["brand_fill"], worn["brand_text"]) == (LIGHT["rail_fill"], "#FFFFFF")
    assert "brand_mark" not in worn


@pytest.mark.parametrize("colour", ["#FFFFFF", "#000000"])
def test_an_icon_never_vanishes_in_the_panel(colour: str) -> None:
    assert "brand_mark" not in branded(LIGHT, Brand(colour=colour))
    assert branded(LIGHT, Brand(colour="#7A9E2F"))["brand_mark"] == "#7A9E2F"


def test_what_could_mislead_or_break_a_drawing_is_left_out() -> None:
    hostile = brand_of(ShowLook(name="Org\u202e A\n" + "x" * 100, colour='red"/>'))
    assert hostile.colour == ""
    assert "\u202e" not in hostile.name
    assert len(hostile.name) == MAX_NAME
    assert brand_of(ShowLook(name="Org A Help", colour="#7a9e2f")) == Brand(name="Org A Help", colour="#7A9E2F")

"""Each sign is a drawing of its own, well formed, and told apart by shape alone."""

import re
from xml.etree import ElementTree

import pytest

from agent.desktop.icons import picture
from agent.desktop.menu import Sign
from agent.desktop.palette_tokens import DARK, LIGHT


@pytest.mark.parametrize("sign", list(Sign))
def test_each_sign_is_well_formed_in_both_schemes(sign: Sign) -> None:
    for tokens in (LIGHT, DARK):
        assert ElementTree.fromstring(picture(sign, tokens)).tag.endswith("svg")


def test_the_signs_differ_without_their_colours() -> None:
    shapes = {re.sub(r"#[0-9A-Fa-f]{6}", "", picture(sign, LIGHT)) for sign in Sign}
    assert len(shapes) == len(Sign)


def test_violet_is_only_in_the_session_sign() -> None:
    assert [sign for sign in Sign if LIGHT["live_fill"] in picture(sign, LIGHT)] == [Sign.IN_SESSION]

"""What an organization's own name and colour come to at the device: bounded, and readable whatever was chosen; pure."""

import re
from dataclasses import dataclass
from typing import Final

from agent.desktop.foreign_text import clean_name
from protocol.links.core_desktop import ShowLook

MAX_NAME: Final = 60
# WCAG 2.2: 4.5 for text, 3 for what has to be seen as a shape.
_TEXT: Final = 4.5
_SHAPE: Final = 3.0
_WHITE: Final = "#FFFFFF"
_BLACK: Final = "#000000"
# Panels are light or dark on their own account: an icon has to stand out a little from both.
_PANELS: Final = ("#F6F7F9", "#12161B")
_ON_A_PANEL: Final = 1.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """An organization's looks; nothing means Handrail's own."""

    name: str = ""
    colour: str = ""


def brand_of(look: ShowLook) -> Brand:
    """Take what the policy says, without what could mislead or break a drawing."""
    colour = look.colour if re.fullmatch(r"#[0-9a-fA-F]{6}", look.colour) else ""
    return Brand(name=clean_name(look.name, MAX_NAME), colour=colour.upper())


def branded(tokens: dict[str, str], brand: Brand) -> dict[str, str]:
    """Give the colours of a scheme with those of the filled buttons and of the icon; states keep theirs."""
    own = {"brand_fill": tokens["rail_fill"], "brand_text": _WHITE, "brand_edge": tokens["rail_fill"]}
    if not brand.colour:
        return {**tokens, **own}
    fill = brand.colour
    text = _WHITE if contrast(fill, _WHITE) >= _TEXT else _BLACK
    edge = fill if contrast(fill, tokens["surface"]) >= _SHAPE else tokens["control"]
    mark = {"brand_mark": fill} if min(contrast(fill, panel) for panel in _PANELS) >= _ON_A_PANEL else {}
    return {**tokens, "brand_fill": fill, "brand_text": text, "brand_edge": edge, **mark}


def contrast(one: str, other: str) -> float:
    """Compare two colours as WCAG does: 1 for the same, 21 for black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

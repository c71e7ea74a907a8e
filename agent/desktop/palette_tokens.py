"""Generated from web_viewer/src/ui/tokens.json by tools/tokens.py; edit the source, never this file."""

from typing import Final

LIGHT: Final[dict[str, str]] = {
    "page": "#F6F7F9",
    "surface": "#FFFFFF",
    "raised": "#FFFFFF",
    "text": "#1B2430",
    "muted": "#55606E",
    "placeholder": "#66717F",
    "control": "#7B8794",
    "line": "#D5DAE1",
    "disabled": "#616C7A",
    "rail_tint": "#E3F2F5",
    "rail_text": "#0B5F73",
    "rail_fill": "#0B6478",
    "good_tint": "#E4F3E9",
    "good_text": "#1B6B3A",
    "good_fill": "#1F7A43",
    "wait_tint": "#FCF0DC",
    "wait_text": "#8A4B00",
    "wait_fill": "#96540A",
    "stop_tint": "#FBE9E7",
    "stop_text": "#A3211A",
    "stop_fill": "#B3261E",
    "live_tint": "#F0E8FB",
    "live_text": "#6029A3",
    "live_fill": "#6B2FB3",
}
DARK: Final[dict[str, str]] = {
    "page": "#12161B",
    "surface": "#1A2027",
    "raised": "#232A33",
    "text": "#E6EAEF",
    "muted": "#A3AEBB",
    "placeholder": "#909BA9",
    "control": "#768291",
    "line": "#3A4450",
    "disabled": "#909BA9",
    "rail_tint": "#1A2E38",
    "rail_text": "#6CC5D6",
    "rail_fill": "#187A92",
    "good_tint": "#1B2E2C",
    "good_text": "#6FCF97",
    "good_fill": "#237A46",
    "wait_tint": "#2F2A24",
    "wait_text": "#F2B65A",
    "wait_fill": "#9C6112",
    "stop_tint": "#352428",
    "stop_text": "#FF9389",
    "stop_fill": "#C43B30",
    "live_tint": "#2B2842",
    "live_text": "#C3A2F7",
    "live_fill": "#8454D2",
}
# name: (size, line height, weight); sizes in CSS pixels, which are Qt's device-independent pixels.
FONTS: Final[dict[str, tuple[int, int, int]]] = {
    "xs": (12, 16, 500),
    "sm": (14, 20, 400),
    "md": (16, 24, 400),
    "lg": (18, 26, 600),
    "xl": (22, 30, 600),
    "2xl": (28, 36, 600),
    "code": (32, 40, 600),
}
SPACE: Final[tuple[int, ...]] = (4, 8, 12, 16, 24, 32, 48)
RADIUS: Final[dict[str, int]] = {
    "chip": 4,
    "control": 6,
    "card": 10,
}
HEIGHT: Final[dict[str, int]] = {
    "control": 36,
    "compact": 28,
    "end_user": 44,
    "row": 36,
    "row_wide": 44,
    "header": 48,
    "nav": 224,
    "nav_narrow": 56,
}

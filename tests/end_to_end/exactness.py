"""What a viewer's page shows, frame and exact tiles together, against what is on the other screen."""

from __future__ import annotations

import base64
from typing import Any

import numpy
from playwright.async_api import Page

from protocol.links.viewer_tiles import TILE_HEIGHT, TILE_WIDTH

SEEN = """
async ([width, height]) => {
  const bytes = await window.__handrail.sample(0, 0, width, height);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
"""


async def seen(page: Page, width: int, height: int) -> Any:
    """Rows of red, green, blue, as they are shown."""
    content = base64.b64decode(await page.evaluate(SEEN, [width, height]))
    return numpy.frombuffer(content, numpy.uint8).reshape(height, width, 4)[..., :3]


def cells_of(picture: Any) -> dict[tuple[int, int], bytes]:
    """The picture cut into the cells of the tiles, each as its bytes."""
    height, width, _ = picture.shape
    return {
        (left, top): picture[top : top + TILE_HEIGHT, left : left + TILE_WIDTH].tobytes()
        for top in range(0, height, TILE_HEIGHT)
        for left in range(0, width, TILE_WIDTH)
    }


def resting(looks: list[Any]) -> dict[tuple[int, int], bytes]:
    """The cells that were the same at each look."""
    first, *others = [cells_of(look) for look in looks]
    return {place: pixels for place, pixels in first.items() if all(other[place] == pixels for other in others)}

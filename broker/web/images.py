"""Pictures that somebody else sent, as answers: what they are is fixed, and they can do nothing in a browser."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

# Opened on its own, it is a document without an origin that may load and run nothing. All answers are `no-store` and
# `nosniff` by the edge.
_ALONE: Final = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture with its kind, as `image/png`."""

    kind: str
    content: bytes


def image_answer(image: Image) -> web.Response:
    """Write it."""
    return web.Response(body=image.content, content_type=image.kind, headers={"Content-Security-Policy": _ALONE})

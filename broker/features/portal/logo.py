"""Reading of a logo: decoded whole and written anew, so that nothing of the file that was sent is ever served."""

import asyncio
import base64
import binascii
import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from broker.errors import BadInput
from protocol.links.agent_logo import LOGO_BYTES, LOGO_PIXELS

MAX_LOGO_BYTES: Final = 256 * 1024
MAX_LOGO_PIXELS: Final = 1024
KEPT_PIXELS: Final = LOGO_PIXELS
"""The longer side of what is kept: eight times of what is shown, which is enough for every screen."""
KEPT_BYTES: Final = LOGO_BYTES
"""What devices take; a picture that would be larger is kept with fewer pixels."""
MAX_BASE64_CHARACTERS: Final = (MAX_LOGO_BYTES + 2) // 3 * 4
_FORMATS: Final = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture as it is kept and served: PNG, named by its hash."""

    hash: str
    content: bytes


async def read_logo(encoded: str) -> Logo:
    """Decode a picture that came as base64, or raise BadInput; the work is done beside the event loop."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _refused("This file did not arrive whole. Choose it again.") from None
    return await asyncio.to_thread(read_picture, content)


def read_picture(content: bytes) -> Logo:
    """Decode and write anew, or raise BadInput with what to do."""
    if len(content) > MAX_LOGO_BYTES:
        raise _refused(f"This file is too large. Use one of at most {MAX_LOGO_BYTES // 1024} KiB.")
    if b"<svg" in content[:1024].lower() or content.lstrip()[:5].lower() == b"<?xml":
        raise _refused("SVG can carry programs, so it is not taken. Save the logo as PNG, JPEG or WebP.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _written_anew(content)
    except BadInput:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:
        # What a broken file makes a decoder raise is its own affair; whatever it is, the picture cannot be read.
        raise _refused("This is no picture that can be read. Use PNG, JPEG or WebP.") from None


def _written_anew(content: bytes) -> Logo:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        # Known from the head of the file: a picture that is too large is never unpacked.
        if max(picture.size) > MAX_LOGO_PIXELS:
            raise _too_many_pixels()
        picture.load()
        kept = ImageOps.exif_transpose(picture).convert("RGBA")
    longest = KEPT_PIXELS
    while len(written := _bare_png(kept, longest)) > KEPT_BYTES:
        longest = longest * 3 // 4
    return Logo(hash=hashlib.sha256(written).hexdigest(), content=written)


def _bare_png(picture: Image.Image, longest: int) -> bytes:
    """Write the pixels alone, at most so many a side: no comments, places, profiles or other passengers."""
    kept = picture.copy()
    kept.thumbnail((longest, longest))
    bare = Image.new("RGBA", kept.size)
    bare.paste(kept)
    written = io.BytesIO()
    bare.save(written, format="PNG", optimize=True)
    return written.getvalue()


def _too_many_pixels() -> BadInput:
    return _refused(f"This picture is too large. Use one of at most {MAX_LOGO_PIXELS} × {MAX_LOGO_PIXELS} pixels.")


def _refused(sentence: str) -> BadInput:
    return BadInput(sentence, code="portal.wrong_logo", fields={"logo": sentence})

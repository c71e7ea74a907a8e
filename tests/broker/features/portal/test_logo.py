"""Tests of what becomes of a logo that somebody sends."""

import base64
import io
import os
import random
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image, PngImagePlugin

from broker.errors import BadInput
from broker.features.portal.logo import (
    KEPT_BYTES,
    KEPT_PIXELS,
    MAX_LOGO_BYTES,
    MAX_LOGO_PIXELS,
    Logo,
    read_logo,
    read_picture,
)


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (122, 158, 47)).save(written, format=form, **options)
    return written.getvalue()


def opened(logo: Logo) -> Image.Image:
    return Image.open(io.BytesIO(logo.content), formats=["PNG"])


def sentence_of(content: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        read_picture(content)
    assert refused.value.code == "portal.wrong_logo"
    assert refused.value.fields == {"logo": refused.value.message}
    return refused.value.message


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_each_kind_of_picture_is_written_anew_as_png(form: str) -> None:
    logo = read_picture(picture(form))
    assert opened(logo).size == (40, 20)
    assert len(logo.hash) == 64
    red, green, blue, _ = opened(logo).convert("RGBA").getpixel((5, 5))  # type: ignore[misc]
    assert abs(red - 122) < 8
    assert abs(green - 158) < 8
    assert abs(blue - 47) < 8


def test_nothing_travels_along_with_the_pixels() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    content = picture(pnginfo=words) + b"<script>trailing</script>"
    logo = read_picture(content)
    assert b"script" not in logo.content
    assert logo.content != content


def test_the_same_picture_has_the_same_name() -> None:
    assert read_picture(picture()) == read_picture(picture())
    assert read_picture(picture()).hash != read_picture(picture(size=(41, 20))).hash


def test_a_large_picture_is_kept_smaller_in_its_own_proportions() -> None:
    assert opened(read_picture(picture(size=(MAX_LOGO_PIXELS, 512)))).size == (KEPT_PIXELS, KEPT_PIXELS // 2)


def test_a_picture_that_stays_large_is_kept_with_fewer_pixels_as_devices_take_no_more() -> None:
    noise = Image.frombytes("RGB", (560, 280), random.Random(7).randbytes(560 * 280 * 3))
    written = io.BytesIO()
    noise.save(written, format="JPEG", quality=60)
    logo = read_picture(written.getvalue())
    assert KEPT_BYTES // 3 < len(logo.content) <= KEPT_BYTES
    width, height = opened(logo).size
    assert (width, height) != (KEPT_PIXELS, KEPT_PIXELS // 2)
    assert abs(width - 2 * height) <= 2


@pytest.mark.parametrize("size", [(MAX_LOGO_PIXELS + 1, 10), (10, MAX_LOGO_PIXELS + 1)])
def test_a_picture_of_too_many_pixels_is_refused(size: tuple[int, int]) -> None:
    assert "1024 × 1024 pixels" in sentence_of(picture(size=size))


def test_a_picture_that_only_claims_to_be_huge_is_never_unpacked() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    body = b"IDAT" + zlib.compress(b"\0" * 1_000_000)
    bomb += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    assert "1024 × 1024 pixels" in sentence_of(bomb)


def test_a_file_of_too_many_bytes_is_refused_and_one_byte_less_is_read() -> None:
    filled = picture() + b"\0" * MAX_LOGO_BYTES
    assert opened(read_picture(filled[:MAX_LOGO_BYTES])).size == (40, 20)
    assert "at most 256 KiB" in sentence_of(filled[: MAX_LOGO_BYTES + 1])


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'  <?xml version="1.0"?><!DOCTYPE svg>',
        b"<!-- a comment first --><SVG/>",
    ],
)
def test_svg_is_refused_with_the_reason(content: bytes) -> None:
    assert sentence_of(content) == ("SVG can carry programs, so it is not taken. Save the logo as PNG, JPEG or WebP.")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", picture()[:-30], picture("GIF"), picture("BMP")])
def test_what_is_no_picture_of_these_kinds_is_refused(content: bytes) -> None:
    assert sentence_of(content) == "This is no picture that can be read. Use PNG, JPEG or WebP."


def test_whatever_bytes_come_the_answer_is_a_picture_or_a_refusal() -> None:
    randomness = random.Random(7)
    for form in ("PNG", "JPEG", "WEBP"):
        for _ in range(60):
            broken = bytearray(picture(form))
            for _ in range(randomness.randint(1, 12)):
                broken[randomness.randrange(len(broken))] = randomness.randrange(256)
            with suppress(BadInput):
                assert opened(read_picture(bytes(broken))).format == "PNG"


async def test_a_picture_comes_as_base64() -> None:
    assert (await read_logo(base64.b64encode(picture()).decode())) == read_picture(picture())
    for wrong in ("not base64!", "a", base64.b64encode(os.urandom(30)).decode()):
        with pytest.raises(BadInput):
            await read_logo(wrong)

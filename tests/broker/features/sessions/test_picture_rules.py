"""What a picture is and how large is told from its head; whatever else comes is refused, and nothing is decoded."""

import pytest

from broker.errors import BadInput
from broker.features.sessions.picture_rules import Head, PictureKind, read_head
from protocol.pictures import MAX_HEIGHT, MAX_PICTURE, MAX_WIDTH
from tests.fakes.pictures import jpeg, png, segment

PNG, JPEG = PictureKind.PNG, PictureKind.JPEG


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(1600, 900), PNG),
        (png(1600, 900, size=MAX_PICTURE), PNG),
        (jpeg(1600, 900), JPEG),
        (jpeg(1600, 900, marker=0xC2), JPEG),
        (jpeg(1600, 900, before=segment(0xE0, b"JFIF\x00") + segment(0xC4, b"tables") + segment(0xDB, b"more")), JPEG),
    ],
)
def test_kind_and_size_stand_in_the_head(content: bytes, kind: PictureKind) -> None:
    assert read_head(content) == Head(kind=kind, width=1600, height=900)


@pytest.mark.parametrize("size", [(MAX_WIDTH, MAX_HEIGHT), (1, 1)])
def test_up_to_the_bounds_it_is_taken(size: tuple[int, int]) -> None:
    for content in (png(*size), jpeg(*size)):
        assert (read_head(content).width, read_head(content).height) == size


@pytest.mark.parametrize("size", [(MAX_WIDTH + 1, 1), (1, MAX_HEIGHT + 1), (0, 1), (1, 0)])
def test_beyond_the_bounds_it_is_refused(size: tuple[int, int]) -> None:
    for content in (png(*size), jpeg(*size)):
        with pytest.raises(BadInput) as refused:
            read_head(content)
        assert refused.value.code == "picture.too_large"


def test_one_byte_too_much_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        read_head(png(size=MAX_PICTURE + 1))
    assert refused.value.code == "picture.too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(30),
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(30),
        png()[:32],
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dtEXt" + bytes(30),
        b"\xff\xd8\xff",
        jpeg()[:19],
        b"\xff\xd8" + segment(0xE0, b"x") * 70 + jpeg()[2:],
        b"\xff\xd8\xff\xe0\x00\x00" + bytes(40),
        b"\xff\xd8" + segment(0xE0, b"x") + bytes(40),
    ],
)
def test_what_is_no_picture_that_is_whole_up_to_its_size_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_head(content)
    assert refused.value.code == "picture.wrong"

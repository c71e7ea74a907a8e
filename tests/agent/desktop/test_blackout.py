"""What is blacked out is nowhere in what is sent, and a picture is made small enough or not sent at all."""

import secrets

import pytest
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QColor, QImage

from agent.desktop import blackout
from agent.desktop.blackout import burnt, fitted
from protocol.pictures import MAX_PICTURE, MAX_WIDTH

SECRET = QRect(200, 100, 160, 80)
BLUE = QColor("#3366CC")


def screen(width: int = 640, height: int = 400) -> QImage:
    """A blue screen."""
    picture = QImage(width, height, QImage.Format.Format_ARGB32)
    picture.fill(BLUE)
    return picture


def noise(width: int, height: int) -> QImage:
    """What no program can make smaller."""
    pixels = secrets.token_bytes(width * height * 4)
    return QImage(pixels, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def with_noise(area: QRect) -> QImage:
    """The blue screen with something to be read in an area, pixel by pixel."""
    picture, secret = screen(), noise(area.width(), area.height())
    for x in range(area.width()):
        for y in range(area.height()):
            picture.setPixelColor(area.left() + x, area.top() + y, secret.pixelColor(x, y))
    return picture


def read(content: bytes | None) -> QImage:
    assert content is not None
    picture = QImage.fromData(content)
    assert not picture.isNull()
    return picture


def test_every_pixel_of_an_area_is_black_and_every_other_as_it_was() -> None:
    picture = screen()
    made = read(fitted(burnt(picture, [SECRET])))
    assert (made.width(), made.height()) == (640, 400)
    for x in range(640):
        for y in range(400):
            wanted = QColor("black") if SECRET.contains(x, y) else BLUE
            assert made.pixelColor(x, y) == wanted, (x, y)
    assert not made.hasAlphaChannel(), "nothing lies under something that can be seen through"
    assert picture.pixelColor(SECRET.center()) == BLUE, "the picture itself is left alone"


def test_what_stood_there_makes_no_difference_to_a_single_byte() -> None:
    one, other = (fitted(burnt(with_noise(SECRET), [SECRET])) for _ in range(2))
    assert one == other == fitted(burnt(screen(), [SECRET]))


def test_as_a_photograph_too_what_stood_there_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blackout, "MAX_WIDTH", 320)
    monkeypatch.setattr(blackout, "_AS_IS", (QByteArray(b"JPG"), 45))
    one, other = (fitted(burnt(with_noise(SECRET), [SECRET])) for _ in range(2))
    assert one == other
    assert read(one).width() == 320
    assert read(one).pixelColor(140, 70).lightness() < 8


def test_an_area_beyond_the_edge_takes_what_there_is() -> None:
    made = burnt(screen(), [QRect(-50, -50, 5000, 5000)])
    corners = [(0, 0), (639, 0), (0, 399), (639, 399)]
    assert {made.pixelColor(x, y).name() for x, y in corners} == {"#000000"}


@pytest.mark.parametrize(("width", "height"), [(2600, 1500), (1600, 900), (900, 1800)])
def test_the_worst_picture_fits(width: int, height: int) -> None:
    content = fitted(noise(width, height))
    assert content is not None
    assert len(content) <= MAX_PICTURE
    assert read(content).width() <= MAX_WIDTH


def test_letters_stay_letter_by_letter_where_there_is_room() -> None:
    content = fitted(screen(3200, 1000))
    assert content is not None
    assert content.startswith(b"\x89PNG")
    assert (read(content).width(), read(content).height()) == (1600, 500)


def test_what_cannot_be_made_small_enough_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blackout, "MAX_PICTURE", 100)
    assert fitted(noise(64, 64)) is None

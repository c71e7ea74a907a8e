"""The logo on the device: asked for in parts, believed by its hash alone, kept, and gone where another one is due."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from agent.logo import LogoBook
from protocol.links.agent_broker import AgentToBroker
from protocol.links.agent_logo import LOGO_BYTES, LogoPart, WantLogo
from protocol.links.core_desktop import FromCore
from protocol.links.desktop_logo import ShowLogo
from protocol.pictures import PART_BYTES
from protocol.policy import Look

LOGO = bytes(range(256)) * (PART_BYTES // 256) + b"the rest"
OTHER = b"another one"


def look(content: bytes) -> Look:
    return Look(logo=hashlib.sha256(content).hexdigest())


def part(content: bytes, at: int = 0, *, named: bytes | None = None, size: int | None = None) -> LogoPart:
    return LogoPart(
        hash=look(content if named is None else named).logo,
        at=at,
        size=len(content) if size is None else size,
        content=content[at : at + PART_BYTES],
    )


class Ends:
    """Both ends of the book."""

    def __init__(self, folder: Path) -> None:
        self.shown: list[FromCore] = []
        self.sent: list[AgentToBroker] = []
        self.is_up = True
        self.book = LogoBook(folder, self.show, self.send)

    def show(self, message: FromCore) -> None:
        self.shown.append(message)

    def send(self, message: AgentToBroker) -> bool:
        if self.is_up:
            self.sent.append(message)
        return self.is_up

    def asked(self) -> list[int]:
        found, self.sent = [each.at for each in self.sent if isinstance(each, WantLogo)], []
        return found

    def logos(self) -> list[bytes]:
        found, self.shown = [each.content for each in self.shown if isinstance(each, ShowLogo)], []
        return found


@pytest.fixture
def ends(tmp_path: Path) -> Ends:
    return Ends(tmp_path)


def test_it_comes_in_parts_and_is_there_at_once_after_a_restart(ends: Ends, tmp_path: Path) -> None:
    ends.book.follow(look(LOGO))
    ends.book.follow(look(LOGO))
    assert (ends.asked(), ends.logos()) == ([0], [b""]), "what is on its way is not asked for again"
    ends.book.heard(part(LOGO))
    assert (ends.asked(), ends.logos()) == ([PART_BYTES], [])
    ends.book.heard(part(LOGO, PART_BYTES))
    assert (ends.asked(), ends.logos()) == ([], [LOGO])
    ends.book.tell()
    assert ends.logos() == [LOGO]
    again = Ends(tmp_path)
    again.book.follow(look(LOGO))
    assert (again.asked(), again.logos()) == ([], [LOGO])


@pytest.mark.parametrize("now", [Look(), Look(tray_logo=False, logo=look(LOGO).logo), look(OTHER)])
def test_one_that_is_not_due_any_more_is_shown_no_longer_and_not_kept(ends: Ends, tmp_path: Path, now: Look) -> None:
    ends.book.follow(look(OTHER * 2))
    ends.book.heard(part(OTHER * 2))
    assert ends.logos() == [b"", OTHER * 2]
    ends.book.follow(now)
    assert (ends.logos(), list(tmp_path.iterdir())) == ([b""], [])
    ends.book.heard(part(OTHER * 2))
    assert ends.logos() == [], "a late answer is of no use"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (part(OTHER, named=LOGO), "not the one that the policy names"),
        (part(b"x", named=LOGO, size=LOGO_BYTES + 1), f"may have {LOGO_BYTES}"),
        (part(OTHER, named=LOGO, size=3), "do not make up"),
        (part(b"", named=LOGO, size=3), "do not make up"),
    ],
)
def test_what_is_not_the_signed_one_is_not_shown_and_not_asked_for_again_on_that_link(
    ends: Ends, tmp_path: Path, caplog: pytest.LogCaptureFixture, wrong: LogoPart, why: str
) -> None:
    ends.book.follow(look(LOGO))
    ends.book.heard(wrong)
    ends.book.follow(look(LOGO))
    assert (ends.asked(), ends.logos(), list(tmp_path.iterdir())) == ([0], [b""], [])
    assert why in caplog.text
    ends.book.link_down()
    ends.book.follow(look(LOGO))
    ends.book.heard(part(LOGO))
    ends.book.heard(part(LOGO, PART_BYTES))
    assert (ends.asked(), ends.logos()) == ([0, PART_BYTES], [LOGO])


def test_one_of_the_largest_there_may_be_is_taken(ends: Ends) -> None:
    largest = b"x" * LOGO_BYTES
    ends.book.follow(look(largest))
    for at in range(0, LOGO_BYTES, PART_BYTES):
        ends.book.heard(part(largest, at))
    assert ends.logos() == [b"", largest]


def test_without_a_link_it_is_asked_for_later_and_a_broken_one_begins_anew(ends: Ends) -> None:
    ends.is_up = False
    ends.book.follow(look(LOGO))
    ends.is_up = True
    ends.book.follow(look(LOGO))
    ends.book.heard(part(LOGO))
    ends.book.link_down()
    ends.book.heard(part(LOGO, PART_BYTES))
    ends.book.follow(look(LOGO))
    assert (ends.asked(), ends.logos()) == ([0, PART_BYTES, 0], [b""])


def test_a_stored_one_that_was_changed_is_not_shown(
    ends: Ends, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ends.book.follow(look(OTHER))
    ends.book.heard(part(OTHER))
    (tmp_path / "logo.png").write_bytes(b"somebody else's")
    again = Ends(tmp_path)
    again.book.follow(look(OTHER))
    assert (again.logos(), again.asked()) == ([b""], [0])
    assert "stored logo is not the one" in caplog.text

"""The real clipboard of a display: read in bounds of length and time, whoever owns it."""

from collections.abc import Iterator

import pytest

from agent.desktop.clipboard_x11 import read_selection
from protocol.clipboard import MAX_TEXT_BYTES
from protocol.links.desktop_clipboard import Unread
from tests.agent.desktop.clipboard_owner import endless, in_parts, owner
from tests.agent.desktop.stage import private_display

pytestmark = pytest.mark.display
SCRIPTS = "Grüße, Привет, 你好, שלום, مرحبا 👩‍🚀\nline"


@pytest.fixture
def name() -> Iterator[str]:
    with private_display(manager=False, tray=False) as environment:
        yield environment["DISPLAY"]


def test_text_of_any_script_is_read_and_other_things_are_named(name: str) -> None:
    assert read_selection(name) is Unread.EMPTY
    with owner(name, text=SCRIPTS.encode()):
        assert read_selection(name) == SCRIPTS.encode()
    with owner(name, text="Grüße".encode("latin-1"), target="STRING"):
        assert read_selection(name) == "Grüße".encode()
    with owner(name, text=b"PNG", target="image/png"):
        assert read_selection(name) is Unread.NOT_TEXT
    with owner(name, text=b""):
        assert read_selection(name) is Unread.EMPTY


def test_it_is_read_up_to_its_longest_length_and_no_further(name: str) -> None:
    longest = b"a" * MAX_TEXT_BYTES
    with owner(name, parts=in_parts(longest)):
        assert read_selection(name) == longest
    with owner(name, parts=in_parts(longest + b"a")):
        assert read_selection(name) is Unread.TOO_LARGE
    with owner(name, parts=endless()):
        assert read_selection(name) is Unread.TOO_LARGE


def test_a_program_that_never_answers_holds_nobody_up(name: str) -> None:
    with owner(name, text=None):
        assert read_selection(name, seconds=0.2) is Unread.FAILED
    assert read_selection("no display of this name") is Unread.FAILED

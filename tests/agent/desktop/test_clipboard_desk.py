"""The desktop process reads, asks and puts on a real clipboard, and does nothing that the person took back."""

import subprocess
import sys
import time

import pytest

from agent.desktop.clipboard_x11 import read_selection
from protocol.capabilities import Capability
from protocol.clipboard import ClipboardDirection, parts_of
from protocol.grant import Decision
from protocol.links.core_desktop import Injected, Narrow
from protocol.links.desktop_clipboard import (
    PIECE_BYTES,
    AnswerClipboard,
    AskClipboard,
    ClipboardRead,
    ClipboardUnread,
    ClipboardWasSet,
    PutClipboard,
    ReadClipboard,
    Unread,
    WithdrawClipboard,
)
from tests.agent.desktop import person
from tests.agent.desktop.clipboard_owner import owner
from tests.agent.desktop.messages import TECHNICIAN, USUAL, end, inject, session, typed
from tests.agent.desktop.stage import ROOT, Core

pytestmark = pytest.mark.display

OUT, IN = person.CLIPBOARD_OUT, person.CLIPBOARD_IN
BOTH = (*USUAL, Capability.CLIPBOARD_IN, Capability.CLIPBOARD_OUT)
TEXT = "Grüße, 你好, שלום 👋"
PASTED = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
sys.stdout.buffer.write(application.clipboard().text().encode())
"""


def ask(direction: ClipboardDirection, question: str = "s.clipboard.1", seconds: int = 30) -> AskClipboard:
    return AskClipboard(
        question=question, who=TECHNICIAN, direction=direction, preview=TEXT, characters=len(TEXT), seconds=seconds
    )


def put(core: Core, text: str, transfer: int = 1) -> bool:
    pieces = parts_of(text.encode(), PIECE_BYTES)
    for at, piece in enumerate(pieces, start=1):
        core.say(PutClipboard(transfer=transfer, piece=at, of=len(pieces), content=piece))
    return core.expect(ClipboardWasSet).done


def test_a_text_goes_onto_the_real_clipboard_and_comes_from_it(core: Core) -> None:
    core.say(session(capabilities=BOTH))
    assert put(core, f"{TEXT}\r\nline")
    assert read_selection(core.environment["DISPLAY"]) == f"{TEXT}\nline".encode()
    # Another program of the same kind pastes it.
    pasted = subprocess.run(
        [sys.executable, "-c", PASTED], env=core.environment, cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert pasted.stdout.decode() == f"{TEXT}\nline"
    long = "ж" * 200_000
    assert put(core, long)
    core.say(ReadClipboard(transfer=5))
    pieces = [core.expect(ClipboardRead) for _ in range(-(-len(long.encode()) // PIECE_BYTES))]
    assert b"".join(each.content for each in pieces).decode() == long
    assert [(each.transfer, each.piece, each.of) for each in pieces] == [(5, at, 4) for at in (1, 2, 3, 4)]
    with owner(core.environment["DISPLAY"], text=b"copied elsewhere"):
        core.say(ReadClipboard(transfer=6))
        assert core.expect(ClipboardRead).content == b"copied elsewhere"


def test_the_person_answers_by_the_keys_and_input_waits_meanwhile(core: Core) -> None:
    core.say(session(capabilities=BOTH))
    core.say(ask(ClipboardDirection.OUT))
    person.await_window(core.environment, OUT)
    core.say(inject(*typed("no")))
    assert core.expect(Injected).held == 4
    person.say_yes(core.environment, OUT)
    answer = core.expect(AnswerClipboard)
    assert (answer.question, answer.answer) == ("s.clipboard.1", Decision.YES)
    person.await_no_window(core.environment, OUT)
    core.say(inject(*typed("yes"), sequence=2))
    assert core.expect(Injected).held == 0
    core.say(ask(ClipboardDirection.IN, "s.clipboard.2"))
    person.say_no(core.environment, IN)
    assert core.expect(AnswerClipboard).answer is Decision.NO
    core.say(ask(ClipboardDirection.IN, "s.clipboard.3"))
    person.go_to(core.environment, IN)
    time.sleep(person.STEADY)
    person.press(core.environment, "Escape")
    person.await_no_window(core.environment, IN)
    assert core.expect(AnswerClipboard).answer is Decision.NO


def test_no_answer_is_no_and_a_question_can_be_withdrawn(core: Core) -> None:
    core.say(session(capabilities=BOTH))
    core.say(ask(ClipboardDirection.IN, seconds=1))
    assert core.expect(AnswerClipboard).answer is Decision.TIMED_OUT
    core.say(ask(ClipboardDirection.IN, "s.clipboard.2"))
    person.await_window(core.environment, IN)
    core.say(WithdrawClipboard(question="s.clipboard.2"))
    person.await_no_window(core.environment, IN)
    assert core.all_of(AnswerClipboard) == []


def test_what_is_taken_back_is_gone_at_once_whatever_core_says(core: Core) -> None:
    core.say(session(capabilities=BOTH))
    core.say(ask(ClipboardDirection.OUT))
    person.await_window(core.environment, OUT)
    person.choose_from_tray(core.environment, 3)
    narrowed = core.expect(Narrow)
    assert set(narrowed.capabilities) == set(USUAL)
    person.await_no_window(core.environment, OUT)
    core.say(session(capabilities=BOTH))
    assert not put(core, TEXT)
    core.say(ReadClipboard(transfer=2))
    assert core.expect(ClipboardUnread).why is Unread.FAILED
    core.say(ask(ClipboardDirection.OUT, "s.clipboard.2"))
    assert core.expect(AnswerClipboard).answer is Decision.NO


def test_after_the_end_nothing_is_read_put_or_asked(core: Core) -> None:
    core.say(session(capabilities=BOTH))
    core.say(ask(ClipboardDirection.IN))
    person.await_window(core.environment, IN)
    core.say(end())
    person.await_no_window(core.environment, IN)
    core.say(ReadClipboard(transfer=2))
    assert core.expect(ClipboardUnread).why is Unread.FAILED
    assert not put(core, TEXT)
    assert core.all_of(AnswerClipboard) == []

"""A screen reader finds every control by name, and no sentence is cut: in each scheme, scale and direction."""

import json
import subprocess
import sys
from itertools import product
from typing import Any

import pytest

from agent.desktop.texts import load_texts
from tests.agent.desktop.stage import PATIENCE, ROOT, private_display

pytestmark = pytest.mark.display

CONTROLS = {"PushButton", "RadioButton", "CheckBox", "EditableText", "Button", "List", "ButtonMenu"}
EXPECTED = {
    "consent": {
        "Let a technician help you on this computer?",
        "See the screen and use mouse and keyboard",
        "Only see the screen",
        "Chat",
        "Clipboard",
        "Files",
        "Screens",
        "10 minutes",
        "30 minutes",
        "60 minutes",
        "Show all",
        "I did not ask for this",
        "No",
        "Yes, let them in",
        "Press Done on the bar at the top of the screen, at any time. It works at once.",
    },
    "widen": {
        "Let the technician do more on this computer?",
        "Use mouse and keyboard",
        "I did not ask for this",
        "No",
        "Yes, let them",
    },
    "extend": {"Give the technician more time on this computer?", "10 minutes", "30 minutes", "Yes, give more time"},
    "code": {
        "Type the code that they read to you",
        "Code of six digits",
        "These digits do not fit. Let them read them once more: you have 2 more tries.",
        "No, end it",
        "Go on",
    },
    "clipboard": {
        "Share what you copied?",
        "Duty technician wants the text that you copied last. With Yes it leaves this computer, this once.",
        "12345 characters in all; the first 840 are shown.",
        "Show all",
        "No",
        "Yes, this once",
    },
    "trust": {"The code is 418 209. Let them read theirs to you first. Not the same? Press Done on the bar.", "Close"},
    "banner": {
        "Handrail: Somebody sees this screen",
        "Duty technician sees and controls",
        "Code 418 209",
        "Time left 30:00",
        "Done",
        "Stop control",
        "Is this really my IT?",
        "Less",
    },
    "form": {
        "Your name",
        "E-mail",
        "Phone (optional)",
        "What do you need help with?",
        "The picture that goes with your request",
        "Remove the picture",
        "Send",
        "Cancel",
    },
    "picture": {
        "Picture of this screen",
        "Nothing is blacked out.",
        "Black out all",
        "Undo",
        "Remove the picture",
        "Use this picture",
    },
    "visitors": {"Who may come in when I am away", "People you let in, newest first", "Do not let them in any more"},
    "visits": {
        "Nobody could be asked, or nobody answered, and your organization allows it then. "
        "Nobody is connected by it any more.",
        "I have read it",
    },
    "status": {"Withdraw", "Write", "Close"},
    "messages": {"Messages, oldest first", "Write a message", "Send", "Close", "You, 12:00: Are you there?"},
    "advance": {
        "Who may come in ahead of time",
        "Take it back",
        "Who",
        "Day",
        "From",
        "To",
        "Each time for at most",
        "They may use mouse and keyboard, too",
        "Let them in then",
    },
    "receipts": {"Sessions, newest first", "Copy this receipt", "Close"},
    "panel": {"Ready. Nobody is connected.", "Get remote support", "My receipts", "Is this really my IT?", "Quit"},
}


# What the consent window and the banner have to answer in every language: who, why, what, how long, how to stop.
ANSWERS = {
    "visit": ("consent.heading.unattended", "consent.unattended", "consent.to_stop", "consent.yes.unattended"),
    "consent": (
        "consent.heading.start",
        "word.logo",
        "consent.label.who",
        "consent.label.why",
        "consent.offer",
        "consent.label.they_may",
        "consent.control",
        "consent.view",
        "consent.chat",
        "consent.clipboard",
        "consent.files",
        "consent.label.how_long",
        "consent.then_ends",
        "consent.label.recorded",
        "consent.recording.no",
        "consent.label.to_stop",
        "consent.to_stop",
        "consent.never",
        "consent.not_asked",
        "consent.not_asked_means",
        "consent.no",
        "consent.yes.start",
    ),
    "banner": ("banner.title", "banner.done", "banner.take_back.control", "banner.is_this_my_it", "banner.less"),
}


def dump(scheme: str, scale: int, language: str) -> dict[str, Any]:
    """What is in all windows, on a display of 1280×800 points."""
    with private_display(f"{1280 * scale}x{800 * scale}", tray=False) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.agent.desktop.window_dump", scheme, language],
            env={**environment, "QT_SCALE_FACTOR": str(scale)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 2,
        )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("language", "scheme", "scale"), [*product(("en", "ar"), ("light", "dark"), (1, 2)), ("de", "light", 1)]
)
def test_every_window_can_be_read_and_is_whole(language: str, scheme: str, scale: int) -> None:
    texts = load_texts(language)
    for window, found in dump(scheme, scale, language).items():
        names = {node["name"] for node in found["tree"]}
        expected = EXPECTED.get(window, set()) if language == "en" else set()
        assert expected | {texts(key) for key in ANSWERS.get(window, ())} <= names, f"{window} has {sorted(names)}"
        nameless = [node for node in found["tree"] if node["role"] in CONTROLS and not node["name"].strip()]
        assert nameless == [], window
        assert (found["cut"], found["unread"], found["outside"]) == ([], [], []), window
        assert "Handrail" in found["title"], window
        width, height = found["size"]
        assert width <= 1280, window
        assert height <= 800, window

"""Builds every window on the display and prints what a screen reader finds in it, as JSON; run as a program.

`python -m tests.agent.desktop.window_dump SCHEME LANGUAGE [FOLDER]`; pictures of all windows go into the folder.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from agent.desktop.advance_window import AdvanceWindow
from agent.desktop.banner import banner_for
from agent.desktop.banner_window import BannerWindow, Pressed
from agent.desktop.blackout import fitted
from agent.desktop.clipboard_window import ClipboardWindow
from agent.desktop.code_window import CodeWindow
from agent.desktop.consent_window import ConsentWindow
from agent.desktop.logo import wear_logo
from agent.desktop.menu import menu_for
from agent.desktop.messages_window import MessagesWindow
from agent.desktop.palette_tokens import LIGHT
from agent.desktop.picture_window import PictureWindow
from agent.desktop.reading_windows import ReceiptsWindow, check_window, notice, trust_window
from agent.desktop.request_window import RequestForm, RequestStatus
from agent.desktop.situation import Situation, heard
from agent.desktop.texts import Texts, load_texts
from agent.desktop.theme import apply_theme, ask_for_scheme, direction_of
from agent.desktop.thread import Thread
from agent.desktop.tray import WindowTray
from agent.desktop.visitors_window import VisitorsWindow
from agent.desktop.visits_window import VisitsWindow
from protocol.advance import Advance, AdvanceProblem
from protocol.capabilities import Capability
from protocol.clipboard import ClipboardDirection
from protocol.grant import Origin
from protocol.links.core_desktop import Display, Occasion, RequestState, ShowCheck, ShowRequest, ShowStanding, Standing
from protocol.links.desktop_advance import ShowAdvance
from protocol.links.desktop_clipboard import AskClipboard
from protocol.links.desktop_code import AskCode
from protocol.links.desktop_messages import MessageOutcome
from protocol.links.desktop_picture import PictureFate
from tests.agent.desktop.messages import NOON, SESSION, introduction, question, receipt, said, session, visitor, written

SCREENS = tuple(Display(name=f"{at}", x=at, y=0, width=2560, height=1600, primary=at == 0) for at in range(3))


def windows(texts: Texts) -> dict[str, QWidget]:
    """Build all windows, each in its fullest state."""
    standing = heard(Situation(introduction=introduction()), ShowStanding(standing=Standing.READY), 0.0)
    running = heard(standing, session(), 0.0)
    assert running.session is not None
    status = RequestStatus(texts, lambda: None, lambda: None, lambda: None)
    status.show_request(
        ShowRequest(state=RequestState.WAITING, reason="It does not print", asked_at=NOON, request=SESSION), NOON
    )
    messages = MessagesWindow(texts, lambda _said: None)
    messages.show_thread(Thread(session=SESSION, messages=(written("Are you there?"), said("A long story. " * 60, 2))))
    messages.show_outcome(MessageOutcome(is_kept=False))
    status.show_picture(PictureFate.NOT_SENT)
    form = RequestForm(introduction(), texts, lambda _request, _picture: None)
    visitors = VisitorsWindow(texts, lambda _said: None)
    visitors.show_visitors((visitor(), visitor(account="o" * 26)))
    receipts = ReceiptsWindow(texts)
    receipts.show_receipts((receipt(clipboards_in=2, clipboards_out=1, kept_pictures=2),))
    advance = AdvanceWindow(texts, lambda _said: None)
    window = Advance(
        id="w",
        who=question().who,
        begins_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        capabilities=(Capability.VIEW, Capability.CONTROL),
        seconds=1800,
    )
    advance.show_advance(
        ShowAdvance(windows=(window,) * 5, people=(question().who,), problem=AdvanceProblem.UNKNOWN_PERSON)
    )
    screen = QApplication.primaryScreen()
    added = fitted(screen.grabWindow(0).toImage())
    assert added is not None
    form._picture.use(added)
    banner = BannerWindow(
        screen, texts, Pressed(done=lambda: None, take_back=lambda _: None, who=lambda: None), dark=False
    )
    banner.show_banner(banner_for(running.session, texts, 0.0))
    banner.toggle()
    panel = WindowTray(texts, lambda _action: None, lambda: LIGHT)
    panel.show_menu(menu_for(standing, texts, now=0.0, clock=NOON))
    everything = question(capabilities=tuple(Capability), reason="A long story. " * 60, displays=SCREENS)
    visit = question(
        origin=Origin.UNATTENDED, capabilities=tuple(Capability), reason="A long story. " * 60, known_until=NOON
    )
    widen = question(occasion=Occasion.WIDEN, capabilities=(Capability.CONTROL,), running=(Capability.VIEW,), reason="")
    extend = question(occasion=Occasion.EXTEND, capabilities=(), running=tuple(Capability), reason="", seconds=1800)
    clipboard = AskClipboard(
        question="b",
        who=question().who,
        direction=ClipboardDirection.OUT,
        preview="A long story. " * 60,
        characters=12_345,
        seconds=600,
    )
    code = AskCode(question="c", who=question().who, seconds=120, tries_left=2, begins=True)
    return {
        "consent": ConsentWindow(everything, texts, lambda _answer: None, is_covered=lambda _window: False),
        "visit": ConsentWindow(visit, texts, lambda _answer: None, is_covered=lambda _window: False),
        "widen": ConsentWindow(widen, texts, lambda _answer: None, is_covered=lambda _window: False),
        "extend": ConsentWindow(extend, texts, lambda _answer: None, is_covered=lambda _window: False),
        "clipboard": ClipboardWindow(clipboard, texts, lambda _answer: None, is_covered=lambda _window: False),
        "code": CodeWindow(code, texts, lambda _answer: None),
        "form": form,
        "picture": PictureWindow(screen.grabWindow(0).toImage(), texts, lambda _content: None),
        "status": status,
        "messages": messages,
        "receipts": receipts,
        "advance": advance,
        "visitors": visitors,
        "visits": VisitsWindow((receipt(unasked=True),) * 7, texts, lambda: None),
        "trust": trust_window(running, texts),
        "check": check_window(ShowCheck(connected=True, address="https://help.example"), texts),
        "notice": notice(texts("notice.not_asked"), texts, stays=True),
        "banner": banner,
        "panel": panel,
    }


def tree(node: QAccessibleInterface) -> list[dict[str, Any]]:
    """List what is in an accessible object, itself first."""
    state = node.state()
    if state.invisible:
        return []
    found = [
        {
            "role": node.role().name,
            "name": node.text(QAccessible.Text.Name),
            "focusable": bool(state.focusable),
            "disabled": bool(state.disabled),
        }
    ]
    for at in range(node.childCount()):
        child = node.child(at)
        if child is not None:
            found += tree(child)
    return found


def cut_labels(window: QWidget) -> list[str]:
    """List the sentences that do not fit into their place."""
    found = []
    for text in window.findChildren(QLabel):
        if not text.isVisible() or not text.text():
            continue
        needed = text.heightForWidth(text.width()) if text.wordWrap() else text.sizeHint().height()
        if needed > text.height() or (not text.wordWrap() and text.sizeHint().width() > text.width()):
            found.append(text.text())
    return found


MOST_LOOKS: Final = 60


def unread_labels(window: QWidget, names: set[str]) -> list[str]:
    """List the sentences that are shown and that a screen reader would not find."""
    shown = [text for text in window.findChildren(QLabel) if text.isVisible() and text.text()]
    return [text.text() for text in shown if (text.accessibleName() or text.text()) not in names]


def outside(window: QWidget) -> list[str]:
    """List what stands outside of the window, or of the screen where the window has its place."""
    room = window.rect()
    children = [each for each in window.findChildren(QWidget) if each.isVisible() and each.window() is window]
    found = [
        each
        for each in children
        if not room.contains(each.rect().translated(each.mapTo(window, each.rect().topLeft())))
    ]
    away = not window.screen().geometry().contains(window.frameGeometry())
    return [named(each) for each in found] + (["window"] if away else [])


def over_each_other(window: QWidget) -> list[str]:
    """List what stands over its neighbour."""
    found = []
    for parent in [window, *window.findChildren(QWidget)]:
        layout = parent.layout()
        children = [each for each in parent.children() if isinstance(each, QWidget) and each.isVisible()]
        for at, one in enumerate(children if layout else []):
            found += [
                f"{named(one)} / {named(two)}"
                for two in children[at + 1 :]
                if one.geometry().intersects(two.geometry())
            ]
    return found


def named(widget: QWidget) -> str:
    """Say which one it is."""
    return f"{type(widget).__name__} {getattr(widget, 'text', str)()!r}"


def logo() -> QImage:
    """Draw a wide one."""
    image = QImage(400, 100, QImage.Format.Format_ARGB32)
    image.fill(QColor("#7A9E2F"))
    return image


def main() -> int:
    """Print everything a moment after it was shown."""
    application = QApplication(sys.argv)
    ask_for_scheme(application, sys.argv[1])
    apply_theme(application)
    texts = load_texts(sys.argv[2])
    application.setLayoutDirection(direction_of(texts))
    wear_logo(application, logo())
    made = windows(texts)
    for window in made.values():
        window.show()

    def report() -> None:
        found = {}
        for name, window in made.items():
            nodes = tree(QAccessible.queryAccessibleInterface(window))
            found[name] = {
                "tree": nodes,
                "cut": cut_labels(window),
                "unread": unread_labels(window, {node["name"] for node in nodes}),
                "outside": outside(window) + over_each_other(window),
                "size": [window.width(), window.height()],
                "title": window.windowTitle(),
            }
            for folder in sys.argv[3:]:
                window.grab().save(f"{folder}/{name}.png")
        print(json.dumps(found), flush=True)
        # Not taken apart: Python's order at the exit is not Qt's.
        os._exit(0)

    def look(looks: int = 0) -> None:
        # The window manager takes its time to give a window its place.
        if looks < MOST_LOOKS and any(outside(window) for window in made.values()):
            QTimer.singleShot(250, lambda: look(looks + 1))
        else:
            report()

    QTimer.singleShot(1500, look)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

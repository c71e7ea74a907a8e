"""Wires the person's side together: messages from core in, tray, windows, banner and injection out."""

import getpass
import os
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from agent import clock
from agent.desktop.banner import TAKEN, Taking
from agent.desktop.banner_window import Pressed
from agent.desktop.banners import Banners
from agent.desktop.clipboard import PersonsClipboard
from agent.desktop.clipboard_desk import ClipboardDesk
from agent.desktop.emergency_stop import EmergencyStop
from agent.desktop.input_sink import InputSink
from agent.desktop.lock import LockWatch
from agent.desktop.looks import Looks
from agent.desktop.menu import Action, menu_for
from agent.desktop.our_windows import OurWindows
from agent.desktop.presence import Surroundings
from agent.desktop.session_hand import SessionHand
from agent.desktop.shown_area import ShownArea
from agent.desktop.situation import Situation, answered, heard
from agent.desktop.texts import Texts
from agent.desktop.theme import apply_theme, branded_colours, is_dark
from agent.desktop.tray import make_tray
from agent.desktop.windows import Windows
from protocol.capabilities import Capability, ordered
from protocol.grant import Decision
from protocol.links.core_desktop import (
    AnswerConsent,
    AskConsent,
    Done,
    EndSession,
    FromCore,
    FromDesktop,
    Inject,
    Leave,
    Narrow,
    Ping,
    Pong,
    Presence,
    Quit,
    Ready,
    ReleaseAll,
    RequestState,
    ShowCheck,
    ShowJoin,
    ShowLook,
    ShowReceipts,
    ShowRequest,
    ShowSession,
    ShowVisits,
    UpdateSession,
    WantCheck,
    WithdrawQuestion,
    WithdrawRequest,
)
from protocol.links.desktop_advance import ShowAdvance
from protocol.links.desktop_clipboard import ClipboardFromCore
from protocol.links.desktop_code import AskCode, EndCode
from protocol.links.desktop_logo import ShowLogo
from protocol.links.desktop_messages import MessageOutcome, ShowMessages
from protocol.links.desktop_picture import PictureOutcome
from protocol.links.desktop_visitors import ShowVisitors
from protocol.session.reasons import EndReason
from protocol.starting import IDLE_AFTER_SECONDS

_BY_ICON = frozenset({Action.GET_SUPPORT, Action.MY_REQUEST})
_TAKEN_BY = {
    Action.TAKE_BACK_CONTROL: Taking.CONTROL,
    Action.CLIPBOARD_OFF: Taking.CLIPBOARD,
    Action.FILES_OFF: Taking.FILES,
}
_PRESENCE_MILLISECONDS = 1_000
_PRESENCE_EVERY = 15
_AFTER_KILL_MILLISECONDS = 5_000


class Desktop(QObject):
    """The person's side. `start` says Ready; every message from core goes to `hear`."""

    def __init__(
        self,
        *,
        application: QApplication,
        texts: Texts,
        say: Callable[[FromDesktop], None],
        sink: InputSink | None,
        surroundings: Surroundings,
        clipboard: PersonsClipboard,
        core: int,
    ) -> None:
        super().__init__()
        self._application = application
        self._texts = texts
        self._say = say
        self._surroundings = surroundings
        self._situation = Situation()
        self._person = getpass.getuser()
        self._lock = LockWatch()
        self._told: Presence | None = None
        self._presence_ticks = 0
        self._hand = SessionHand(sink, OurWindows(surroundings), ShownArea(surroundings), say)
        self._clipboard = self._desk(clipboard)
        self._stop = EmergencyStop(core, self._core_was_killed)
        self._tray = make_tray(texts, self._choose, self._tokens)
        self._windows = Windows(texts, say, surroundings, self._answer)
        self._windows.on_again(lambda: self._choose(Action.GET_SUPPORT))
        self._windows.on_write(lambda: self._choose(Action.MESSAGES))
        pressed = Pressed(
            done=self._done, take_back=self._take_back, who=lambda: self._windows.show_trust(self._situation)
        )
        self._banners = Banners(texts, pressed, surroundings, dark=lambda: is_dark(application))
        self._looks = Looks(application, texts, self._ask_by_icon)
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self._tick)
        application.styleHints().colorSchemeChanged.connect(lambda _scheme: apply_theme(application))

    def _desk(self, clipboard: PersonsClipboard) -> ClipboardDesk:
        return ClipboardDesk(
            clipboard,
            self._texts,
            self._say,
            is_covered=self._surroundings.is_covered,
            hold=lambda question: self._hand.set_gate(self._hand.gate.asking(question)),
            let_go=lambda question: self._hand.set_gate(self._hand.gate.answered(question)),
        )

    def start(self) -> None:
        """Show the tray and tell core what is here."""
        self._lock.start()
        self._draw()
        self._ticker.start(_PRESENCE_MILLISECONDS)
        presence = self._presence()
        self._told = presence
        ready = Ready(
            person=presence.person,
            displays=presence.displays,
            locked=presence.locked,
            surely_locked=presence.surely_locked,
            sign_in=presence.sign_in,
            idle_seconds=presence.idle_seconds,
            tray=getattr(self._tray, "has_host", True),
            process=os.getpid(),
        )
        self._say(ready)

    def leave(self) -> None:
        """Let go of everything, take everything off the screen, and end."""
        self._clipboard.end()
        self._hand.close()
        self._lock.stop()
        self._ticker.stop()
        self._windows.close_all()
        self._banners.close()
        self._looks.close()
        self._tray.close()
        QApplication.exit(0)

    # What core says.

    def hear(self, message: FromCore) -> None:
        """Act on one message; input first, because somebody waits for it."""
        match message:
            case Inject():
                self._hand.inject(message)
                return
            case Ping():
                self._say(Pong(number=message.number))
                return
            case ReleaseAll():
                self._hand.release()
                return
            case _ if isinstance(message, ClipboardFromCore):
                self._clipboard.hear(message)
                return
            case Leave():
                self.leave()
                return
        if not self._hear_of_windows(message):
            self._situation = heard(self._situation, message, clock.monotonic())
            self._follow(message)
            self._draw()

    def _hear_of_windows(self, message: FromCore) -> bool:
        """Act on what changes windows or looks alone; tells whether it was that."""
        match message:
            case ShowReceipts():
                self._windows.fill_receipts(message)
            case ShowLook():
                self._looks.follow(message)
                self._draw()
            case ShowLogo():
                self._looks.follow_logo(message)
            case ShowJoin():
                self._windows.show_join(message)
            case ShowVisits():
                self._windows.show_visits(message.receipts)
            case ShowAdvance():
                self._windows.fill_advance(message)
            case ShowCheck():
                self._windows.show_check(message)
            case MessageOutcome():
                self._windows.show_outcome(message)
            case PictureOutcome():
                self._windows.show_picture_outcome(message)
            case _:
                return False
        return True

    def _follow(self, message: FromCore) -> None:
        self._clipboard.follow(message)
        gate = self._hand.gate
        match message:
            case AskConsent():
                self._hand.set_gate(gate.asking(message.question))
                self._windows.ask(message)
            case WithdrawQuestion():
                if self._windows.withdraw(message.question):
                    self._windows.tell("notice.withdrawn")
                self._hand.set_gate(gate.answered(message.question))
            case AskCode():
                self._hand.set_gate(gate.asking(message.question))
                self._windows.ask_code(message)
            case EndCode():
                self._windows.end_code(message)
                self._hand.set_gate(gate.answered(message.question))
            case ShowSession():
                gate = gate.for_session(message.session, message.capabilities).on_display(message.display)
                self._hand.set_gate(gate.seen(now=True))
                self._banners.show_session(self._situation.session)
            case UpdateSession():
                self._hand.set_gate(gate.updated(message))
                self._banners.show_session(self._situation.session)
            case EndSession():
                self._end(message)
            case ShowRequest(state=RequestState.DENIED | RequestState.TIMED_OUT | RequestState.NOT_COME):
                self._windows.show_request(self._situation, asked_for=False)
            case ShowRequest():
                self._windows.update_request(self._situation)
            case ShowVisitors():
                self._windows.update_visitors(self._situation)
            case ShowMessages():
                self._windows.update_messages(self._situation)
            case _:
                pass

    def _end(self, message: EndSession) -> None:
        if self._hand.gate.session is None:
            # Nobody saw anything yet: whoever said yes reads that nobody will.
            self._banners.show_end(message)
            return
        if self._hand.gate.session != message.session:
            return
        self._stop.ended()
        self._hand.set_gate(self._hand.gate.ended())
        self._banners.show_end(message)

    # What the person does.

    def _answer(self, answer: AnswerConsent) -> None:
        self._say(answer)
        self._situation = answered(self._situation, answer.question)
        gate = self._hand.gate.answered(answer.question)
        if answer.answer is Decision.YES:
            self._clipboard.give_again(answer.capabilities)
            gate = gate.given_again() if Capability.CONTROL in answer.capabilities else gate
        self._hand.set_gate(gate)
        self._draw()

    def _choose(self, action: Action) -> None:
        match action:
            case Action.GET_SUPPORT:
                self._windows.ask_for_help(self._situation)
            case Action.MY_REQUEST:
                self._windows.show_request(self._situation)
            case Action.WITHDRAW:
                request = self._situation.request
                self._say(WithdrawRequest(request=request.request if request else None))
            case Action.MESSAGES:
                self._windows.show_messages(self._situation)
            case Action.MY_RECEIPTS:
                self._windows.show_receipts()
            case Action.AHEAD_OF_TIME:
                self._windows.show_advance()
            case Action.VISITORS:
                self._windows.show_visitors(self._situation)
            case Action.IS_THIS_MY_IT | Action.WHO_IS_THIS:
                self._windows.show_trust(self._situation)
            case Action.CHECK_CONNECTION:
                self._say(WantCheck())
            case Action.OPEN_PORTAL:
                self._open_portal()
            case Action.ANSWER:
                self._windows.show_question()
            case Action.DONE:
                self._done()
            case Action.TAKE_BACK_CONTROL | Action.CLIPBOARD_OFF | Action.FILES_OFF:
                self._take_back(_TAKEN_BY[action])
            case Action.QUIT:
                self._say(Quit())

    def _ask_by_icon(self) -> None:
        """The icon on the desktop does what the menu's first item does, where that can be done."""
        menu = menu_for(self._situation, self._texts, now=clock.monotonic(), clock=clock.now())
        chosen = next((item.action for item in menu.items if item.action in _BY_ICON and not item.is_off), None)
        self._choose(chosen or Action.IS_THIS_MY_IT)

    def _open_portal(self) -> None:
        url = QUrl(self._situation.introduction.portal_url)
        if url.scheme() in ("https", "http"):
            QDesktopServices.openUrl(url)

    def _done(self) -> None:
        """End the session: stop here first, then tell core, then see to it that core obeys."""
        session = self._hand.gate.session
        if session is None:
            return
        self._hand.set_gate(self._hand.gate.stop())
        self._clipboard.end()
        self._say(Done(session=session))
        self._stop.begin()

    def _take_back(self, taking: Taking) -> None:
        """Take something back: input stops here before anybody is told."""
        session = self._situation.session
        if session is None:
            return
        left = ordered(session.capabilities - TAKEN[taking])
        self._hand.set_gate(self._hand.gate.narrowed(left))
        self._clipboard.take_back(TAKEN[taking])
        self._say(Narrow(session=session.session, capabilities=left))

    def _core_was_killed(self) -> None:
        session = self._hand.gate.session
        if session is not None:
            self._end(EndSession(session=session, reason=EndReason.DONE_AT_DEVICE))
        QTimer.singleShot(_AFTER_KILL_MILLISECONDS, self.leave)

    def core_is_lost(self, _why: str) -> None:
        """Core is gone: let go at once; stay only to say that it ended, where Done had to end it."""
        self._hand.close()
        if not self._stop.has_killed:
            self.leave()

    # What is drawn and told as time passes.

    def _tick(self) -> None:
        self._draw()
        self._windows.update_request(self._situation)
        self._presence_ticks += 1
        presence = self._presence()
        told = self._told
        is_new = told is None or _state(told) != _state(presence)
        if is_new or self._presence_ticks >= _PRESENCE_EVERY:
            self._presence_ticks = 0
            self._told = presence
            self._say(presence)

    def _presence(self) -> Presence:
        now = clock.monotonic()
        self._hand.local = self._hand.local.seen(self._surroundings.idle_seconds(), now)
        return Presence(
            person=self._person,
            locked=self._lock.is_locked,
            surely_locked=self._lock.is_sure,
            sign_in=self._lock.is_sign_in,
            idle_seconds=self._hand.local.idle_seconds(now),
            displays=self._surroundings.displays(),
        )

    def _draw(self) -> None:
        menu = menu_for(self._situation, self._texts, now=clock.monotonic(), clock=clock.now())
        self._tray.show_menu(menu)

    def _tokens(self) -> dict[str, str]:
        return branded_colours(self._application)


def _state(presence: Presence) -> tuple[object, ...]:
    """What core is told of at once; that the person is still there can wait."""
    is_idle = presence.idle_seconds >= IDLE_AFTER_SECONDS
    return presence.locked, presence.sign_in, is_idle, presence.displays

"""Opens and keeps the windows that the person works in, one of each at most."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agent import clock
from agent.desktop.advance_window import AdvanceWindow
from agent.desktop.code_window import CodeWindow
from agent.desktop.consent_window import ConsentWindow
from agent.desktop.join_window import JoinWindow
from agent.desktop.messages_window import MessagesWindow
from agent.desktop.presence import Surroundings
from agent.desktop.reading_windows import ReceiptsWindow, check_window, notice, trust_window
from agent.desktop.request_window import RequestForm, RequestStatus
from agent.desktop.situation import Situation
from agent.desktop.texts import Texts
from agent.desktop.thread import of_session
from agent.desktop.visitors_window import VisitorsWindow
from agent.desktop.visits_window import VisitsWindow
from protocol.grant import Decision
from protocol.links.core_desktop import (
    AnswerConsent,
    AskConsent,
    FromDesktop,
    QuestionShown,
    Receipt,
    RequestHelp,
    ShowCheck,
    ShowJoin,
    ShowReceipts,
    VisitsSeen,
    WantReceipts,
    WithdrawRequest,
)
from protocol.links.desktop_advance import ShowAdvance, WantAdvance
from protocol.links.desktop_code import AskCode, CodeOutcome, EndCode
from protocol.links.desktop_messages import MessageOutcome
from protocol.links.desktop_picture import AddPicture, PictureFate, PictureOutcome
from protocol.pictures import parts_of


class Windows:
    """The windows of the person's side, apart from tray and banner."""

    def __init__(
        self,
        texts: Texts,
        say: Callable[[FromDesktop], None],
        surroundings: Surroundings,
        answered: Callable[[AnswerConsent], None],
    ) -> None:
        self._texts = texts
        self._say = say
        self._surroundings = surroundings
        self._answered = answered
        self._questions: dict[str, ConsentWindow] = {}
        self._code: CodeWindow | None = None
        self._open: dict[str, QWidget] = {}

    # Questions.

    def ask(self, question: AskConsent) -> None:
        """Show a question; one with the same id replaces it."""
        self.withdraw(question.question)
        window = ConsentWindow(question, self._texts, self._answer, is_covered=self._surroundings.is_covered)
        self._questions[question.question] = window
        window.show()
        window.raise_()
        self._say(QuestionShown(question=question.question))

    def withdraw(self, question: str) -> bool:
        """Take a question off the screen; tell whether it was there."""
        window = self._questions.pop(question, None)
        if window is None:
            return False
        window.withdraw()
        return True

    def show_question(self) -> None:
        """Bring the open question to the front, because the person asked for it."""
        for window in (*self._questions.values(), self._code):
            if window is not None:
                _bring(window)

    def ask_code(self, asked: AskCode) -> None:
        """Ask for the code; right after the person's yes the keys go there, later not by themselves."""
        if self._code is not None and self._code.question == asked.question:
            self._code.ask(asked)
            return
        self._close_code()
        self._code = CodeWindow(asked, self._texts, self._say)
        if asked.begins:
            _bring(self._code)
        else:
            self._code.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self._code.show()
            self._code.raise_()

    def end_code(self, message: EndCode) -> None:
        """Take the field away, and say where it did not come to anything."""
        if self._code is None or self._code.question != message.question:
            return
        self._close_code()
        if message.outcome in (CodeOutcome.DIFFERS, CodeOutcome.NOT_TYPED):
            self.tell(f"notice.code.{message.outcome}", stays=message.outcome is CodeOutcome.DIFFERS)

    def _close_code(self) -> None:
        code, self._code = self._code, None
        if code is not None:
            code.withdraw()

    def _answer(self, answer: AnswerConsent) -> None:
        asked = self._questions.pop(answer.question, None)
        self._answered(answer)
        if answer.answer is Decision.NOT_ASKED_FOR:
            self.tell("notice.not_asked", stays=True)
        elif answer.answer is Decision.TIMED_OUT and not (asked and asked.question.silence_is_yes):
            self.tell("notice.timed_out")

    # The rest.

    def ask_for_help(self, situation: Situation) -> None:
        """Open the request form."""
        self._keep("form", lambda: RequestForm(situation.introduction, self._texts, self._send))

    def show_request(self, situation: Situation, *, asked_for: bool = True) -> None:
        """Open where the request stands; an answer that comes by itself does not take the keys."""
        window = self._keep("status", self._make_status, asked_for=asked_for)
        if isinstance(window, RequestStatus) and situation.request is not None:
            window.show_request(situation.request, clock.now())

    def update_request(self, situation: Situation) -> None:
        """Draw the request anew where its window is open."""
        window = self._open.get("status")
        if isinstance(window, RequestStatus) and window.isVisible():
            window.show_request(situation.request, clock.now())

    def show_messages(self, situation: Situation, *, asked_for: bool = True) -> None:
        """Open the messages with the technicians; one that comes by itself does not take the keys."""
        if situation.writes_to is None:
            return
        window = self._keep("messages", lambda: MessagesWindow(self._texts, self._say), asked_for=asked_for)
        if isinstance(window, MessagesWindow):
            window.show_thread(of_session(situation.thread, situation.writes_to))

    def update_messages(self, situation: Situation) -> None:
        """Draw what came, and open the window where there is something new to the person."""
        window, thread = self._open.get("messages"), situation.thread
        if window is not None and situation.writes_to is None:
            window.close()
        is_open = window is not None and window.isVisible()
        if thread is not None and thread.session == situation.writes_to and (is_open or thread.unread):
            self.show_messages(situation, asked_for=False)

    def show_outcome(self, outcome: MessageOutcome) -> None:
        """Say what became of the message that the person sent."""
        window = self._open.get("messages")
        if isinstance(window, MessagesWindow):
            window.show_outcome(outcome)

    def show_receipts(self) -> None:
        """Open the receipts, and ask core for them."""
        self._keep("receipts", lambda: ReceiptsWindow(self._texts))
        self._say(WantReceipts())

    def fill_receipts(self, message: ShowReceipts) -> None:
        """Show the receipts that core gave."""
        window = self._open.get("receipts")
        if isinstance(window, ReceiptsWindow):
            window.show_receipts(message.receipts)

    def show_advance(self) -> None:
        """Open who may come in ahead of time, and ask core for them."""
        self._keep("advance", lambda: AdvanceWindow(self._texts, self._say))
        self._say(WantAdvance())

    def fill_advance(self, message: ShowAdvance) -> None:
        """Show those that core gave."""
        window = self._open.get("advance")
        if isinstance(window, AdvanceWindow):
            window.show_advance(message)

    def show_visits(self, receipts: tuple[Receipt, ...]) -> None:
        """Tell who was here while nobody could be asked; it stays until the person has read it."""
        if receipts:
            read = VisitsSeen(sessions=tuple(receipt.session for receipt in receipts))
            window = VisitsWindow(receipts, self._texts, lambda: self._say(read))
            old = self._open.pop("visits", None)
            if isinstance(old, VisitsWindow):
                old.give_way()
            self._open["visits"] = window
            window.show()

    def show_visitors(self, situation: Situation) -> None:
        """Open who may come in while nobody can be asked."""
        self._keep("visitors", lambda: VisitorsWindow(self._texts, self._say))
        self.update_visitors(situation)

    def update_visitors(self, situation: Situation) -> None:
        """Draw them anew where their window is open."""
        window = self._open.get("visitors")
        if isinstance(window, VisitorsWindow) and window.isVisible():
            window.show_visitors(situation.visitors)

    def show_trust(self, situation: Situation) -> None:
        """Open "Is this really my IT?", drawn anew each time."""
        self._replace("trust", trust_window(situation, self._texts))

    def show_check(self, message: ShowCheck) -> None:
        """Show the outcome of the connection check."""
        self._replace("check", check_window(message, self._texts))

    def show_join(self, message: ShowJoin) -> None:
        """Show where joining by a code stands; a closed window is the end of it."""
        window = self._keep("join", lambda: JoinWindow(self._texts, self._say), asked_for="join" not in self._open)
        if isinstance(window, JoinWindow):
            window.show_stage(message)

    def tell(self, key: str, *, stays: bool = False) -> None:
        """Say one thing in a window of its own, without taking the focus."""
        window = notice(self._texts(key), self._texts, stays=stays)
        old = self._open.pop("notice", None)
        if old is not None:
            old.close()
        self._open["notice"] = window
        window.show()

    def close_all(self) -> None:
        """Take everything off the screen, answers not given."""
        for question in list(self._questions):
            self.withdraw(question)
        self._close_code()
        for window in self._open.values():
            if isinstance(window, VisitsWindow):
                window.give_way()
            window.close()
        self._open = {}

    def _send(self, request: RequestHelp, picture: bytes | None) -> None:
        self._say(request)
        status = self._keep("status", self._make_status)
        if picture is None:
            return
        parts = parts_of(picture)
        for number, part in enumerate(parts, start=1):
            self._say(AddPicture(part=number, of=len(parts), content=part))
        if isinstance(status, RequestStatus):
            status.show_picture(None)

    def show_picture_outcome(self, outcome: PictureOutcome) -> None:
        """Say what became of the picture, where the request is looked at or it did not go."""
        status = self._open.get("status")
        if isinstance(status, RequestStatus) and status.isVisible():
            status.show_picture(outcome.fate)
        elif outcome.fate is not PictureFate.SENT:
            self.tell(f"request.picture.{outcome.fate}")

    def _make_status(self) -> RequestStatus:
        return RequestStatus(self._texts, self._withdraw_request, self._again, self._write)

    def _withdraw_request(self) -> None:
        self._say(WithdrawRequest())

    def _again(self) -> None:
        window = self._open.pop("status", None)
        if window is not None:
            window.close()
        if self._on_again is not None:
            self._on_again()

    def _write(self) -> None:
        if self._on_write is not None:
            self._on_write()

    _on_again: Callable[[], None] | None = None

    _on_write: Callable[[], None] | None = None

    def on_write(self, write: Callable[[], None]) -> None:
        """Say what "Write" does."""
        self._on_write = write

    def on_again(self, again: Callable[[], None]) -> None:
        """Say what "Ask again" does."""
        self._on_again = again

    def _keep(self, name: str, make: Callable[[], QWidget], *, asked_for: bool = True) -> QWidget:
        window = self._open.get(name)
        if window is None or not (window.isVisible() or getattr(window, "is_away", False)):
            window = make()
            self._open[name] = window
        if asked_for:
            _bring(window)
        elif not window.isVisible():
            window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            window.show()
        return window

    def _replace(self, name: str, window: QWidget) -> None:
        old = self._open.pop(name, None)
        if old is not None:
            old.close()
        self._open[name] = window
        _bring(window)


def _bring(window: QWidget) -> None:
    """Show a window that the person asked for, with the keys."""
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)
    window.show()
    window.raise_()
    window.activateWindow()

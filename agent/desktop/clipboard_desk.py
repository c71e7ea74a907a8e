"""Does on the person's side what core wants of the clipboard, as far as the person still allows it."""

from collections.abc import Callable, Iterable
from typing import assert_never

from agent.desktop.clipboard import Copied, PersonsClipboard
from agent.desktop.clipboard_window import ClipboardWindow
from agent.desktop.texts import Texts
from protocol.capabilities import Capability
from protocol.clipboard import CAPABILITY_OF, ClipboardDirection, parts_of
from protocol.grant import Decision
from protocol.links.core_desktop import EndSession, FromCore, FromDesktop, ShowSession, UpdateSession
from protocol.links.desktop_clipboard import (
    PIECE_BYTES,
    AnswerClipboard,
    AskClipboard,
    ClipboardFromCore,
    ClipboardRead,
    ClipboardUnread,
    ClipboardWasSet,
    PutClipboard,
    ReadClipboard,
    Unread,
    WithdrawClipboard,
)


class ClipboardDesk:
    """Reads, puts and asks; what the person took back stays so here, whatever core says, until they give it again."""

    def __init__(
        self,
        clipboard: PersonsClipboard,
        texts: Texts,
        say: Callable[[FromDesktop], None],
        *,
        is_covered: Callable[[int], bool],
        hold: Callable[[str], None],
        let_go: Callable[[str], None],
    ) -> None:
        self._clipboard = clipboard
        self._texts = texts
        self._say = say
        self._is_covered = is_covered
        self._hold = hold
        self._let_go = let_go
        self._session: str | None = None
        self._given: frozenset[Capability] = frozenset()
        self._taken_back: frozenset[Capability] = frozenset()
        self._window: ClipboardWindow | None = None
        self._pieces: list[bytes] = []

    def follow(self, message: FromCore) -> None:
        """See what a session may do now, and that it is over."""
        match message:
            case ShowSession():
                if message.session != self._session:
                    self._taken_back = frozenset()
                self._session = message.session
                self._allow(message.capabilities)
            case UpdateSession() if message.session == self._session and message.capabilities is not None:
                self._allow(message.capabilities)
            case EndSession() if message.session == self._session:
                self.end()

    def take_back(self, capabilities: Iterable[Capability]) -> None:
        """The person took something back: from this call on nothing of it is done."""
        self._taken_back |= frozenset(capabilities)
        self._allow(self._given)

    def give_again(self, capabilities: Iterable[Capability]) -> None:
        """The person gave something anew: the next word of core may count."""
        self._taken_back -= frozenset(capabilities)

    def end(self) -> None:
        """Nothing is passed on any more."""
        self._session = None
        self._allow(())

    def hear(self, message: ClipboardFromCore) -> None:
        """Do what core wants."""
        match message:
            case AskClipboard():
                self._ask(message)
            case WithdrawClipboard(question=question):
                if self._window is not None and self._window.asked.question == question:
                    self._close()
            case ReadClipboard(transfer=transfer):
                if self._may(ClipboardDirection.OUT):
                    self._clipboard.read(lambda copied: self._tell(transfer, copied))
                else:
                    self._tell(transfer, Unread.FAILED)
            case PutClipboard():
                self._put(message)
            case _:
                assert_never(message)

    def _may(self, direction: ClipboardDirection) -> bool:
        return self._session is not None and CAPABILITY_OF[direction] in self._given

    def _allow(self, capabilities: Iterable[Capability]) -> None:
        self._given = frozenset(capabilities) - self._taken_back
        if self._window is not None and not self._may(self._window.asked.direction):
            self._close()

    def _ask(self, asked: AskClipboard) -> None:
        self._close()
        if not self._may(asked.direction):
            self._say(AnswerClipboard(question=asked.question, answer=Decision.NO))
            return
        self._hold(asked.question)
        self._window = ClipboardWindow(asked, self._texts, self._answer, is_covered=self._is_covered)
        self._window.show()
        self._window.raise_()

    def _answer(self, answer: AnswerClipboard) -> None:
        self._close()
        self._say(answer)

    def _close(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.withdraw()
            self._let_go(window.asked.question)

    def _tell(self, transfer: int, copied: Copied) -> None:
        if isinstance(copied, Unread):
            self._say(ClipboardUnread(transfer=transfer, why=copied))
            return
        if not self._may(ClipboardDirection.OUT):
            self._say(ClipboardUnread(transfer=transfer, why=Unread.FAILED))
            return
        pieces = parts_of(copied, PIECE_BYTES)
        for at, piece in enumerate(pieces, start=1):
            self._say(ClipboardRead(transfer=transfer, piece=at, of=len(pieces), content=piece))

    def _put(self, put: PutClipboard) -> None:
        """Gather the pieces, which core sends one right after the other."""
        if put.piece == 1:
            self._pieces = []
        self._pieces.append(put.content)
        if put.piece < put.of:
            return
        content, self._pieces = b"".join(self._pieces), []
        done = self._may(ClipboardDirection.IN) and self._clipboard.put(content.decode("utf-8", "replace"))
        self._say(ClipboardWasSet(transfer=put.transfer, done=done))

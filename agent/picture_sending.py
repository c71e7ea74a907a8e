"""The picture that goes with a request: gathered from the desktop, and sent part by part once the request is kept."""

from collections.abc import Callable, Sequence

from protocol.errors import Malformed
from protocol.identifiers import SessionId
from protocol.links import agent_broker
from protocol.links.agent_picture import PictureAnswer, PicturePart
from protocol.links.desktop_picture import AddPicture, PictureFate, PictureOutcome
from protocol.pictures import Gathering, parts_of


class PictureSending:
    """One picture at a time, and one part of it on its way: what else the device has to say never waits behind it."""

    def __init__(
        self, show: Callable[[PictureOutcome], object], send: Callable[[agent_broker.AgentToBroker], bool]
    ) -> None:
        self._show = show
        self._send = send
        self._gathering: Gathering | None = None
        self._session: SessionId | None = None
        self._parts: Sequence[bytes] = ()

    def expect(self) -> None:
        """A request goes out now, and its picture comes from the desktop."""
        self._forget()
        self._gathering = Gathering()

    def add(self, message: AddPicture) -> None:
        """Take a part from the desktop; what belongs to no request on its way is dropped."""
        if self._gathering is None:
            return
        try:
            content = self._gathering.add(message.part, message.of, message.content)
        except Malformed:
            self._end(PictureFate.NOT_SENT)
            return
        if content is not None:
            self._parts = parts_of(content)
            self._begin()

    def kept(self, session: SessionId) -> None:
        """The request is kept: its picture may follow."""
        if self._gathering is None:
            return
        self._session = session
        self._begin()

    def refused(self) -> None:
        """The request was not taken, and nothing follows it."""
        self._forget()

    def answered(self, answer: PictureAnswer) -> None:
        """Send the next part, or say what became of the picture."""
        if answer.session != self._session or not self._parts:
            return
        if answer.code is not None:
            self._end(PictureFate.NOT_SENT)
        elif answer.part == len(self._parts):
            self._end(PictureFate.SENT)
        else:
            self._send_part(answer.part + 1)

    def fault(self, fault: agent_broker.Fault) -> None:
        """The broker failed at a part, or is older than pictures."""
        if self._session is not None and self._parts and fault.session in (self._session, None):
            self._end(PictureFate.NOT_SENT)

    def link_down(self) -> None:
        """What was on its way is gone, and perhaps the request too."""
        if self._gathering is not None:
            self._end(PictureFate.LOST if self._session is None else PictureFate.NOT_SENT)

    def _begin(self) -> None:
        if self._session is not None and self._parts:
            self._send_part(1)

    def _send_part(self, part: int) -> None:
        assert self._session is not None
        sent = self._send(
            PicturePart(session=self._session, part=part, of=len(self._parts), content=self._parts[part - 1])
        )
        if not sent:
            self._end(PictureFate.NOT_SENT)

    def _end(self, fate: PictureFate) -> None:
        self._forget()
        self._show(PictureOutcome(fate=fate))

    def _forget(self) -> None:
        self._gathering, self._session, self._parts = None, None, ()

"""A real SMTP server on a free port of this computer, which keeps what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from broker.config import MailServer

SENDER = "support@provider.example"


@dataclass(slots=True, kw_only=True)
class MailBox:
    """What arrived, in order; `answer` is what the server says to the next mails instead of taking them."""

    letters: list[EmailMessage] = field(default_factory=list)
    answer: str = ""
    port: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer:
            return self.answer
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        assert envelope.rcpt_tos == [parsed["To"]]
        self.letters.append(parsed)
        return "250 taken"

    @property
    def config(self) -> MailServer:
        return MailServer(host="127.0.0.1", port=self.port, tls=False, sender=SENDER)


class AnyPort(Controller):
    """A controller that finds out which free port it was given."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """Run the server while a test needs it."""
    box = MailBox()
    controller = AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """Read one part of a mail."""
    part = letter.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def link_in(letter: EmailMessage) -> str:
    """Find the link in a mail."""
    return next(line for line in text_of(letter).splitlines() if line.startswith("https://"))

"""Speaking with a mail server that misbehaves."""

import asyncio
from email.message import EmailMessage

import pytest

from broker.config import MailServer
from broker.features.mail.letters import Written
from broker.features.mail.message import Envelope, message_of
from broker.features.mail.smtp import NotTaken, SmtpPost
from tests.fakes.clock import START
from tests.fakes.mail_server import SENDER, mail_server


def message() -> EmailMessage:
    envelope = Envelope(mail_id="m1", sender=SENDER, sender_name="Provider", recipient="erin@c.example", at=START)
    return message_of(envelope, Written(subject="Hello", text="Text\n", html="<p>Text</p>"))


async def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    silent = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        post = SmtpPost(MailServer(host="127.0.0.1", port=port, tls=False, sender=SENDER), seconds=0.2)
        with pytest.raises(NotTaken) as refused:
            await post.hand_over(message())
        silent.set()
    assert not refused.value.forever


async def test_a_server_that_is_not_there_may_be_there_later() -> None:
    with mail_server() as box:
        config = box.config
    with pytest.raises(NotTaken) as refused:
        await SmtpPost(config).hand_over(message())
    assert not refused.value.forever


async def test_a_password_is_not_spoken_where_the_server_offers_no_login() -> None:
    with mail_server() as box:
        server = MailServer(host="127.0.0.1", port=box.port, tls=False, sender=SENDER, user="u", password="secret")
        with pytest.raises(NotTaken) as refused:
            await SmtpPost(server).hand_over(message())
        assert "secret" not in str(refused.value)
        assert "secret" not in repr(server)

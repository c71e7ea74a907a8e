"""Handing mails to the mail server by SMTP, within time limits."""

import asyncio
import ipaddress
import ssl
from email.message import EmailMessage
from typing import Final, Protocol

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from broker.config import MailServer

SECONDS: Final = 30.0
_PERMANENT: Final = 500
# Our own address or password is refused: mending the configuration helps, so the mail is not given up for it.
_OF_OURS: Final = frozenset({530, 534, 535, 538})


class NotTaken(Exception):
    """The mail server did not take a mail, in one line; `forever` where trying again is in vain."""

    def __init__(self, why: str, *, forever: bool = False) -> None:
        super().__init__(why)
        self.why = " ".join(why.split())[:200]
        self.forever = forever


class Post(Protocol):
    """What takes mails away."""

    async def hand_over(self, message: EmailMessage) -> None:
        """Give one mail to the mail server; raises NotTaken."""
        ...


class SmtpPost:
    """Hands each mail over on a connection of its own."""

    def __init__(self, server: MailServer, *, seconds: float = SECONDS, trusting: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._seconds = seconds
        self._trusting = trusting

    async def hand_over(self, message: EmailMessage) -> None:
        """Give one mail to the mail server; raises NotTaken."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError:
            raise NotTaken(f"The mail server did not answer within {self._seconds:g} seconds.") from None
        except SMTPRecipientsRefused as fault:
            code = max((each.code for each in fault.recipients), default=0)
            raise NotTaken(f"The mail server refused the address ({code}).", forever=code >= _PERMANENT) from None
        except SMTPResponseException as fault:
            forever = fault.code >= _PERMANENT and fault.code not in _OF_OURS
            raise NotTaken(f"The mail server answered {fault.code}.", forever=forever) from None
        except (SMTPException, OSError) as fault:
            raise NotTaken(f"The mail server could not be used: {type(fault).__name__}.") from None
        except ValueError as fault:
            raise NotTaken(f"The mail cannot be sent to this address: {type(fault).__name__}.", forever=True) from None

    async def _send(self, message: EmailMessage) -> None:
        server = self._server
        # A password never travels in the clear, but to this very computer.
        in_clear = server.user is None or _is_here(server.host)
        start_tls = False if server.tls or _is_here(server.host) else (None if in_clear else True)
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=start_tls,
            tls_context=self._trusting or ssl.create_default_context(),
            timeout=self._seconds,
        )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

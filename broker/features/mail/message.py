"""The form in which a mail travels; every header is one line, whatever people wrote."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from broker.features.mail.letters import Written, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom, to whom, when, and the mail's own name."""

    mail_id: str
    sender: str
    sender_name: str
    recipient: str
    at: datetime


def message_of(envelope: Envelope, written: Written) -> EmailMessage:
    """Put a mail together; raises ValueError for an address that cannot be written to."""
    message = EmailMessage(policy=SMTP)
    host = envelope.sender.rpartition("@")[2]
    message["From"] = Address(display_name=one_line(envelope.sender_name), addr_spec=envelope.sender)
    message["To"] = Address(addr_spec=envelope.recipient)
    message["Subject"] = one_line(written.subject)
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.mail_id}@{host}>"
    # RFC 3834: nobody's holiday note answers this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(written.text)
    message.add_alternative(written.html, subtype="html")
    return message

"""The form in which a mail travels."""

import pytest

from broker.features.mail.letters import Written
from broker.features.mail.message import Envelope, message_of
from tests.fakes.clock import START


def envelope(recipient: str = "erin@customer.example") -> Envelope:
    return Envelope(
        mail_id="m1",
        sender="support@provider.example",
        sender_name='Provider\r\nBcc: x@y.example, "Q"',
        recipient=recipient,
        at=START,
    )


def test_no_header_can_be_added_by_what_people_wrote() -> None:
    written = Written(subject="Hello\r\nBcc: all@victim.example", text="Text\n", html="<p>Text</p>")
    raw = message_of(envelope(), written).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0].decode().lower()
    assert "\r\nbcc:" not in head
    assert head.count("\r\nto:") == 1
    assert "message-id: <m1@provider.example>" in head


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a b@x.example"])
def test_an_address_is_one_address(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        message_of(envelope(address), Written(subject="Hello", text="Text\n", html="<p>Text</p>"))

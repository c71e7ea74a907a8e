"""Events are told apart by name, so that a stored one reads back as what it was."""

import msgspec

from protocol.session import events as on
from protocol.session.reasons import EndReason


def test_an_event_reads_back_as_it_was_written() -> None:
    event = on.Finish(reason=EndReason.TERMINATED, by="auditor", note="why")
    assert msgspec.json.decode(msgspec.json.encode(event), type=on.AnyEvent) == event

"""What core and desktop say to each other survives the strict codec, and nothing else does."""

import pytest

from protocol import codec
from protocol.errors import Malformed
from protocol.links import core_desktop as link
from protocol.links.viewer_agent import Key, PointerMove


def test_input_from_the_viewer_travels_on_unchanged() -> None:
    events = (PointerMove(number=1, x=3, y=4), Key(code="KeyA", text="ä", down=True, modifiers=()))
    message: link.FromCore = link.Inject(session="s", sequence=7, events=events)
    assert codec.decode(codec.encode(message), link.FromCore) == message


def test_a_batch_of_256_events_passes_and_of_257_is_refused() -> None:
    event = PointerMove(number=1, x=3, y=4)
    most = codec.encode(link.Inject(session="s", sequence=7, events=(event,) * link.MAX_BATCH))
    codec.decode(most, link.FromCore)
    more = codec.encode(link.Inject(session="s", sequence=7, events=(event,) * (link.MAX_BATCH + 1)))
    with pytest.raises(Malformed):
        codec.decode(more, link.FromCore)


def test_a_message_of_the_other_direction_is_refused() -> None:
    with pytest.raises(Malformed):
        codec.decode(codec.encode(link.Done(session="s")), link.FromCore)


def test_a_code_is_six_digits() -> None:
    written = codec.encode(link.UpdateSession(session="s", code="41820x"))
    with pytest.raises(Malformed):
        codec.decode(written, link.FromCore)

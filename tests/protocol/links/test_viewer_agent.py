"""What a viewer may send is bounded in every field."""

from typing import get_args

import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.links.viewer_agent import AgentToViewer, Key, ViewerToAgent, Wheel


@pytest.mark.parametrize("union", [AgentToViewer, ViewerToAgent])
def test_no_two_messages_share_a_tag(union: object) -> None:
    tags = [message.__struct_config__.tag for message in get_args(union)]
    assert len(tags) == len(set(tags))


@pytest.mark.parametrize(("notches", "fits"), [(50.0, True), (50.1, False), (-50.0, True), (-50.1, False)])
def test_a_wheel_turns_only_so_far(notches: float, fits: bool) -> None:
    turned = encode(Wheel(x=0, y=0, dx=0.0, dy=notches))
    if fits:
        decode(turned, ViewerToAgent)
    else:
        with pytest.raises(Malformed):
            decode(turned, ViewerToAgent)


def test_a_key_makes_a_short_text() -> None:
    assert decode(encode(Key(code="KeyA", text="a" * 16, down=True, modifiers=())), ViewerToAgent)
    with pytest.raises(Malformed):
        decode(encode(Key(code="KeyA", text="a" * 17, down=True, modifiers=())), ViewerToAgent)

"""What a viewer may send is bounded in every field."""

from typing import get_args

import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.links.viewer_agent import (
    AgentToViewer,
    ChooseQuality,
    Delays,
    Key,
    QualityChoice,
    ViewerToAgent,
    Wheel,
)


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


@pytest.mark.parametrize("choice", ["best", "AUTO", "", None, 1, ["auto"]])
def test_a_quality_is_one_of_those_that_there_are(choice: object) -> None:
    for known in QualityChoice:
        assert decode(encode(ChooseQuality(choice=known)), ViewerToAgent) == ChooseQuality(choice=known)
    with pytest.raises(Malformed):
        decode(encode({"type": "choose_quality", "choice": choice}), ViewerToAgent)


@pytest.mark.parametrize(("sent", "fits"), [(0.0, True), (60_000.0, True), (60_000.1, False), (-0.1, False)])
def test_a_delay_is_a_minute_at_most(sent: float, fits: bool) -> None:
    said = encode(Delays(capture=0.0, encode=0.0, send=sent))
    if fits:
        decode(said, AgentToViewer)
    else:
        with pytest.raises(Malformed):
            decode(said, AgentToViewer)

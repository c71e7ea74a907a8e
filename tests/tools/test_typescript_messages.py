"""The browser's types follow the messages as they are declared."""

from typing import get_args

import pytest

from protocol.links import portal_broker, viewer_agent, viewer_broker
from protocol.session.reasons import EndReason
from tools import typescript_messages


def test_generated_files_are_up_to_date() -> None:
    assert typescript_messages.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("name", "union"),
    [
        ("viewer_broker", viewer_broker.BrokerToViewer | viewer_broker.ViewerToBroker),
        ("viewer_agent", viewer_agent.AgentToViewer | viewer_agent.ViewerToAgent),
        ("portal_broker", portal_broker.BrokerToPortal | portal_broker.PortalToBroker),
    ],
)
def test_every_message_of_a_link_is_written(name: str, union: object) -> None:
    written = typescript_messages.outputs()[typescript_messages.FOLDER / f"{name}.gen.ts"]
    for message in get_args(union):
        assert f"export interface {message.__name__} {{" in written


def test_closed_sets_keep_their_words() -> None:
    written = typescript_messages.outputs()[typescript_messages.FOLDER / "reasons.gen.ts"]
    assert all(f'"{reason.value}"' in written for reason in EndReason)


def test_a_field_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="no shape yet"):
        typescript_messages.shape_of(object(), "protocol.grant")

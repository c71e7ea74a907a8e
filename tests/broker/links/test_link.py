"""One link's line of outgoing messages."""

from __future__ import annotations

from broker.clock import SystemClock
from broker.links.languages import AGENT
from broker.links.link import LINE_LIMIT, Link
from protocol.links.agent_broker import Ping


async def test_a_reader_so_slow_that_the_line_is_full_is_closed_with_a_code() -> None:
    link = Link(AGENT, SystemClock())
    assert all(link.send(Ping(number=number)) for number in range(LINE_LIMIT))
    assert link.closing is None
    assert not link.send(Ping(number=0))
    assert link.closing == "link.too_slow"


async def test_a_link_that_closes_takes_nothing_more_and_keeps_its_first_code() -> None:
    link = Link(AGENT, SystemClock())
    link.close("link.replaced")
    link.close("link.gone")
    assert link.closing == "link.replaced"
    assert not link.send(Ping(number=1))

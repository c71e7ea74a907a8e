"""What is over stays over."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.links import core_desktop
from protocol.links.agent_broker import Fault
from tests.agent.sessions.stage import SESSION, Stage


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_is_over_does_not_begin_again_under_its_name(tmp_path: Path, restarted: bool) -> None:
    stage = Stage(tmp_path)
    await stage.active()
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.ended()
    if restarted:
        stage = Stage(tmp_path)
    await stage.propose(stage.proposal(await stage.prepare(2)))
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.replayed"
    assert not stage.keeper.is_busy
    assert [each.session for each in stage.world.files.receipts()] == [SESSION]

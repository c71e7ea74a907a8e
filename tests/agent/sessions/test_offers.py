"""Three offers in ten minutes reach the person, by the own count of the device; what they asked for is no offer."""

from pathlib import Path

import pytest

from agent import clock
from protocol.grant import Origin
from protocol.identifiers import SessionId
from protocol.links import core_desktop
from protocol.links.agent_broker import Fault
from tests.agent.sessions.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_a_fourth_offer_in_ten_minutes_is_refused_by_the_device_itself(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 5):
        session = SessionId(str(number) * 26)
        await stage.propose(stage.proposal(await stage.prepare(session=session)))
        if number <= 3:
            await stage.decline(number)
    assert (await stage.world.broker.heard.next(Fault)).code == "session.offered_too_often"
    assert len(stage.world.desktop.heard.all(core_desktop.AskConsent)) == 3
    later = clock.monotonic() + 600
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    await stage.propose(stage.proposal(await stage.prepare(session=SessionId("5" * 26))))
    await stage.world.desktop.heard.next(core_desktop.AskConsent, 4)
    await stage.keeper.close()


async def test_a_session_that_the_person_asked_for_counts_as_no_offer(stage: Stage) -> None:
    for number in range(1, 5):
        session = SessionId(str(number) * 26)
        await stage.propose(stage.proposal(await stage.prepare(session=session), origin=Origin.REQUEST))
        await stage.decline(number)


async def test_an_owner_who_finds_somebody_there_counts_as_an_offer(stage: Stage) -> None:
    for number in range(1, 5):
        session = SessionId(str(number) * 26)
        made = stage.proposal(await stage.prepare(session=session), origin=Origin.OWN, attended=False)
        await stage.propose(made)
        if number <= 3:
            await stage.decline(number)
    assert (await stage.world.broker.heard.next(Fault)).code == "session.offered_too_often"


@pytest.mark.parametrize(("boot", "is_asked"), [("this boot", False), ("another boot", True)])
async def test_an_agent_that_is_started_again_goes_on_counting(
    stage: Stage, tmp_path: Path, boot: str, is_asked: bool
) -> None:
    for number in range(1, 4):
        await stage.propose(stage.proposal(await stage.prepare(session=SessionId(str(number) * 26))))
        await stage.decline(number)
    again = Stage(tmp_path)
    again.keeper.around = again.world.surroundings(boot)
    await again.propose(again.proposal(await again.prepare(session=SessionId("4" * 26))))
    if is_asked:
        await again.world.desktop.heard.next(core_desktop.AskConsent)
        await again.keeper.close()
    else:
        assert (await again.world.broker.heard.next(Fault)).code == "session.offered_too_often"


async def test_an_offer_that_cannot_be_written_down_counts_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stage.world.files, "keep_offers", full)
    for number in range(1, 5):
        await stage.propose(stage.proposal(await stage.prepare(session=SessionId(str(number) * 26))))
        if number <= 3:
            await stage.decline(number)
    assert (await stage.world.broker.heard.next(Fault)).code == "session.offered_too_often"

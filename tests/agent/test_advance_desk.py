"""The person lets in who was here before, hears what is in the way, and takes it back."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from agent import clock
from agent.advance import AdvanceKeeper
from agent.advance_desk import AdvanceDesk
from agent.identity import Identity
from agent.sessions.record import SessionFiles
from protocol.advance import AdvanceProblem
from protocol.capabilities import Capability
from protocol.grant import Who
from protocol.links.core_desktop import FromCore
from protocol.links.desktop_advance import GiveAdvance, RevokeAdvance, ShowAdvance, WantAdvance
from tests.agent.desktop.messages import TECHNICIAN, receipt

OTHER = Who(name="Second shift", email="second@provider.example", company="IT provider", signed_in_by="passkey")


def test_who_was_here_can_be_let_in_and_everything_is_shown_as_it_stands_then(tmp_path: Path) -> None:
    told: list[FromCore] = []
    revoked: list[str] = []
    busy: list[str] = []
    files = SessionFiles(tmp_path)
    keeper = AdvanceKeeper(directory=tmp_path, key=Identity(tmp_path).key(), boot="one")
    desk = AdvanceDesk(keeper=keeper, files=files, show=told.append, is_busy=lambda: bool(busy), revoked=revoked.append)

    def shown() -> ShowAdvance:
        assert isinstance(told[-1], ShowAdvance)
        return told[-1]

    now = clock.now()
    wish = GiveAdvance(
        who=TECHNICIAN,
        begins_at=now,
        ends_at=now + timedelta(hours=1),
        capabilities=(Capability.VIEW,),
        seconds=600,
    )
    busy.append("a session")
    desk.heard(wish)
    assert (shown().windows, shown().problem) == ((), AdvanceProblem.IN_SESSION)
    busy.clear()
    desk.heard(WantAdvance())
    assert (shown().windows, shown().people, shown().problem) == ((), (), None)
    desk.heard(wish)
    assert (shown().windows, shown().problem) == ((), AdvanceProblem.UNKNOWN_PERSON)
    nobody = Who(name="No address", email="", company="", signed_in_by="")
    for number, who in enumerate((TECHNICIAN, OTHER, TECHNICIAN, nobody)):
        files.add_receipt(receipt(who=who, session=f"session-{number}"))
    for session, fields in (("by-rule", {"asked_person": False}), ("owner", {"own": True})):
        files.add_receipt(receipt(who=replace(TECHNICIAN, email=session), session=session, **fields))
    desk.heard(wish)
    assert shown().people == (TECHNICIAN, OTHER), "each once, the last one first"
    (window,) = shown().windows
    assert (window.who, window.ends_at, shown().problem) == (TECHNICIAN, wish.ends_at, None)
    desk.heard(wish)
    assert len({each.id for each in shown().windows}) == 2
    desk.heard(RevokeAdvance(window=window.id))
    assert revoked == [window.id]
    assert window.id not in {each.id for each in shown().windows}

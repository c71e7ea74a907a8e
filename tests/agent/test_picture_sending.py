"""The picture of a request follows it part by part, one at a time, and whatever becomes of it is said once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from agent.picture_sending import PictureSending
from protocol.identifiers import SessionId
from protocol.links.agent_broker import AgentToBroker, Fault
from protocol.links.agent_picture import PictureAnswer, PicturePart
from protocol.links.desktop_picture import AddPicture, PictureFate, PictureOutcome
from protocol.pictures import PART_BYTES, parts_of

SESSION = SessionId("s" * 26)
CONTENT = bytes(at % 251 for at in range(2 * PART_BYTES + 5))
SENT, NOT_SENT, LOST = PictureFate.SENT, PictureFate.NOT_SENT, PictureFate.LOST


@dataclass
class House:
    """The sending, between a desktop and a link that keep what they were told."""

    parts: list[PicturePart] = field(default_factory=list)
    fates: list[PictureFate] = field(default_factory=list)
    is_up: bool = True

    def __post_init__(self) -> None:
        self.sending = PictureSending(self._show, self._send)

    def _show(self, outcome: PictureOutcome) -> None:
        self.fates.append(outcome.fate)

    def _send(self, message: AgentToBroker) -> bool:
        assert isinstance(message, PicturePart)
        if self.is_up:
            self.parts.append(message)
        return self.is_up

    def add_all(self) -> None:
        parts = parts_of(CONTENT)
        for number, part in enumerate(parts, start=1):
            self.sending.add(AddPicture(part=number, of=len(parts), content=part))

    def answer(self, part: int, code: str | None = None, session: SessionId = SESSION) -> None:
        self.sending.answered(PictureAnswer(session=session, part=part, code=code))


def waiting() -> House:
    """A request that is kept, and its first part on the way."""
    house = House()
    house.sending.expect()
    house.add_all()
    house.sending.kept(SESSION)
    return house


@pytest.mark.parametrize("is_kept_first", [True, False])
def test_it_waits_for_the_request_and_goes_one_part_after_the_other(is_kept_first: bool) -> None:
    house = House()
    house.sending.expect()
    if is_kept_first:
        house.sending.kept(SESSION)
    house.add_all()
    if not is_kept_first:
        assert not house.parts, "nothing goes before the request is kept"
        house.sending.kept(SESSION)
    for number in (1, 2, 3):
        assert [each.part for each in house.parts] == list(range(1, number + 1)), "one part at a time"
        assert not house.fates
        house.answer(number)
    assert b"".join(each.content for each in house.parts) == CONTENT
    assert {(each.session, each.of) for each in house.parts} == {(SESSION, 3)}
    assert house.fates == [SENT]


def test_a_refusal_is_told_once_and_the_rest_stays_here() -> None:
    house = waiting()
    house.answer(1, "picture.too_late")
    house.answer(1)
    assert (len(house.parts), house.fates) == (1, [NOT_SENT])


def test_a_link_that_takes_nothing_more_is_told() -> None:
    house = waiting()
    house.is_up = False
    house.answer(1)
    assert house.fates == [NOT_SENT]


def test_an_older_broker_that_knows_no_pictures_is_told() -> None:
    house = waiting()
    house.sending.fault(Fault(code="body.unexpected", message=""))
    assert house.fates == [NOT_SENT]


def test_a_fault_about_another_session_is_none_of_a_picture() -> None:
    house = waiting()
    house.sending.fault(Fault(code="internal", message="", session=SessionId("o" * 26)))
    house.answer(1, session=SessionId("o" * 26))
    assert (len(house.parts), house.fates) == (1, [])


@pytest.mark.parametrize(("is_kept", "fate"), [(True, NOT_SENT), (False, LOST)])
def test_with_the_connection_the_picture_is_gone_and_that_is_said(is_kept: bool, fate: PictureFate) -> None:
    house = House()
    house.sending.expect()
    if is_kept:
        house.sending.kept(SESSION)
    house.sending.link_down()
    house.sending.link_down()
    house.add_all()
    assert (house.parts, house.fates) == ([], [fate])


def test_of_a_request_that_was_refused_or_has_none_no_picture_goes() -> None:
    house = House()
    house.add_all()
    house.sending.kept(SESSION)
    house.sending.expect()
    house.add_all()
    house.sending.refused()
    house.sending.kept(SESSION)
    assert (house.parts, house.fates) == ([], [])


def test_parts_in_another_order_are_not_sent() -> None:
    house = House()
    house.sending.expect()
    house.sending.add(AddPicture(part=2, of=2, content=b"x"))
    assert house.fates == [NOT_SENT]

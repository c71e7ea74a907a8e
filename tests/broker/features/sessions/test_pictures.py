"""Pictures of requests: who adds one and when, who sees it, on both databases; and over real links until the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from broker.access.actors import AccountActor, DeviceActor
from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import NotFound, Refusal
from broker.features.sessions.picture_rules import ARRIVING_SECONDS, JUST_MADE, MOST_ARRIVING
from broker.features.sessions.pictures import Pictures
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import View
from protocol.identifiers import DeviceId, SessionId
from protocol.links import agent_broker
from protocol.links.agent_picture import PictureAnswer, PicturePart
from protocol.pictures import PART_BYTES, parts_of
from protocol.session.states import Session
from tests.broker.features.messages.test_service import Desk as MessageDesk
from tests.broker.features.messages.test_service import a_desk
from tests.fakes.actors import ORG_B, SYSTEM, staff
from tests.fakes.agent_on_link import AgentOnLink
from tests.fakes.clock import FakeClock
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.pictures import jpeg, png
from tests.fakes.scenes import requested

CONTENT = png(size=2 * PART_BYTES + 5)


@dataclass(slots=True)
class Desk:
    """A request on a device, and what was told of it."""

    there: MessageDesk
    clock: FakeClock
    told: list[Session] = field(default_factory=list)
    pictures: Pictures = field(init=False)

    def __post_init__(self) -> None:
        self.pictures = Pictures(work=self.there.work, clock=self.clock, told=self.told.append)

    @property
    def session(self) -> SessionId:
        return SessionId(self.there.session)

    async def part(self, number: int, content: bytes = CONTENT, *, by: DeviceActor | None = None) -> None:
        await self.pictures.take(by or self.there.at_device, parts(self.session, content)[number - 1])

    async def add(self, content: bytes = CONTENT) -> None:
        for number in range(1, len(parts_of(content)) + 1):
            await self.part(number, content)

    async def refuses(self, number: int, content: bytes = CONTENT, *, by: DeviceActor | None = None) -> str:
        with pytest.raises(Refusal) as refused:
            await self.part(number, content, by=by)
        return refused.value.code

    async def kept(self) -> int:
        def body(view: View) -> int:
            return len(view.connection.execute(select(tables.session_pictures.c.session_id)).all())

        return await self.there.work.view(SYSTEM, Permission.SESSION_READ, body)


def parts(session: SessionId, content: bytes) -> list[PicturePart]:
    cut = parts_of(content)
    return [
        PicturePart(session=session, part=number, of=len(cut), content=part) for number, part in enumerate(cut, start=1)
    ]


async def desk_of(work: UnitOfWork, clock: FakeClock) -> Desk:
    return Desk(await a_desk(work), clock)


def reader(**more: object) -> AccountActor:
    return staff(Permission.SESSION_READ, **more)  # type: ignore[arg-type]


async def test_it_is_kept_once_it_is_whole_and_seen_by_staff_and_by_whose_screen_it_is(
    work: UnitOfWork, clock: FakeClock
) -> None:
    desk = await desk_of(work, clock)
    await desk.part(1)
    await desk.part(2)
    assert (await desk.kept(), desk.told) == (0, []), "nothing of a picture that is not whole"
    assert await desk.pictures.shape(reader(), desk.session) is None
    await desk.part(3)
    assert [session.id for session in desk.told] == [desk.session]
    for who in (reader(), desk.there.owner):
        shape = await desk.pictures.shape(who, desk.session)
        assert shape is not None
        assert (shape.width, shape.height) == (640, 400)
        kept = await desk.pictures.read(who, desk.session)
        assert (kept.kind, kept.content) == ("image/png", CONTENT)


async def test_to_anybody_else_there_is_none(work: UnitOfWork, clock: FakeClock) -> None:
    desk = await desk_of(work, clock)
    await desk.add()
    nora = desk.there.person("Nora Next")
    for stranger in (nora, reader(reach=only(ORG_B))):
        assert await desk.pictures.shape(stranger, desk.session) is None
        with pytest.raises(NotFound):
            await desk.pictures.read(stranger, desk.session)
    row = tables.devices
    new_owner = update(row).where(row.c.id == desk.there.device).values(assigned_account_id=nora.account_id)
    await desk.there.change(lambda change: change.connection.execute(new_owner))
    with pytest.raises(NotFound):
        # The device is theirs now; the screen it shows was somebody else's.
        await desk.pictures.read(nora, desk.session)


@pytest.mark.parametrize("content", [jpeg(), png(1600, 4096)])
async def test_both_kinds_are_taken(work: UnitOfWork, clock: FakeClock, content: bytes) -> None:
    desk = await desk_of(work, clock)
    await desk.add(content)
    assert await desk.kept() == 1


async def test_there_is_one_for_a_request_and_nothing_but_pictures(work: UnitOfWork, clock: FakeClock) -> None:
    desk = await desk_of(work, clock)
    assert await desk.refuses(1, b"<svg/>") == "picture.wrong"
    assert await desk.refuses(1, png(1601, 1)) == "picture.too_large"
    await desk.add()
    assert await desk.refuses(1) == "picture.there_already"
    assert await desk.kept() == 1


async def test_it_comes_from_the_device_of_the_request_and_from_no_other(work: UnitOfWork, clock: FakeClock) -> None:
    desk = await desk_of(work, clock)
    there = desk.there.at_device
    for other in (
        DeviceActor(device_id=DeviceId("o" * 26), organization_id=there.organization_id),
        DeviceActor(device_id=there.device_id, organization_id=ORG_B),
    ):
        assert await desk.refuses(1, by=other) == "not_found"
    await desk.part(1)
    other = DeviceActor(device_id=DeviceId("o" * 26), organization_id=there.organization_id)
    assert await desk.refuses(2, by=other) == "picture.out_of_order"


async def test_parts_come_in_their_order_and_in_time_or_none_of_them_is_kept(
    work: UnitOfWork, clock: FakeClock
) -> None:
    desk = await desk_of(work, clock)
    assert await desk.refuses(2) == "picture.out_of_order"
    await desk.part(1)
    assert await desk.refuses(3) == "picture.out_of_order"
    assert await desk.refuses(2) == "picture.out_of_order", "what went wrong once begins anew"
    await desk.part(1)
    clock.advance(ARRIVING_SECONDS)
    await desk.part(2)
    clock.advance(1)
    assert await desk.refuses(3) == "picture.too_late"
    await desk.part(1)
    desk.pictures.forget(desk.there.at_device.device_id)
    assert await desk.refuses(2) == "picture.out_of_order", "a device that went takes it along"
    clock.advance(JUST_MADE.total_seconds())
    assert await desk.refuses(1) == "picture.too_late"
    assert await desk.kept() == 0


async def test_only_so_many_are_on_their_way_at_once(work: UnitOfWork, clock: FakeClock) -> None:
    desk = await desk_of(work, clock)
    for number in range(MOST_ARRIVING):
        desk.pictures._begin(DeviceId(f"device {number}"), desk.session)
    assert await desk.refuses(1) == "picture.busy"
    clock.advance(ARRIVING_SECONDS + 1)
    await desk.add()
    assert await desk.kept() == 1


@pytest.mark.slow
async def test_over_the_link_and_http_until_the_request_is_withdrawn(live: LiveBroker) -> None:
    waiting = await requested(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    path = f"/api/sessions/{waiting.session}"
    assert (await live.get(technician, path)).body["picture"] is None
    wrong = replace(parts(waiting.session, CONTENT)[0], part=2)
    assert (await sent(waiting.agent, wrong)).code == "picture.out_of_order"
    for part in parts(waiting.session, CONTENT):
        assert (await sent(waiting.agent, part)).code is None
    assert (await live.get(technician, path)).body["picture"] == {"width": 640, "height": 400}
    status, headers, content = await fetched(live, technician, f"{path}/picture")
    assert (status, content) == (200, CONTENT)
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (await live.get(await live.end_user(name="Somebody Else"), f"{path}/picture")).status == 404
    assert (await live.kinds(waiting.session))[-1] == "session.picture_added"
    await waiting.agent.send(agent_broker.WithdrawHelp(session=waiting.session))
    await live.ended(waiting.session)
    assert (await live.get(technician, f"{path}/picture")).status == 404
    assert (await live.get(technician, path)).body["picture"] is None
    assert (await sent(waiting.agent, parts(waiting.session, CONTENT)[0])).code == "picture.too_late"
    gone = select(tables.session_pictures.c.session_id)
    assert await live.view(lambda view: view.connection.execute(gone).all()) == []


async def sent(device: AgentOnLink, part: PicturePart) -> PictureAnswer:
    await device.send(part)
    return await device.expect(PictureAnswer, part=part.part)


async def fetched(live: LiveBroker, person: Person, path: str) -> tuple[int, dict[str, str], bytes]:
    async with live.client.get(f"{live.origin}{path}", headers=live.headers(person)) as response:
        return response.status, dict(response.headers), await response.read()

"""The picture of the screen that a person adds to their request: taken in parts, kept, shown, and gone with its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from broker.access.actors import AccountActor, AccountKind, Actor, DeviceActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import Clock
from broker.errors import Conflict, NotFound
from broker.features.sessions import picture_store, store
from broker.features.sessions.picture_rules import ARRIVING_SECONDS, JUST_MADE, MOST_ARRIVING, read_head
from broker.features.sessions.picture_store import Kept, Shape
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.errors import Malformed
from protocol.grant import Origin
from protocol.identifiers import DeviceId, SessionId
from protocol.links.agent_picture import PicturePart
from protocol.pictures import Gathering
from protocol.session.states import Requested, Session

_OUT_OF_ORDER: Final = "The parts of this picture came in another order than they have."
_TOO_LATE: Final = "The picture came too late for this request."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arriving:
    """A picture on its way, in memory until it is whole."""

    session: SessionId
    since: float
    parts: Gathering = field(default_factory=Gathering)


class Pictures:
    """Takes the pictures of devices, and shows them to whoever may read the request."""

    def __init__(self, *, work: UnitOfWork, clock: Clock, told: Callable[[Session], None]) -> None:
        self._work = work
        self._clock = clock
        self._told = told
        self._arriving: dict[DeviceId, _Arriving] = {}

    async def take(self, actor: DeviceActor, message: PicturePart) -> None:
        """Take a part, and with the last one keep the picture; raises a Refusal, after which none of it is left."""
        if message.part == 1:
            # Said at once, and not after half a megabyte.
            await self._work.view(
                actor, Permission.SESSION_REQUEST, lambda view: _waiting(view, actor, message.session)
            )
            self._begin(actor.device_id, message.session)
        content = self._gathered(actor.device_id, message)
        if content is not None:
            await self._keep(actor, message.session, content)

    def forget(self, device: DeviceId) -> None:
        """The device is gone: what is on its way from there will not become whole."""
        self._arriving.pop(device, None)

    async def shape(self, actor: Actor, session: str) -> Shape | None:
        """Say how large the picture of a request is; None where there is none for this actor."""
        return await self._work.view(actor, _reading(actor), lambda view: picture_store.shape_of(view, session))

    async def read(self, actor: Actor, session: str) -> Kept:
        """Read the picture of a request."""
        return await self._work.view(actor, _reading(actor), lambda view: picture_store.read(view, session))

    def _begin(self, device: DeviceId, session: SessionId) -> None:
        now = self._clock.monotonic()
        for other in [each for each, one in self._arriving.items() if now - one.since > ARRIVING_SECONDS]:
            self.forget(other)
        if device not in self._arriving and len(self._arriving) >= MOST_ARRIVING:
            raise Conflict("Too many pictures are on their way just now.", code="picture.busy")
        self._arriving[device] = _Arriving(session=session, since=now)

    def _gathered(self, device: DeviceId, message: PicturePart) -> bytes | None:
        arriving = self._arriving.pop(device, None)
        if arriving is None or arriving.session != message.session:
            raise Conflict(_OUT_OF_ORDER, code="picture.out_of_order")
        if self._clock.monotonic() - arriving.since > ARRIVING_SECONDS:
            raise Conflict(_TOO_LATE, code="picture.too_late")
        try:
            content = arriving.parts.add(message.part, message.of, message.content)
        except Malformed as fault:
            raise Conflict(_OUT_OF_ORDER, code=fault.code) from None
        if content is None:
            self._arriving[device] = arriving
        return content

    async def _keep(self, actor: DeviceActor, session: SessionId, content: bytes) -> None:
        head = read_head(content)

        def body(change: Change) -> None:
            found = _waiting(change, actor, session)
            picture_store.add(change, found.id, actor.device_id, head, content)
            change.record(
                AuditKind.SESSION_PICTURE_ADDED,
                organization=found.organization,
                session=found.id,
                device=found.device,
                person=found.ask.name or None,
                detail={"width": head.width, "height": head.height, "bytes": len(content)},
            )
            change.after_commit(self._told, found)

        await self._work.change(actor, Permission.SESSION_REQUEST, body)


def _waiting(view: View, actor: DeviceActor, session: str) -> Session:
    """Find the request that was just made at this device, waits, and has no picture yet; raises a Refusal."""
    found = store.load(view, session).session
    view.require(Permission.SESSION_REQUEST, found.organization, found.device)
    if found.device != actor.device_id or found.ask.origin is not Origin.REQUEST:
        raise NotFound
    if not isinstance(found.state, Requested) or view.now - found.created_at > JUST_MADE:
        raise Conflict(_TOO_LATE, code="picture.too_late")
    if picture_store.has_one(view, found.id):
        raise Conflict("This request has its picture.", code="picture.there_already")
    return found


def _reading(actor: Actor) -> Permission:
    """End users come by what is theirs, staff by what their groups give."""
    is_staff = isinstance(actor, AccountActor) and actor.kind is AccountKind.STAFF
    return Permission.SESSION_READ if is_staff else Permission.OWN_SESSION_READ

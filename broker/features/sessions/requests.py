"""What the tray of a device shows about the request of its person."""

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.features.sessions import store
from broker.features.sessions.answers import row_state
from broker.features.sessions.courier import Courier
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import View
from protocol.grant import MAX_REASON
from protocol.identifiers import DeviceId, OrganizationId, SessionId
from protocol.links.agent_broker import Requests, RequestState
from protocol.session.states import Requested, Session

_JOB = SystemActor(job="requests")


class RequestBoard:
    """Tells devices where their person's request stands."""

    def __init__(self, work: UnitOfWork, courier: Courier) -> None:
        self._work = work
        self._courier = courier

    async def refresh(self, session: Session) -> None:
        """Tell the device of a request, and everybody in line with it, because places change."""
        waiting = await self._work.view(
            _JOB, Permission.SESSION_READ, lambda view: store.waiting_devices(view, session.organization)
        )
        for device in dict.fromkeys((*([session.device] if session.device else []), *waiting)):
            await self.tell(device)

    async def tell(self, device: DeviceId) -> None:
        """Tell one device, if it is connected."""
        state = await self._work.view(_JOB, Permission.SESSION_READ, lambda view: _state(view, device))
        self._courier.to_agent(device, Requests(request=state))


def _state(view: View, device: DeviceId) -> RequestState | None:
    found = store.open_request_of(view, device)
    if found is None:
        return None
    place = None
    if isinstance(found.state, Requested):
        place = store.place_in_line(view, OrganizationId(found.organization), found.created_at, found.id)
    note = getattr(found.state, "note", None)
    return RequestState(
        session=SessionId(found.id),
        state=row_state(found),
        reason=found.ask.reason[:MAX_REASON],
        waiting_seconds=max(0, int((view.now - found.created_at).total_seconds())),
        place_in_line=place,
        note=note or None,
    )

"""What the tray of a device shows about the request of its person."""

from sqlalchemy import select

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.features.sessions import store
from broker.features.sessions.answers import row_state
from broker.features.sessions.courier import Courier
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import View
from protocol.grant import MAX_REASON
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.links.agent_broker import Requests, RequestState
from protocol.links.agent_frames import Contact
from protocol.session.reasons import EndReason
from protocol.session.states import Ended, Requested, Session

_JOB = SystemActor(job="requests")
# After these nobody was asked anything, so that the tray alone can say what became of the request.
_NEVER_ASKED = frozenset({EndReason.DENIED, EndReason.WITHDRAWN, EndReason.REQUEST_EXPIRED, EndReason.APPROVAL_EXPIRED})


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
            await self.tell(device, last=_outcome(session) if device == session.device else None)

    async def tell(self, device: DeviceId, last: RequestState | None = None) -> None:
        """Tell one device, if it is connected, and whose it is; with no request open, the last word on one that was."""

        def body(view: View) -> Requests:
            return Requests(request=_state(view, device) or last, contact=_contact(view, device))

        self._courier.to_agent(device, await self._work.view(_JOB, Permission.SESSION_READ, body))

    async def owner(self, device: DeviceId) -> AccountId | None:
        """Tell whose device it is."""
        query = select(tables.devices.c.assigned_account_id).where(tables.devices.c.id == device)
        found = await self._work.view(
            _JOB, Permission.SESSION_READ, lambda view: view.connection.execute(query).scalar_one_or_none()
        )
        return AccountId(found) if found else None


def _contact(view: View, device: DeviceId) -> Contact | None:
    owner = tables.accounts.c
    query = (
        select(owner.name, owner.email, owner.phone)
        .join(tables.devices, tables.devices.c.assigned_account_id == owner.id)
        .where(tables.devices.c.id == device)
    )
    row = view.connection.execute(query).one_or_none()
    return Contact(name=row.name[:200], email=row.email[:200], phone=(row.phone or "")[:50]) if row else None


def _outcome(session: Session) -> RequestState | None:
    end = session.state
    if not isinstance(end, Ended) or end.reason not in _NEVER_ASKED:
        return None
    return RequestState(
        session=session.id,
        state=end.reason.value,
        reason=session.ask.reason[:MAX_REASON],
        waiting_seconds=max(0, int((end.at - session.created_at).total_seconds())),
        place_in_line=None,
        note=end.note or None,
    )


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

"""Whether the owner of a device may go on reaching it from elsewhere; every step of such a session asks it anew."""

from sqlalchemy import select

from broker.features.accounts.remote_access import remote_access_of
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.work import View
from protocol.grant import Origin
from protocol.session.reasons import EndReason
from protocol.session.states import Session, technician_of
from protocol.starting import may_come


def gone(view: View, settings: Settings, session: Session) -> EndReason | None:
    """Say why a session of a device's owner may not go on; None where it may, and for every other session."""
    if session.ask.origin is not Origin.OWN:
        return None
    owner, device = technician_of(session), tables.devices.c
    named = select(device.assigned_account_id).where(device.id == session.device, device.revoked_at.is_(None))
    if owner is None or view.connection.execute(named).scalar_one_or_none() != owner:
        return EndReason.NOT_THEIRS
    access = remote_access_of(view, settings, owner)
    policy = settings.for_session(view, session.organization, session.device).policy
    if access is None or not access.is_usable or not may_come(Origin.OWN, policy):
        return EndReason.OWN_ACCESS_OFF
    return None

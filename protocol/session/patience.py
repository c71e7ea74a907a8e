"""How often a person is asked for more in one session: after two questions without a yes, not for ten minutes."""

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from protocol.session.states import Session

MOST_IN_VAIN: Final = 2
REST: Final = timedelta(minutes=10)


def asked_in_vain(session: Session, now: datetime) -> Session:
    """Count a further question that ended without a yes: by a no, by silence, or because the viewer went away."""
    recent = tuple(at for at in session.asked_in_vain if now - at < REST)
    return replace(session, asked_in_vain=(*recent, now)[-MOST_IN_VAIN:])


def rests_until(session: Session, now: datetime) -> datetime | None:
    """Give the moment from which the person may be asked again, where that is not now."""
    if len(session.asked_in_vain) < MOST_IN_VAIN:
        return None
    until = session.asked_in_vain[-1] + REST
    return until if now < until else None

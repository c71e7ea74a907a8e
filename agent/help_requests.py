"""Where the person's request for help stands, from the broker's words into those of their desktop."""

from datetime import datetime, timedelta
from typing import Final

from protocol.links import agent_broker
from protocol.links.core_desktop import RequestState, ShowRequest

_STATES: Final = {
    "requested": RequestState.WAITING,
    "denied": RequestState.DENIED,
    "withdrawn": RequestState.WITHDRAWN,
    "request_expired": RequestState.TIMED_OUT,
}


def shown(request: agent_broker.RequestState | None, now: datetime) -> ShowRequest:
    """Say where a request stands; whatever follows the approval still counts as approved."""
    if request is None:
        return ShowRequest(state=None)
    return ShowRequest(
        state=_STATES.get(request.state, RequestState.APPROVED),
        request=request.session,
        reason=request.reason,
        asked_at=now - timedelta(seconds=request.waiting_seconds),
        place_in_line=request.place_in_line,
        note=request.note,
    )

"""The person's request for help: sent, answered, withdrawn, and told to their desktop in its own words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from agent import clock
from agent.standing import not_sent, refused_request
from protocol.links import agent_broker
from protocol.links.core_desktop import FromCore, NotSent, RequestHelp, RequestState, ShowRequest
from protocol.policy import Policy

_STATES: Final = {
    "requested": RequestState.WAITING,
    "denied": RequestState.DENIED,
    "withdrawn": RequestState.WITHDRAWN,
    "request_expired": RequestState.TIMED_OUT,
}


class HelpDesk:
    """Passes the one request of this device between desktop and broker."""

    def __init__(
        self,
        show: Callable[[FromCore], object],
        send: Callable[[agent_broker.AgentToBroker], bool],
        policy: Callable[[], Policy],
    ) -> None:
        self._show = show
        self._send = send
        self._policy = policy
        self._number = 0
        self._request: agent_broker.RequestState | None = None

    def ask(self, message: RequestHelp) -> None:
        """Send a request, or tell the person at once why it goes nowhere."""
        refused = refused_request(self._policy())
        if refused is not None:
            self._show(not_sent(refused))
            return
        self._number += 1
        asked = agent_broker.AskHelp(
            number=self._number,
            name=message.name,
            email=message.email,
            phone=message.phone[:50],
            reason=message.reason,
        )
        if not self._send(asked):
            self._show(not_sent(NotSent.NO_CONNECTION))

    def answered(self, message: agent_broker.HelpAnswer) -> None:
        """Tell the person why there is no request."""
        if message.session is None:
            self._show(ShowRequest(state=RequestState.REFUSED, note=message.message))

    def withdraw(self) -> None:
        """Take it back."""
        if self._request is not None:
            self._send(agent_broker.WithdrawHelp(session=self._request.session))

    def heard(self, request: agent_broker.RequestState | None) -> None:
        """Take where it stands now."""
        self._request = request
        self.tell()

    def tell(self) -> None:
        """Tell the person where it stands."""
        self._show(shown(self._request, clock.now()))


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

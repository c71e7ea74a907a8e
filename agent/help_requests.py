"""The person's request for help: asked and taken back over the link, and where it stands, as their desktop says it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from agent import clock
from agent.picture_sending import PictureSending
from agent.standing import not_sent, refused_request
from protocol.links import agent_broker, core_desktop
from protocol.links.agent_picture import PictureAnswer
from protocol.links.core_desktop import NotSent, RequestState, ShowRequest
from protocol.links.desktop_picture import AddPicture
from protocol.policy import Policy

_STATES: Final = {
    "requested": RequestState.WAITING,
    "denied": RequestState.DENIED,
    "withdrawn": RequestState.WITHDRAWN,
    "request_expired": RequestState.TIMED_OUT,
    "approval_expired": RequestState.NOT_COME,
}
_MAX_PHONE: Final = 50


class HelpDesk:
    """One request at a time, with the picture that the person adds to it."""

    def __init__(
        self,
        show: Callable[[core_desktop.FromCore], object],
        send: Callable[[agent_broker.AgentToBroker], bool],
        policy: Callable[[], Policy],
    ) -> None:
        self._show = show
        self._send = send
        self._policy = policy
        self._number = 0
        self._request: agent_broker.RequestState | None = None
        self._picture = PictureSending(show, send)

    def ask(self, message: core_desktop.RequestHelp) -> None:
        """Send what the person asks for, or say at once why not; a picture never holds it up."""
        self._picture.refused()
        refused = refused_request(self._policy())
        if refused is not None:
            self._show(not_sent(refused))
            return
        self._number += 1
        asked = agent_broker.AskHelp(
            number=self._number,
            name=message.name,
            email=message.email,
            phone=message.phone[:_MAX_PHONE],
            reason=message.reason,
        )
        if not self._send(asked):
            self._show(not_sent(NotSent.NO_CONNECTION))
        elif message.picture:
            self._picture.expect()

    def add_picture(self, message: AddPicture) -> None:
        """Take a part of the picture that goes with the request."""
        self._picture.add(message)

    def answered(self, answer: agent_broker.HelpAnswer) -> None:
        """Tell the person of a refusal; to a request that was taken its picture is sent."""
        if answer.session is None:
            self._picture.refused()
            self._show(ShowRequest(state=RequestState.REFUSED, note=answer.message))
        elif answer.number == self._number:
            self._picture.kept(answer.session)

    def picture_answered(self, answer: PictureAnswer) -> None:
        """Go on with the picture."""
        self._picture.answered(answer)

    def fault(self, fault: agent_broker.Fault) -> None:
        """The broker did not take something; a picture that it was about is given up."""
        self._picture.fault(fault)

    def link_down(self) -> None:
        """What was on its way may not have arrived."""
        self._picture.link_down()

    def heard(self, request: agent_broker.RequestState | None) -> None:
        """Take where the request stands."""
        self._request = request
        self.tell()

    def withdraw(self) -> None:
        """Take the request back."""
        if self._request is not None:
            self._send(agent_broker.WithdrawHelp(session=self._request.session))

    def tell(self) -> None:
        """Show where the request stands."""
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

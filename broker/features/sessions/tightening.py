"""Carries a change of settings out on what is live: ends and narrows sessions, tells devices and pages."""

from functools import partial

from sqlalchemy import select

from broker.access.permissions import Permission
from broker.features.sessions import store
from broker.features.sessions.courier import Hint
from broker.features.sessions.errands import Errands
from broker.features.sessions.policy_desk import PolicyDesk
from broker.features.sessions.revoking import Revoking
from broker.features.sessions.stage import JOB, Stage
from broker.features.sessions.standing import Standing
from broker.features.settings.catalogue import Key
from broker.features.settings.places import Place
from broker.storage import tables
from broker.storage.work import View
from protocol.identifiers import OrganizationId
from protocol.links.portal_broker import Topic
from protocol.session.states import Session


class Tightening:
    """Makes what is live keep to the settings as they are now."""

    def __init__(self, stage: Stage, errands: Errands, revoking: Revoking, policies: PolicyDesk) -> None:
        self._stage = stage
        self._errands = errands
        # A line of its own: thousands of devices that hear of their settings hold up no end of a session.
        self.spreading = Errands()
        self._revoking = revoking
        self._policies = policies
        self._standing = Standing(stage=stage)

    def soon(self, place: Place, keys: frozenset[Key]) -> None:
        """Do all that a change in one place asks for; nobody waits for it."""
        self._errands.put(lambda: self.sessions(place))
        self.spreading.put(lambda: self._spread(place), same_as=place)
        if Key.ALLOW_REMOTE_SUPPORT in keys:
            self._errands.put(lambda: self._hint(place, Topic.DEVICES, place.device))
        if Key.APPROVAL_NEEDED in keys:
            self._errands.put(lambda: self._hint(place, Topic.REQUESTS, None))

    def device_soon(self, device: str | None, organization: str) -> None:
        """Do so where a device, or some of an organization, are marked or owned otherwise: rules go by that."""
        keys = frozenset({Key.ALLOW_REMOTE_SUPPORT, Key.APPROVAL_NEEDED})
        self.soon(Place(organization=organization, device=device), keys)

    def looks_soon(self, place: Place) -> None:
        """Have the devices of a place learn how they look, where a portal is another."""
        self.spreading.put(lambda: self._spread(place), same_as=place)

    async def sessions(self, place: Place) -> None:
        """End the sessions that may not be any more, and narrow those that may do less."""

        def body(view: View) -> tuple[list[Session], list[Session]]:
            alive = [each for each in store.unfinished(view) if place.takes_in(_place(each))]
            applying = self._stage.settings.at_each(view, {_place(each) for each in alive})
            allowed = [each for each in alive if applying[_place(each)].allow_remote_support]
            return [each for each in alive if each not in allowed], allowed

        over, others = await self._stage.work.view(JOB, Permission.SESSION_READ, body)
        for session in over:
            await self._revoking.end(session.id)
        for session in others:
            await self._standing.reread(session.id)

    async def _spread(self, place: Place) -> None:
        """Hand the policies of a place out part by part, each with its own time."""
        for part in self._policies.parts(place):
            self.spreading.put(partial(self._policies.look, place, part))

    async def _hint(self, place: Place, topic: Topic, thing: str | None) -> None:
        """Have pages that list such things read them again."""
        column = tables.organizations.c.id
        query = select(column) if place.organization is None else select(column).where(column == place.organization)
        found = await self._stage.work.view(
            JOB, Permission.DEVICE_READ, lambda view: view.connection.execute(query).scalars().all()
        )
        for organization in found:
            hint = Hint(topic=topic, id=thing, organization=OrganizationId(organization))
            self._stage.courier.hint(hint)


def _place(session: Session) -> Place:
    return Place(organization=session.organization, device=session.device)

"""Beginning to see an organization's portal as its end users see it."""

from collections.abc import Callable

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.access.portal_groups import BuiltInPortalGroup, read_features
from broker.audit.kinds import AuditKind
from broker.errors import NotFound
from broker.features.see_as import rules, store
from broker.features.see_as.rules import SightKind
from broker.features.see_as.service import Sight, begin_sight
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.identifiers import OrganizationId


class SeeingPortals:
    """Shows staff an organization's portal, as people of one portal group see it."""

    def __init__(self, work: UnitOfWork, *, new_id: Callable[[], str]) -> None:
        self._work = work
        self._new_id = new_id

    async def begin(self, viewer: AccountActor, organization: OrganizationId, group: str) -> Sight:
        """Begin; what was seen before over the same sign-in ends."""
        identifier = self._new_id()

        def body(change: Change) -> Sight:
            place = store.living(change, organization)
            found = store.portal_group(change, organization, group)
            if place is None or found is None or not rules.may_see_portal(viewer, organization):
                raise NotFound
            rules.check_has_portal(read_features(found.features))
            ends_at = begin_sight(change, viewer, identifier, portal_of=organization, portal_group_id=group)
            detail = {"group": found.name}
            change.record(AuditKind.SEE_AS_PORTAL_BEGUN, organization=organization, subject=organization, detail=detail)
            is_open = found.built_in == BuiltInPortalGroup.NON_PORTAL
            return Sight(
                id=identifier,
                shows=SightKind.OPEN_PORTAL if is_open else SightKind.EXAMPLE,
                name=place.name,
                ends_at=ends_at,
                group=found.name,
                slug=place.slug,
            )

        return await self._work.change(viewer, Permission.PORTAL_READ, body, at=organization)

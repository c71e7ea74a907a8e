"""Whose portal somebody may see, and for how long; pure."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from broker.access.actors import AccountActor, AccountKind, home_of, permissions_of
from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.access.scopes import only
from broker.errors import BadInput
from protocol.identifiers import OrganizationId

LONGEST: Final = timedelta(hours=1)
# An end user reads their own devices and sessions: who may read everybody's there learns nothing new by them.
OF_END_USERS: Final = (Permission.ACCOUNT_READ, Permission.DEVICE_READ, Permission.SESSION_READ)


class SightKind(StrEnum):
    """What a sight shows: a person's portal, that of an example end user, or an open portal."""

    PERSON = "person"
    EXAMPLE = "example"
    OPEN_PORTAL = "open_portal"


def may_see_portal(viewer: AccountActor, organization: OrganizationId) -> bool:
    """Tell whether somebody may look at an organization's portal: who may read how it is set up learns nothing new."""
    is_staff = viewer.kind is AccountKind.STAFF
    return is_staff and permissions_of(viewer).holds(Permission.PORTAL_READ, only(organization))


def check_has_portal(features: frozenset[PortalFeature]) -> None:
    """Refuse a portal group that gives no portal: there is nothing to see."""
    if not features:
        sentence = "People in this portal group do not get in. Choose one that gives a portal."
        raise BadInput(sentence, code="see_as.no_portal", fields={"portal_group_id": sentence})


def may_see(viewer: AccountActor, seen: AccountActor) -> bool:
    """Tell whether somebody holds everything that another holds, and knows of them at all."""
    held, home = permissions_of(viewer), only(home_of(seen))
    if viewer.account_id == seen.account_id or viewer.kind is not AccountKind.STAFF:
        return False
    if seen.kind is AccountKind.END_USER:
        return all(held.holds(permission, home) for permission in OF_END_USERS)
    return held.holds(Permission.ACCOUNT_READ, home) and held.take_in(seen.grants)

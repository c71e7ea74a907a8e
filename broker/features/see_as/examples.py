"""The example end user as whom an organization's portal is seen: of a portal group, with nothing of their own."""

from typing import Any, Final

from broker.access.actors import EXAMPLE, AccountActor, AccountKind
from broker.access.portal_features import effective
from broker.access.portal_groups import read_features
from broker.audit.kinds import AuditKind
from broker.features.portal.store import portal_of
from broker.features.see_as import rules, store
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import OrganizationId

_NAME: Final = "Example person"


def example_in(view: View, viewer: AccountActor, organization: OrganizationId, group: str) -> AccountActor | None:
    """Give the example as they would be if they signed in now; None where portal or group is not, or no longer, seen.

    Nobody of the organization is ever shown: the example has a name that is nobody's, no address and no device.
    """
    found = store.portal_group(view, organization, group)
    if found is None or not rules.may_see_portal(viewer, organization) or store.living(view, organization) is None:
        return None
    return AccountActor(
        account_id=EXAMPLE,
        kind=AccountKind.END_USER,
        organization_id=organization,
        features=effective(read_features(found.features), portal_of(view, organization).features),
        name=_NAME,
        email="",
        console=viewer.console if viewer.console == organization else None,
    )


def record_end(change: Change, row: Any, viewer: Any) -> None:
    """Put on the log of the organization that its portal is no longer seen."""
    organization = OrganizationId(row.portal_of)
    group = store.portal_group(change, organization, row.portal_group_id)
    detail = {"viewer": viewer.name if viewer is not None else "", "group": group.name if group else "a removed group"}
    change.record(AuditKind.SEE_AS_PORTAL_ENDED, organization=organization, subject=organization, detail=detail)

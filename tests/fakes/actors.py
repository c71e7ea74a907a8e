"""Actors for tests, who hold exactly what a test says."""

from broker.access.actors import AccountActor, AccountKind, AnonymousActor, DeviceActor, SystemActor
from broker.access.groups import Grants
from broker.access.permissions import Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.scopes import ALL, Reach
from protocol.identifiers import AccountId, DeviceId, OrganizationId

SYSTEM = SystemActor(job="test")
STRANGER = AnonymousActor(address="192.0.2.7")


def named(name: str) -> str:
    """Make an identifier that can be read: the name, filled up to 26 characters."""
    return (name.lower().replace("-", "") + "a" * 26)[:26]


ORG_A = OrganizationId(named("orga"))
ORG_B = OrganizationId(named("orgb"))
ORG_C = OrganizationId(named("orgc"))


def staff(
    *permissions: Permission,
    reach: Reach = ALL,
    name: str = "Duty technician",
    organization: OrganizationId | None = None,
) -> AccountActor:
    """A technician, administrator or auditor with these permissions, all with the same reach."""
    return AccountActor(
        account_id=AccountId(named(name.split(maxsplit=1)[0])),
        kind=AccountKind.STAFF,
        organization_id=organization,
        grants=Grants(dict.fromkeys(permissions, reach)),
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@provider.example",
    )


def end_user(
    organization: OrganizationId = ORG_A,
    name: str = "Accounts assistant",
    features: frozenset[PortalFeature] = ALL_FEATURES,
) -> AccountActor:
    """A contact of an organization, whose portal has these features."""
    return AccountActor(
        account_id=AccountId(named(name.split(maxsplit=1)[0])),
        kind=AccountKind.END_USER,
        organization_id=organization,
        features=features,
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@customer.example",
    )


def device(organization: OrganizationId = ORG_A, name: str = "DESK-014") -> DeviceActor:
    """A device on its link."""
    return DeviceActor(device_id=DeviceId(named(name)), organization_id=organization, name=name)

"""What somebody may do in the console of one organization: what they hold there, or what a visit gives; pure."""

from dataclasses import replace

from broker.access.actors import AccountActor, AccountKind
from broker.access.grants import Grants
from broker.access.groups import SecurityGroup, add_up
from broker.access.permissions import GRANTABLE, INSIDE, VISITING
from broker.access.scopes import only
from protocol.identifiers import OrganizationId


def inside(actor: AccountActor, organization: OrganizationId) -> AccountActor | None:
    """Narrow somebody to an organization they belong to or reach; None where they do neither."""
    is_home = actor.organization_id == organization
    if actor.kind is AccountKind.END_USER:
        return replace(actor, console=organization) if is_home else None
    grants = actor.grants.meet(Grants(dict.fromkeys(GRANTABLE, only(organization))))
    return replace(actor, grants=grants, console=organization) if is_home or grants else None


def visiting(actor: AccountActor, group: SecurityGroup, organization: OrganizationId) -> AccountActor:
    """Make somebody the visitor of an organization, who may do there what a visit gives, and nothing else."""
    grants, visit = add_up((group,)), group.id
    return replace(actor, grants=grants, console=organization, visit=visit)


def visiting_group(visit: str, organization: OrganizationId, *, stands_in: bool) -> SecurityGroup:
    """Spell what a visit gives, as the group it is like: what administrators may, but for who its staff are.

    `stands_in`: where the organization has no administrator of its own who can act, its visitor is one.
    """
    permissions = INSIDE if stands_in else VISITING
    return SecurityGroup(id=visit, name="Seamless access", permissions=permissions, reach=only(organization))

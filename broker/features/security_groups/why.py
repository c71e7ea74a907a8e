"""Why may this person do that there, or why not: the groups that give it, or what is missing."""

from enum import StrEnum

import msgspec

from broker.access.actors import AccountActor, AccountKind
from broker.access.decision import explain
from broker.access.groups import SecurityGroup
from broker.access.permissions import END_USER, PERSON, Permission
from broker.access.scopes import INSTANCE, is_open
from broker.errors import NotFound
from broker.features.accounts import store as accounts
from broker.features.accounts.records import Account, actor_of
from broker.features.security_groups import store
from broker.features.security_groups.answers import Named
from broker.storage.unit_of_work import UnitOfWork, View
from protocol.identifiers import OrganizationId


class Missing(StrEnum):
    """What stands between a person and a permission."""

    NOT_ACTIVE = "not_active"
    END_USER = "end_user"
    NO_PORTAL_FEATURE = "no_portal_feature"
    IN_NO_GROUP = "in_no_group"
    NOT_GIVEN = "not_given"
    NOT_HERE = "not_here"


class GivingGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group that the person is in and that gives the permission, and whether everywhere or where it is selected."""

    id: str
    name: str
    all_organizations: bool


class WhyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Yes by these groups, or no and what is missing; `elsewhere` are groups that give it in other places."""

    allowed: bool
    own: bool
    missing: Missing | None
    person: Named
    permission: Permission
    organization: Named | None
    giving: tuple[GivingGroup, ...]
    elsewhere: tuple[GivingGroup, ...]
    sentence: str


class Explaining:
    """Answers the question."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def why(self, asker: AccountActor, account: str, permission: Permission, where: OrganizationId) -> WhyAnswer:
        """Explain one person, permission and organization (or the instance); all three within the asker's reach."""

        def body(view: View) -> WhyAnswer:
            return _explained(view, account, permission, where)

        return await self._work.view(asker, Permission.GROUP_READ, body)


def _explained(view: View, account: str, permission: Permission, where: OrganizationId) -> WhyAnswer:
    found = accounts.account_by_id(view, account)
    if found is None:
        raise NotFound
    view.require(Permission.GROUP_READ, found.organization_id or INSTANCE)
    view.require(Permission.GROUP_READ, where)
    names = store.organizations(view, {where})
    if where != INSTANCE and where not in names:
        raise NotFound
    groups = accounts.groups_of(view, found.id)
    answer = explain(actor_of(found, groups, None), permission, where, groups)
    allowed = answer.decision.allowed and found.is_active
    return WhyAnswer(
        allowed=allowed,
        own=permission in PERSON | END_USER,
        missing=None if allowed else _missing(found, permission, groups, answer.elsewhere),
        person=Named(id=found.id, name=found.name),
        permission=permission,
        organization=Named(id=where, name=names[where]) if where in names else None,
        giving=tuple(_giving(group) for group in answer.giving),
        elsewhere=tuple(_giving(group) for group in answer.elsewhere),
        sentence=answer.sentence if found.is_active else "No: this account is not active.",
    )


def _missing(
    found: Account, permission: Permission, groups: tuple[SecurityGroup, ...], elsewhere: tuple[SecurityGroup, ...]
) -> Missing:
    if not found.is_active:
        return Missing.NOT_ACTIVE
    if found.kind is AccountKind.END_USER:
        return Missing.NO_PORTAL_FEATURE if permission in END_USER else Missing.END_USER
    if not groups:
        return Missing.IN_NO_GROUP
    return Missing.NOT_HERE if elsewhere else Missing.NOT_GIVEN


def _giving(group: SecurityGroup) -> GivingGroup:
    return GivingGroup(id=group.id, name=group.name, all_organizations=is_open(group.reach))

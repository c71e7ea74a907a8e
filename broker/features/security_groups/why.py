"""Why may this person do that there, or why not: the groups that give it, or what is missing."""

from enum import StrEnum

import msgspec
from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind
from broker.access.decision import Explanation, explain
from broker.access.groups import SecurityGroup
from broker.access.marks import NO_MARKS, groups_among, tags_among
from broker.access.permissions import END_USER, PERSON, Permission
from broker.access.scopes import INSTANCE, is_open
from broker.errors import NotFound
from broker.features.accounts import store as accounts
from broker.features.accounts.records import Account, actor_of
from broker.features.security_groups import store
from broker.features.security_groups.answers import Named
from broker.storage import tables
from broker.storage.device_marks import marks_on
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
    NOT_ON_ALL = "not_on_all"


class GivingGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group that the person is in and that gives the permission, and whether everywhere or where it is selected."""

    id: str
    name: str
    all_organizations: bool
    tags: tuple[str, ...] = ()
    """Where the group is narrowed and the permission concerns devices: which devices it reaches."""
    device_groups: tuple[Named, ...] = ()


class WhyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Yes by these groups, or no and what is missing.

    `on_others` are groups that give it here, but only on devices other than the one asked about, or than all;
    `elsewhere` are groups that give it in other places.
    """

    allowed: bool
    own: bool
    missing: Missing | None
    person: Named
    permission: Permission
    organization: Named | None
    device: Named | None
    giving: tuple[GivingGroup, ...]
    on_others: tuple[GivingGroup, ...]
    elsewhere: tuple[GivingGroup, ...]
    sentence: str


class Explaining:
    """Answers the question."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def why(
        self,
        asker: AccountActor,
        account: str,
        permission: Permission,
        where: OrganizationId,
        device: str | None = None,
    ) -> WhyAnswer:
        """Explain one person, permission and organization (or the instance), if wanted on one device of it.

        All of them have to be within the asker's reach.
        """

        def body(view: View) -> WhyAnswer:
            return _explained(view, account, permission, where, device)

        return await self._work.view(asker, Permission.GROUP_READ, body)


def _explained(
    view: View, account: str, permission: Permission, where: OrganizationId, device: str | None
) -> WhyAnswer:
    found = accounts.account_within_reach(view, account)
    if found is None:
        raise NotFound
    view.require(Permission.GROUP_READ, found.organization_id or INSTANCE)
    view.require(Permission.GROUP_READ, where)
    names = store.organizations(view, {where})
    if where != INSTANCE and where not in names:
        raise NotFound
    groups = accounts.groups_of(view, found.id)
    asked = _device(view, where, device) if device is not None else None
    marks = marks_on(view.connection, asked.id) if asked is not None else NO_MARKS
    answer = explain(actor_of(found, groups, None), permission, where, groups, marks)
    allowed = answer.decision.allowed and found.is_active
    return WhyAnswer(
        allowed=allowed,
        own=permission in PERSON | END_USER,
        missing=None if allowed else _missing(found, permission, groups, answer),
        person=Named(id=found.id, name=found.name),
        permission=permission,
        organization=Named(id=where, name=names[where]) if where in names else None,
        device=asked,
        giving=tuple(_giving(view, group, permission) for group in answer.giving),
        on_others=tuple(_giving(view, group, permission) for group in answer.on_others),
        elsewhere=tuple(_giving(view, group, permission) for group in answer.elsewhere),
        sentence=answer.sentence if found.is_active else "No: this account is not active.",
    )


def _device(view: View, where: OrganizationId, device: str) -> Named:
    """Find the device that is asked about; whoever asks has to see it."""
    row = tables.devices.c
    query = select(row.id, row.name).where(row.id == device, row.organization_id == where, row.revoked_at.is_(None))
    found = view.connection.execute(query).one_or_none()
    if found is None or not view.may(Permission.DEVICE_READ, where, device):
        raise NotFound
    return Named(id=found.id, name=found.name)


def _missing(found: Account, permission: Permission, groups: tuple[SecurityGroup, ...], answer: Explanation) -> Missing:
    if not found.is_active:
        return Missing.NOT_ACTIVE
    if found.kind is AccountKind.END_USER:
        return Missing.NO_PORTAL_FEATURE if permission in END_USER else Missing.END_USER
    if not groups:
        return Missing.IN_NO_GROUP
    if answer.on_others:
        return Missing.NOT_ON_ALL
    return Missing.NOT_HERE if answer.elsewhere else Missing.NOT_GIVEN


def _giving(view: View, group: SecurityGroup, permission: Permission) -> GivingGroup:
    marks = group.narrowing_of(permission) or NO_MARKS
    return GivingGroup(
        id=group.id,
        name=group.name,
        all_organizations=is_open(group.reach),
        tags=tags_among(marks),
        device_groups=tuple(
            Named(id=each.id, name=each.name) for each in store.device_groups(view, groups_among(marks))
        ),
    )

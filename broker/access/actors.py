"""Who acts: a person signed in, a device on its link, a job of the broker, or somebody unknown."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from broker.access.grants import NO_GRANTS, Grants, Narrowed
from broker.access.permissions import ANONYMOUS, DEVICE, PERSON, Permission
from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import rights_of
from broker.access.scopes import ALL, INSTANCE, NOWHERE, Reach, covers, only
from protocol.identifiers import AccountId, DeviceId, OrganizationId

# How somebody of the provider stands on the log of an organization that let them in.
VISITOR: Final = "visitor"
# Somebody who might be in a portal group, as staff look at a portal: no account has this identifier.
EXAMPLE: Final = AccountId("example".ljust(26, "a"))


class AccountKind(StrEnum):
    """The two sorts of account: what staff may do comes from groups, what end users may do from being the person."""

    STAFF = "staff"
    END_USER = "end_user"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedToken:
    """The API token by which a program acts for its owner."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountActor:
    """A person who is signed in, or a program with their token; staff of the provider belong to no organization.

    Staff have grants, from security groups; end users have features, from their portal group. In the console of one
    organization they are narrowed to it; a visitor, whom it has let in, is there by a seamless visit.
    """

    account_id: AccountId
    kind: AccountKind
    organization_id: OrganizationId | None
    grants: Grants = NO_GRANTS
    features: frozenset[PortalFeature] = frozenset()
    name: str
    email: str
    sign_in_id: str | None = None
    used_token: UsedToken | None = None
    console: OrganizationId | None = None
    visit: str | None = None
    seen_by: AccountId | None = None
    """Who looks through this person's eyes; then everything can be read, and nothing changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceActor:
    """A device that proved its key on its link."""

    device_id: DeviceId
    organization_id: OrganizationId
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemActor:
    """A job of the broker itself, such as a deadline or the operator at the console; it may do everything."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousActor:
    """Somebody who has shown nothing yet; known by network address only."""

    address: str


Actor: TypeAlias = AccountActor | DeviceActor | SystemActor | AnonymousActor


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorTitle:
    """How an actor stands on the audit log."""

    kind: str
    id: str
    name: str


def home_of(actor: Actor) -> OrganizationId:
    """Give the organization an actor belongs to, or the instance."""
    match actor:
        case AccountActor():
            return actor.organization_id or INSTANCE
        case DeviceActor():
            return actor.organization_id
        case SystemActor() | AnonymousActor():
            return INSTANCE
        case _:
            assert_never(actor)


def is_inside(actor: Actor, organization: OrganizationId) -> bool:
    """Tell whether an actor belongs to an organization, or visits it: a visitor does not act there from outside."""
    is_visiting = isinstance(actor, AccountActor) and actor.visit is not None and actor.console == organization
    return is_visiting or home_of(actor) == organization


def reach_of(actor: Actor, permission: Permission) -> Reach:
    """Say where an actor holds a permission.

    Rights over one's own things come from being that person or device and reach home only, of an end user those that
    the features of their portal group carry; every other right of a person comes from security groups, which end users
    are never in. The queries behind an own right narrow further, to the rows of that very account or device.
    """
    match actor:
        case AccountActor(used_token=UsedToken()) if permission is Permission.OWN_ACCOUNT_CHANGE:
            # A program with a token never changes how its owner signs in, nor makes itself another token.
            return NOWHERE
        case AccountActor(kind=AccountKind.STAFF):
            return only(home_of(actor)) if permission in PERSON else actor.grants.reach(permission)
        case AccountActor(kind=AccountKind.END_USER):
            return only(home_of(actor)) if permission in rights_of(actor.features) else NOWHERE
        case DeviceActor():
            return only(actor.organization_id) if permission in DEVICE else NOWHERE
        case SystemActor():
            return ALL
        case AnonymousActor():
            return ALL if permission in ANONYMOUS else NOWHERE
        case _:
            raise AssertionError(f"no rule for {actor!r}")


def narrowed_of(actor: Actor, permission: Permission) -> frozenset[Narrowed]:
    """Say where an actor holds a permission over marked devices only; nobody but staff holds anything so."""
    if isinstance(actor, AccountActor) and actor.kind is AccountKind.STAFF:
        return actor.grants.narrowed(permission)
    return frozenset()


def permissions_of(actor: Actor) -> Grants:
    """List everything an actor holds, own rights included."""
    return Grants(
        {permission: reach_of(actor, permission) for permission in Permission},
        {permission: narrowed_of(actor, permission) for permission in Permission},
    )


def touches(actor: Actor, organization: OrganizationId) -> bool:
    """Tell whether anything at all that an actor holds reaches an organization, or a device in it."""
    return any(
        covers(reach_of(actor, permission), organization)
        or any(covers(each.reach, organization) for each in narrowed_of(actor, permission))
        for permission in Permission
    )


def title_of(actor: Actor) -> ActorTitle:
    """Name an actor for the audit log."""
    match actor:
        case AccountActor(used_token=UsedToken() as token):
            return ActorTitle(
                kind=actor.kind.value, id=actor.account_id, name=f"{actor.name} (API token “{token.name}”)"
            )
        case AccountActor():
            kind = VISITOR if actor.visit else actor.kind.value
            return ActorTitle(kind=kind, id=actor.account_id, name=actor.name)
        case DeviceActor():
            return ActorTitle(kind="device", id=actor.device_id, name=actor.name)
        case SystemActor():
            return ActorTitle(kind="system", id=actor.job, name="Handrail")
        case AnonymousActor():
            return ActorTitle(kind="anonymous", id=actor.address, name="")
        case _:
            assert_never(actor)

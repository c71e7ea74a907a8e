"""What is stored of a person and of a sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from broker.access.actors import EXAMPLE, AccountActor, AccountKind, Actor, permissions_of
from broker.access.groups import SecurityGroup, add_up
from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup
from broker.features.accounts.factors import Need, Way
from protocol.identifiers import AccountId, OrganizationId

LONGEST_LIFETIME: Final = timedelta(days=30)
HALF_DONE_LIFETIME: Final = timedelta(minutes=10)
ACTIVE: Final = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account; the secret for codes is sealed."""

    id: AccountId
    kind: AccountKind
    organization_id: OrganizationId | None
    email: str
    name: str
    phone: str
    password_hash: str | None
    totp_secret_encrypted: bytes | None
    totp_confirmed_at: datetime | None
    totp_last_step: int | None
    status: str
    portal_group_id: str = BuiltInPortalGroup.STANDARD.id
    features: frozenset[PortalFeature] = frozenset()
    """What the portal of an end user has for them."""
    totp_offered_encrypted: bytes | None = None
    passkeys: int = 0
    requires_factor: bool = False
    redirect_url: str = ""
    """Where an end user is helped instead, while the portal of their organization is switched off."""

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE

    @property
    def has_codes(self) -> bool:
        return self.totp_confirmed_at is not None and self.totp_secret_encrypted is not None

    @property
    def has_factor(self) -> bool:
        return self.has_codes or self.passkeys > 0

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways in which this person can show that it is them, beside or in place of the password."""
        if not self.has_factor:
            return (Way.PASSWORD if self.password_hash is not None else Way.COMPANY,)
        app, passkey = (Way.APP,) if self.has_codes else (), (Way.PASSKEY,) if self.passkeys else ()
        return (*app, *passkey, Way.RECOVERY_CODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignIn:
    """A browser's sign-in; while it is not complete, only the next step of signing in accepts it."""

    id: str
    account_id: AccountId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    is_complete: bool
    factor: str | None = None
    factor_at: datetime | None = None
    """When a second factor was last shown."""
    proved_at: datetime | None = None
    """When the person last showed that it is them, by a second factor or, having none, by the password."""
    shown_at: datetime | None = None
    """When an app or a passkey was shown that no session has used yet."""
    browser: str = ""

    def is_live(self, now: datetime, idle_time: timedelta) -> bool:
        """Tell whether it still counts; `idle_time` is how long it lasts while nobody does anything."""
        return self.ended_at is None and now < self.expires_at and now < self.last_seen_at + idle_time


def actor_of(account: Account, groups: tuple[SecurityGroup, ...], sign_in_id: str | None) -> AccountActor:
    """Make the actor that a signed-in person is."""
    return AccountActor(
        account_id=account.id,
        kind=account.kind,
        organization_id=account.organization_id,
        grants=add_up(groups),
        features=account.features,
        name=account.name,
        email=account.email,
        sign_in_id=sign_in_id,
    )


def example_account(actor: AccountActor) -> Account:
    """Spell the account that an example end user would have: nothing but a name and what their portal has for them."""
    return Account(
        id=EXAMPLE,
        kind=actor.kind,
        organization_id=actor.organization_id,
        email=actor.email,
        name=actor.name,
        phone="",
        password_hash=None,
        totp_secret_encrypted=None,
        totp_confirmed_at=None,
        totp_last_step=None,
        status=ACTIVE,
        features=actor.features,
    )


def needs_of(account: Account, groups: tuple[SecurityGroup, ...], *, everybody: bool) -> tuple[Need, ...]:
    """List why a person must have a second factor; staff who may do anything to or about others always must.

    `everybody`: whether the settings that apply to this person ask everybody for one.
    """
    found = {
        Need.POWER: account.kind is AccountKind.STAFF and bool(add_up(groups)),
        Need.GROUP: any(group.requires_factor for group in groups),
        Need.ORGANIZATION: everybody,
        Need.ACCOUNT: account.requires_factor,
    }
    return tuple(need for need, applies in found.items() if applies)


def is_enough(account: Account, needs: tuple[Need, ...], factor_at: datetime | None) -> bool:
    """Tell whether a complete sign-in lets this person in now: who must have a second factor has one, and showed it."""
    return not needs or (account.has_factor and factor_at is not None)


def holds_as_much(actor: Actor, groups: tuple[SecurityGroup, ...]) -> bool:
    """Tell whether an actor holds everything that these groups give, everywhere they give it."""
    return permissions_of(actor).take_in(add_up(groups))

"""What has to be so before an end user reaches their own devices from elsewhere, and whether it is so for somebody."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select

from broker.access.actors import AccountKind
from broker.access.portal_features import PortalFeature
from broker.features.accounts import store
from broker.features.accounts.one_time_codes import STEP_SECONDS, WINDOW_STEPS
from broker.features.accounts.records import Account
from broker.features.accounts.rules import is_email
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.work import View


class Unmet(StrEnum):
    """A condition that is not met; nothing stands in for any of them."""

    PORTAL = "portal"
    EMAIL = "email"
    FACTOR = "factor"
    FACTOR_NOT_USED = "factor_not_used"


OF_THEM: Final = {
    Unmet.PORTAL: "They cannot sign in to the portal.",
    Unmet.EMAIL: "They have no e-mail address.",
    Unmet.FACTOR: "They have set up no second factor.",
    Unmet.FACTOR_NOT_USED: "They have not used their second factor yet. They sign in with it once.",
}
"""Each as those read it who look after the person."""
OF_ONESELF: Final = {
    Unmet.PORTAL: "You cannot sign in to the portal.",
    Unmet.EMAIL: "You have no e-mail address. Ask your IT.",
    Unmet.FACTOR: "Set up a second step in your profile first.",
    Unmet.FACTOR_NOT_USED: "Sign in with your second step once, then try again.",
}
"""Each as the person reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccess:
    """How it stands for one person: the switch, what is not met, and whether their portal group has it for them."""

    is_on: bool
    unmet: tuple[Unmet, ...]
    has_feature: bool

    @property
    def is_usable(self) -> bool:
        """Tell whether all that is about the person lets them; the settings of each device are above it."""
        return self.is_on and self.has_feature and not self.unmet


def unmet_by(account: Account, *, passkey_used_at: datetime | None, is_portal_on: bool) -> tuple[Unmet, ...]:
    """List what is not met: portal sign-in enabled, an e-mail address, a second factor set up and used since.

    `is_portal_on` is what the settings say of the portal for end users where the person belongs.
    """
    can_come = account.kind is AccountKind.END_USER and account.is_active
    has_portal = can_come and is_portal_on and not account.redirect_url
    has_used = passkey_used_at is not None or _has_used_app(account)
    met = {
        Unmet.PORTAL: has_portal,
        Unmet.EMAIL: is_email(account.email),
        Unmet.FACTOR: account.has_factor,
        Unmet.FACTOR_NOT_USED: has_used or not account.has_factor,
    }
    return tuple(condition for condition, is_met in met.items() if not is_met)


def _has_used_app(account: Account) -> bool:
    """Tell whether a code was given after the one that the app was set up with."""
    if not account.has_codes or account.totp_last_step is None or account.totp_confirmed_at is None:
        return False
    first = int(account.totp_confirmed_at.timestamp()) // STEP_SECONDS + WINDOW_STEPS
    return account.totp_last_step > first


def remote_access_of(view: View, settings: Settings, account_id: str) -> RemoteAccess | None:
    """Read how it stands for somebody; None where there is no such account."""
    account = store.account_by_id(view, account_id)
    if account is None:
        return None
    row, passkeys = tables.accounts.c, tables.passkeys.c
    used = select(func.max(passkeys.last_used_at)).where(passkeys.account_id == account.id).scalar_subquery()
    found = view.connection.execute(select(row.remote_access, used.label("used")).where(row.id == account.id)).one()
    return RemoteAccess(
        is_on=bool(found.remote_access),
        unmet=unmet_by(
            account,
            passkey_used_at=found.used,
            is_portal_on=settings.at(view, account.organization_id).end_user_portal,
        ),
        has_feature=PortalFeature.OWN_DEVICE_ACCESS in account.features,
    )

"""Whether somebody's portal is shut for them: it leads elsewhere, or the settings switched it off; pure."""

from broker.access.actors import AccountKind
from broker.features.accounts.records import Account
from broker.features.portal.rules import PortalOff
from broker.features.settings.service import Applying


def shut_for(account: Account, applying: Applying) -> PortalOff | None:
    """Give what an end user is told whose portal is shut; staff are never held up by it."""
    if account.redirect_url:
        return PortalOff(account.redirect_url)
    if account.kind is AccountKind.END_USER and not applying.end_user_portal:
        return PortalOff()
    return None

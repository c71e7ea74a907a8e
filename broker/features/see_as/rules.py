"""Whose portal somebody may see, and for how long; pure."""

from datetime import timedelta
from typing import Final

from broker.access.actors import AccountActor, AccountKind, home_of, permissions_of
from broker.access.permissions import Permission
from broker.access.scopes import only

LONGEST: Final = timedelta(hours=1)
# An end user reads their own devices and sessions: who may read everybody's there learns nothing new by them.
OF_END_USERS: Final = (Permission.ACCOUNT_READ, Permission.DEVICE_READ, Permission.SESSION_READ)


def may_see(viewer: AccountActor, seen: AccountActor) -> bool:
    """Tell whether somebody holds everything that another holds, and knows of them at all."""
    held, home = permissions_of(viewer), only(home_of(seen))
    if viewer.account_id == seen.account_id or viewer.kind is not AccountKind.STAFF:
        return False
    if seen.kind is AccountKind.END_USER:
        return all(held.holds(permission, home) for permission in OF_END_USERS)
    return held.holds(Permission.ACCOUNT_READ, home) and held.take_in(seen.grants)

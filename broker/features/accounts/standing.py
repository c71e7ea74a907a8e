"""Whether a person who began something by a sign-in is still signed in, and what they may do now."""

from sqlalchemy import select

from broker.access.actors import AccountActor
from broker.features.accounts import store
from broker.features.accounts.records import actor_of, needs_codes
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.work import View


def standing_of(view: View, settings: Settings, account_id: str, sign_in_id: str | None) -> AccountActor | None:
    """Give the person as they are now; None where account or sign-in is over; where none is named, any counts."""
    account = store.account_by_id(view, account_id)
    if account is None or not account.is_active:
        return None
    row = tables.sign_ins.c
    idle_time = settings.at(view, account.organization_id).idle_time
    query = select(row.id).where(
        row.account_id == account.id,
        row.mfa,
        row.ended_at.is_(None),
        row.expires_at > view.now,
        row.last_seen_at > view.now - idle_time,
    )
    if sign_in_id is not None:
        query = query.where(row.id == sign_in_id)
    found = view.connection.execute(query.limit(1)).scalar_one_or_none()
    groups = store.groups_of(view, account.id)
    if found is None or (needs_codes(account, groups) and not account.has_codes):
        return None
    return actor_of(account, groups, found)

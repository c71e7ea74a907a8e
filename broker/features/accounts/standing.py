"""Whether a person who began something by a sign-in is still signed in, and what they may do now."""

from sqlalchemy import select

from broker.access.actors import AccountActor
from broker.access.groups import SecurityGroup
from broker.features.accounts import consoles, store
from broker.features.accounts.records import actor_of, is_enough, needs_of
from broker.features.accounts.shut_portals import shut_for
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.work import View


def standing_of(view: View, settings: Settings, account_id: str, sign_in_id: str | None) -> AccountActor | None:
    """Give the person as they are now; None where account or sign-in is over; where none is named, any counts."""
    account = store.account_by_id(view, account_id)
    if account is None or not account.is_active:
        return None
    row = tables.sign_ins.c
    applying = settings.at(view, account.organization_id)
    if shut_for(account, applying):
        return None
    query = select(row.id, row.factor_at).where(
        row.account_id == account.id,
        row.mfa,
        row.ended_at.is_(None),
        row.expires_at > view.now,
        row.last_seen_at > view.now - applying.idle_time,
    )
    if sign_in_id is not None:
        query = query.where(row.id == sign_in_id)
    # Of several, the one with the newest second factor counts.
    found = view.connection.execute(query.order_by(row.factor_at.desc().nulls_last()).limit(1)).one_or_none()
    groups = store.groups_of(view, account.id)
    needs = needs_of(account, groups, everybody=applying.mfa_required)
    if found is None or not is_enough(account, needs, found.factor_at):
        return None
    return actor_of(account, (*groups, *_by_visits(view, account.id, sign_in_id, groups)), found.id)


def _by_visits(
    view: View, account_id: str, sign_in_id: str | None, groups: tuple[SecurityGroup, ...]
) -> tuple[SecurityGroup, ...]:
    return consoles.groups_by_visits(view, account_id, sign_in_id) if consoles.may_visit(groups) else ()

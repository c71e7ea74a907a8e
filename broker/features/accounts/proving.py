"""Whether the person who acts has shown within the last minutes that it is them."""

from sqlalchemy import update

from broker.access.actors import AccountActor
from broker.features.accounts import store
from broker.features.accounts.factors import SESSION_FRESH, is_fresh, session_step_up_needed, step_up_needed
from broker.storage import tables
from broker.storage.unit_of_work import Change, View


def check_fresh(view: View, actor: AccountActor) -> None:
    """Raise `step_up.needed` where they have not, with the ways in which they can."""
    account = store.account_by_id(view, actor.account_id)
    found = store.sign_in_by_id(view, actor.sign_in_id) if actor.sign_in_id else None
    if account is None or found is None or found.account_id != account.id:
        # No person is present who could show anything.
        raise step_up_needed(())
    # Who has a second factor shows that one; the password alone is not enough for them.
    if not is_fresh(found.factor_at if account.has_factor else found.proved_at, view.now):
        raise step_up_needed(account.ways)


def check_shown_for_session(view: View, actor: AccountActor) -> None:
    """Raise `step_up.session` where no app or passkey was shown for a session that is about to begin."""
    account = store.account_by_id(view, actor.account_id)
    found = store.sign_in_by_id(view, actor.sign_in_id) if actor.sign_in_id else None
    if account is None or found is None or found.account_id != account.id:
        raise session_step_up_needed(())
    if not is_fresh(found.shown_at, view.now, SESSION_FRESH):
        raise session_step_up_needed(account.ways)


def use_up_for_session(change: Change, actor: AccountActor) -> None:
    """Use up what was shown: it is good for one session. Raises `step_up.session` where another was faster."""
    check_shown_for_session(change, actor)
    rows = tables.sign_ins
    query = update(rows).where(rows.c.id == actor.sign_in_id, rows.c.shown_at.is_not(None)).values(shown_at=None)
    if change.connection.execute(query).rowcount != 1:
        account = store.account_by_id(change, actor.account_id)
        raise session_step_up_needed(account.ways if account else ())

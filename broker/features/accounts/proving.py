"""Whether the person who acts has shown within the last minutes that it is them."""

from broker.access.actors import AccountActor
from broker.features.accounts import store
from broker.features.accounts.factors import is_fresh, step_up_needed
from broker.storage.unit_of_work import View


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

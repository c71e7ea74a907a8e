"""Whom the settings name to be told of each session of a place: people with an account, by their addresses."""

from collections.abc import Callable

from broker.features.accounts import store as accounts
from broker.features.accounts.rules import email_key
from broker.features.notifications.events import Event
from broker.features.notifications.rules import Happening
from broker.features.settings.service import Settings
from broker.storage.work import View

Naming = Callable[[View, Event], frozenset[str]]
"""Gives the accounts that are to be told of an event because the settings name them."""
_OF_SESSIONS = frozenset({Happening.STARTED, Happening.ENDED})


def nobody(_view: View, _event: Event) -> frozenset[str]:
    """Name nobody, where no settings are at hand."""
    return frozenset()


def named_by(settings: Settings) -> Naming:
    """Name whom *Told of each session* names where it happened: beginnings and ends, and nothing else."""

    def named(view: View, event: Event) -> frozenset[str]:
        if event.happening not in _OF_SESSIONS:
            return frozenset()
        addresses = settings.at(view, event.organization, event.device).session_told
        found = (accounts.account_by_key(view, email_key(each)) for each in addresses)
        return frozenset(account.id for account in found if account is not None)

    return named

"""The port by which accounts send word of what was done to a person's second factors; wired in app.py."""

from typing import Protocol

from broker.features.accounts.factors import News
from broker.features.accounts.records import Account
from broker.storage.work import Change


class Tell(Protocol):
    """Writes a mail within the change that it tells of."""

    def __call__(self, change: Change, account: Account, news: News, name: str = "") -> None:
        """Tell a person; `name` is that of the passkey."""
        ...


def keep_quiet(change: Change, account: Account, news: News, name: str = "") -> None:
    """Tell nobody: for programs that send no mails."""

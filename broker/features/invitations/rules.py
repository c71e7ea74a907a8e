"""What one-time links are for, how long they work, and where they lead; pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from broker.entropy import url_text
from broker.errors import Refusal
from broker.features.mail.letters import LetterKind

TOKEN_BYTES: Final = 32


class Purpose(StrEnum):
    """What a link is good for, and for nothing else."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name, no secret
    EMAIL_CHANGE = "email_change"
    SEAMLESS_ACCESS = "seamless_access"


PASSWORD_PURPOSES: Final = frozenset({Purpose.INVITATION, Purpose.PASSWORD_RESET})
LIFETIMES: Final = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.PASSWORD_RESET: timedelta(hours=1),
    Purpose.EMAIL_CHANGE: timedelta(hours=24),
    Purpose.SEAMLESS_ACCESS: timedelta(days=7),
}
LETTERS: Final = {
    Purpose.INVITATION: LetterKind.INVITATION,
    Purpose.PASSWORD_RESET: LetterKind.PASSWORD_RESET,
    Purpose.EMAIL_CHANGE: LetterKind.EMAIL_CHANGE,
    Purpose.SEAMLESS_ACCESS: LetterKind.SEAMLESS_ACCESS,
}

_PAGES: Final = {
    Purpose.INVITATION: "/choose-password",
    Purpose.PASSWORD_RESET: "/choose-password",
    Purpose.EMAIL_CHANGE: "/confirm-email",
    Purpose.SEAMLESS_ACCESS: "/activate-access",
}


def token_of(entropy: bytes) -> str:
    """Spell 256 random bits for an address."""
    return url_text(entropy)


def path_of(purpose: Purpose, token: str) -> str:
    """Give the link's path; the token stands behind `#`, which no browser sends, to us or as a Referer."""
    return f"{_PAGES[purpose]}#{token}"


def until_text(instant: datetime) -> str:
    """Spell the end of a link's life for people in any zone and language."""
    return f"{instant:%Y-%m-%d, %H:%M} UTC"


def link_gone() -> Refusal:
    """One sentence for every link that does not work: used, too old, replaced, foreign, made up."""
    return Refusal("Used or too old.", code="link.gone", status=410)

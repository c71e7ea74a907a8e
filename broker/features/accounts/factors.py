"""Second factors: the ways to show one, why somebody must, and how long it counts; pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from broker.errors import Refusal

FRESH: Final = timedelta(minutes=10)
SESSION_FRESH: Final = timedelta(minutes=2)
"""How long what was shown waits for the one session that it is shown for."""


class Way(StrEnum):
    """How a person shows that it is them."""

    APP = "app"
    PASSKEY = "passkey"
    PASSKEY_ALONE = "passkey_alone"
    RECOVERY_CODE = "recovery_code"
    PASSWORD = "password"  # noqa: S105 - a name, no secret
    COMPANY = "company"
    """Signing in anew at the company: who has nothing else here has come in that way."""


class Need(StrEnum):
    """Why a person must have a second factor."""

    POWER = "power"
    GROUP = "group"
    ORGANIZATION = "organization"
    ACCOUNT = "account"


class News(StrEnum):
    """What a person is told by mail about their second factors."""

    APP_SET_UP = "app_set_up"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    FACTORS_RESET = "factors_reset"


FOR_SESSION: Final = (Way.APP, Way.PASSKEY)
"""What counts before a session; a recovery code gets somebody back in, no more."""
_SENTENCES: Final = {
    Way.APP: "Give a code from your app.",
    Way.PASSKEY: "Use a passkey.",
    Way.PASSKEY_ALONE: "Use a passkey.",
    Way.RECOVERY_CODE: "Give a recovery code.",
    Way.PASSWORD: "Give your password.",
    Way.COMPANY: "Sign in at your company again.",
}


def is_fresh(proved_at: datetime | None, now: datetime, lasts: timedelta = FRESH) -> bool:
    """Tell whether what was shown then still counts for something dangerous; a clock that went back does not."""
    return proved_at is not None and timedelta(0) <= now - proved_at < lasts


def step_up_needed(ways: Iterable[Way]) -> Refusal:
    """Ask a person to show once more that it is them, in one of these ways."""
    fields = {way.value: _SENTENCES[way] for way in ways}
    return Refusal("Show once more that it is you.", code="step_up.needed", status=403, fields=fields)


def session_step_up_needed(ways: Iterable[Way]) -> Refusal:
    """Ask a technician to show that it is them for one session, or say what they have to set up first."""
    fields = {way.value: _SENTENCES[way] for way in ways if way in FOR_SESSION}
    sentence = (
        "Show that it is you, for this session."
        if fields
        else "A session here begins with a code from your app or a passkey, shown by you in your browser."
        " Set one up in your profile."
    )
    return Refusal(sentence, code="step_up.session", status=403, fields=fields)


def last_factor() -> Refusal:
    """Refuse to take away what a person must have."""
    sentence = "This is your last second step, and you must have one. Add another one first."
    return Refusal(sentence, code="factor.last", status=409)

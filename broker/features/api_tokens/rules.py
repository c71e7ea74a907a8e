"""What an API token is, what it may be given, and whether it still works; pure."""

import re
from collections.abc import Callable, Iterable, Set
from datetime import datetime
from enum import StrEnum
from typing import Final

from broker.access.groups import Grants
from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import ALL, NOWHERE, Reach, is_within
from broker.entropy import url_text
from broker.errors import BadInput

MAX_NAME_CHARACTERS: Final = 80
MAX_ORGANIZATIONS: Final = 100
MAX_TOKENS: Final = 50
MAX_DAYS: Final = 365
USUAL_DAYS: Final = 90
TOKEN_BYTES: Final = 32
# A token that could make tokens would outlive every day that is set for it.
FOR_TOKENS: Final = GRANTABLE - {Permission.TOKEN_CHANGE}
_PREFIX: Final = "hr_"
_FORM: Final = re.compile(r"hr_[A-Za-z0-9_-]{43}")


class State(StrEnum):
    """Whether a token works."""

    WORKS = "works"
    EXPIRED = "expired"
    REVOKED = "revoked"


def new_token(randomness: Callable[[int], bytes]) -> str:
    """Draw a token: 256 random bits, recognisable by its first letters."""
    return _PREFIX + url_text(randomness(TOKEN_BYTES))


def has_form(token: str) -> bool:
    """Tell whether this can be a token at all."""
    return _FORM.fullmatch(token) is not None


def state_of(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> State:
    """Say whether a token works at an instant."""
    if revoked_at is not None:
        return State.REVOKED
    return State.WORKS if now < expires_at else State.EXPIRED


def read_name(text: str) -> str:
    """Spell a name in one way, or raise BadInput."""
    spelled = " ".join(text.split())
    if spelled and len(spelled) <= MAX_NAME_CHARACTERS and spelled.isprintable():
        return spelled
    sentence = f"A name has 1 to {MAX_NAME_CHARACTERS} characters that can be read."
    raise BadInput(sentence, code="token.wrong_name", fields={"name": sentence})


def check_rights(wanted: Set[Permission], reach: Reach, held: Grants) -> None:
    """Refuse a token that would give nothing, or more than its owner holds."""
    if not wanted:
        raise _wrong("Choose what the token may do.", "permissions")
    if reach == NOWHERE:
        raise _wrong("Choose at least one organization.", "organizations")
    if isinstance(reach, frozenset) and len(reach) > MAX_ORGANIZATIONS:
        raise _wrong(f"Choose at most {MAX_ORGANIZATIONS} organizations, or all.", "organizations")
    missing = sorted(each for each in wanted if not _is_given(each, reach, held))
    if missing:
        raise _wrong(f"You do not hold this there: {_listed(missing)}.", "permissions")


def _is_given(permission: Permission, reach: Reach, held: Grants) -> bool:
    if permission not in FOR_TOKENS:
        return False
    # A token for all reaches what its owner reaches at that moment, so that holding it anywhere is enough.
    return permission in held if reach is ALL else is_within(reach, held.reach(permission))


def _listed(permissions: Iterable[Permission]) -> str:
    return ", ".join(each.value for each in permissions)


def _wrong(sentence: str, field: str) -> BadInput:
    return BadInput(sentence, code=f"token.wrong_{field}", fields={field: sentence})

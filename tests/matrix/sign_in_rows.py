"""The rows of where people are signed in: one's own, and of those one looks after."""

from typing import Final

from broker.access.permissions import Permission
from tests.matrix.actors import END_USERS, STAFF, Who
from tests.matrix.rows import NOTHING_HERE, Row

_SIGNED: Final = (END_USERS | STAFF.keys()) - {Who.OWNER_SHUT_OUT}
_PERSON: Final = {"account_id": "{person}"}
_SIGN_IN: Final = {"account_id": "{person}", "sign_in_id": "{sign_in}"}
_MINE: Final = Row(for_programs=False, but=dict.fromkeys(_SIGNED - {Who.TOKEN_HERE}, "200"))
_NOT_MINE: Final = Row(
    for_programs=False, but=dict.fromkeys(_SIGNED - {Who.TOKEN_HERE}, NOTHING_HERE), path={"sign_in_id": "{sign_in}"}
)

SIGN_IN_ROWS: Final = {
    "GET /api/me/sign-ins": _MINE,
    "POST /api/me/sign-ins/end-others": _MINE,
    "POST /api/me/sign-ins/{sign_in_id}/end": _NOT_MINE,
    "GET /api/accounts/{account_id}/sign-ins": Row(needs=Permission.END_USER_CHANGE, path=_PERSON),
    "POST /api/accounts/{account_id}/sign-ins/end": Row(needs=Permission.END_USER_CHANGE, path=_PERSON),
    "POST /api/accounts/{account_id}/sign-ins/{sign_in_id}/end": Row(needs=Permission.END_USER_CHANGE, path=_SIGN_IN),
}

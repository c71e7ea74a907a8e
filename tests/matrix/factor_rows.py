"""The rows of second factors: at sign-in, one's own, shown again, and those of people one looks after."""

from typing import Final

from broker.access.permissions import Permission
from tests.matrix.actors import END_USERS, STAFF, Who
from tests.matrix.rows import MISSING_RIGHT, UNSIGNED, Row

_SIGNED: Final = (END_USERS | STAFF.keys()) - {Who.OWNER_SHUT_OUT}
_PERSON: Final = {"account_id": "{person}"}
_SHOWN: Final = {"id": "AAAA", "client_data": "AAAA", "authenticator_data": "AAAA", "signature": "AAAA"}
_MADE: Final = {"name": "Key", "id": "AAAA", "client_data": "AAAA", "attestation": "AAAA"}
_FAILED: Final = "401 sign_in.failed"
_REFUSED: Final = "400 step_up.failed"


def _at_sign_in(body: dict[str, str] | None = None) -> Row:
    """Whoever is signed in whole is in the middle of nothing."""
    return Row(for_programs=False, all=UNSIGNED, body=body or {})


def _own(answer: str, body: dict[str, str] | None = None, *, path: dict[str, str] | None = None) -> Row:
    """One's own, for which a program is never let in."""
    people = dict.fromkeys(_SIGNED - {Who.TOKEN_HERE}, answer)
    return Row(for_programs=False, but=people, body=body, path=path or {})


def _shown_again(answer: str, body: dict[str, str]) -> Row:
    """What only a person can show, so that no token has the right to."""
    return Row(but={**dict.fromkeys(_SIGNED, answer), Who.TOKEN_HERE: MISSING_RIGHT}, body=body)


_NOT_LAST: Final = dict.fromkeys(STAFF.keys() - {Who.TOKEN_HERE}, "409 factor.last")
_REMOVED: Final = dict.fromkeys(END_USERS - {Who.OWNER_SHUT_OUT}, "200")

FACTOR_ROWS: Final = {
    "POST /api/sign-in/passkey-asked": Row(all="200", body={}),
    "POST /api/sign-in/passkey": Row(all=_FAILED, body=_SHOWN),
    "POST /api/sign-in/second-passkey-asked": _at_sign_in(),
    "POST /api/sign-in/second-passkey": _at_sign_in(_SHOWN),
    "POST /api/sign-in/new-passkey-wanted": _at_sign_in(),
    "POST /api/sign-in/new-passkey": _at_sign_in(_MADE),
    "GET /api/me/factors": Row(but=dict.fromkeys(_SIGNED, "200")),
    "POST /api/me/app": _own("200", {}),
    "POST /api/me/app/confirm": _own("400 factor.wrong_code", {"code": "000000"}),
    # Staff who may do something to others keep their last one.
    "DELETE /api/me/app": Row(for_programs=False, but=_NOT_LAST | _REMOVED),
    "POST /api/me/passkeys/wanted": _own("200", {}),
    "POST /api/me/passkeys": _own("400 passkey.refused", _MADE),
    "DELETE /api/me/passkeys/{passkey}": _own("404 not_found", path={"passkey": "a" * 26}),
    "POST /api/me/recovery-codes": _own("200", {}),
    "POST /api/me/step-up/app": _shown_again(_REFUSED, {"code": "000000"}),
    "POST /api/me/step-up/recovery-code": _shown_again(_REFUSED, {"code": "000000"}),
    "POST /api/me/step-up/password": _shown_again(_REFUSED, {"password": "wrong"}),
    "POST /api/me/step-up/passkey-asked": _shown_again("200", {}),
    "POST /api/me/step-up/passkey": _shown_again(_REFUSED, _SHOWN),
    "GET /api/accounts/{account_id}/factors": Row(needs=Permission.ACCOUNT_READ, path=_PERSON),
    "PUT /api/accounts/{account_id}/factors": Row(
        for_programs=False, needs=Permission.END_USER_CHANGE, path=_PERSON, body={"required": True}
    ),
    "POST /api/accounts/{account_id}/factors/reset": Row(
        for_programs=False, needs=Permission.END_USER_CHANGE, path=_PERSON, body={}
    ),
}

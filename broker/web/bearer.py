"""The API token of a program, in place of a browser's cookie."""

from collections.abc import Iterable
from typing import Final

from broker.errors import BadInput, Refusal
from broker.web.policy import Policy, Public, Signed

MAX_TOKEN: Final = 200
_SCHEME: Final = "bearer"


def token_in(headers: Iterable[str]) -> str | None:
    """Take what stands behind `Bearer` (RFC 6750, section 2.1); several, or one too long, are one that never works."""
    found = [value.strip() for scheme, _, value in (each.partition(" ") for each in headers) if _is_ours(scheme)]
    if not found:
        return None
    return found[0] if len(found) == 1 and len(found[0]) <= MAX_TOKEN else ""


def check(policy: Policy, *, has_cookie: bool) -> None:
    """Refuse a token where only a person in front of a browser may be, and beside a cookie."""
    if has_cookie:
        raise BadInput("Send an API token or a sign-in cookie, not both.", code="token.with_cookie")
    if isinstance(policy, Public) or (isinstance(policy, Signed) and policy.by_token):
        return
    raise not_here()


def not_here() -> Refusal:
    """Send a program to the person it acts for."""
    return Refusal("This cannot be done with an API token. Sign in for it.", code="token.not_here", status=403)


def does_not_work() -> Refusal:
    """One sentence for every reason."""
    return Refusal(
        "This API token does not work: it is unknown, too old, or was revoked.", code="token.refused", status=401
    )


def _is_ours(scheme: str) -> bool:
    return scheme.lower() == _SCHEME

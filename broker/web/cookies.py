"""The one cookie: the token of a browser's sign-in."""

import re
from collections.abc import Iterable
from typing import Final

# `__Host-` makes browsers refuse it without Secure and Path=/ or with a Domain (RFC 6265bis, section 4.1.3.2).
NAME: Final = "__Host-handrail"
MAX_AGE_SECONDS: Final = 30 * 24 * 3600
MAX_HEADER_BYTES: Final = 8 * 1024
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def token_in(headers: Iterable[str]) -> str | None:
    """Find the token in the Cookie headers; a malformed one, or two different ones, count as none."""
    found = set()
    for header in headers:
        for pair in header[:MAX_HEADER_BYTES].split(";"):
            name, _, value = pair.strip(" \t").partition("=")
            if name == NAME:
                found.add(value)
    if len(found) != 1:
        return None
    token = found.pop()
    return token if _TOKEN.fullmatch(token) else None


def set_cookie(token: str) -> str:
    """Write the Set-Cookie header for a token of 43 URL-safe characters (256 bits)."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("a sign-in token is 43 URL-safe characters")
    return f"{NAME}={token}; Path=/; Max-Age={MAX_AGE_SECONDS}; Secure; HttpOnly; SameSite=Strict"


def clear_cookie() -> str:
    """Write the Set-Cookie header that removes the cookie."""
    return f"{NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"

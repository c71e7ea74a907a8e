"""The two cookies: the token of a browser's sign-in, and what says that it is known, which opens nothing."""

import re
from collections.abc import Iterable
from typing import Final

# `__Host-` makes browsers refuse it without Secure and Path=/ or with a Domain (RFC 6265bis, section 4.1.3.2).
NAME: Final = "__Host-handrail"
MAX_AGE_SECONDS: Final = 30 * 24 * 3600
KNOWN_NAME: Final = "__Host-handrail-known"
KNOWN_MAX_AGE_SECONDS: Final = 180 * 24 * 3600
MAX_HEADER_BYTES: Final = 8 * 1024
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def token_in(headers: Iterable[str], name: str = NAME) -> str | None:
    """Find a token in the Cookie headers; a malformed one, or two different ones, count as none."""
    found = set()
    for header in headers:
        for pair in header[:MAX_HEADER_BYTES].split(";"):
            found_name, _, value = pair.strip(" \t").partition("=")
            if found_name == name:
                found.add(value)
    if len(found) != 1:
        return None
    token = found.pop()
    return token if _TOKEN.fullmatch(token) else None


def set_cookie(token: str, name: str = NAME, max_age: int = MAX_AGE_SECONDS) -> str:
    """Write the Set-Cookie header for a token of 43 URL-safe characters (256 bits)."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token in a cookie is 43 URL-safe characters")
    return f"{name}={token}; Path=/; Max-Age={max_age}; Secure; HttpOnly; SameSite=Strict"


def set_known_cookie(token: str) -> str:
    """Write the Set-Cookie header by which a browser is known."""
    return set_cookie(token, KNOWN_NAME, KNOWN_MAX_AGE_SECONDS)


def clear_cookie() -> str:
    """Write the Set-Cookie header that removes the cookie."""
    return f"{NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"

"""What browsers are told and held to: response headers, host names, same origin; pure."""

import ipaddress
import re
from collections.abc import Mapping, Set
from typing import Final

from broker.errors import BadInput, Refusal

_EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
        "clipboard-read=(self), clipboard-write=(self), fullscreen=(self), keyboard-map=(self)"
    ),
}
_CONTENT_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STRICT_TRANSPORT: Final = "max-age=31536000"
# A name or address and a port (RFC 9110, section 7.2): the header stands in the content policy of pages.
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,254})(:[0-9]{0,5})?")


def headers(*, strict_transport: bool) -> dict[str, str]:
    """Give the headers of every answer; a page says its own content policy and caching on top."""
    found = {**_EVERYWHERE, "Content-Security-Policy": _CONTENT_POLICY, "Cache-Control": "no-store"}
    if strict_transport:
        found["Strict-Transport-Security"] = STRICT_TRANSPORT
    return found


def page_policy(nonce: str, host: str) -> str:
    """Give the content policy of the front end: own scripts, own styles and those that carry the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "media-src 'self' blob:",
            # Some browsers do not count wss: to 'self'.
            f"connect-src 'self' wss://{host}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def host_name(host: str) -> str:
    """Take the name out of a Host header: lower case, without port and brackets."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0].rstrip(".")


def check_host(host: str | None, allowed: Set[str]) -> None:
    """Refuse a name that is not ours: another site may have pointed its own name at this address."""
    if not host:
        raise BadInput("Say which host is meant.", code="host.missing")
    if not _HOST.fullmatch(host) or host_name(host) not in allowed:
        raise Refusal(
            "This instance does not answer to that name. An operator can add it to `trusted_hosts`.",
            code="host.unknown",
            status=421,
        )


def check_same_origin(*, origin: str | None, fetch_site: str | None, host: str, needs_origin: bool) -> None:
    """Refuse a change that another site's page has sent. Programs that are no browser may leave Origin out, unless
    they come with a person's cookie."""
    if fetch_site is not None and fetch_site not in {"same-origin", "none"}:
        raise _foreign_origin()
    if origin is None:
        if needs_origin:
            raise _foreign_origin()
    elif _authority(origin.removeprefix("https://")) != _authority(host) or not origin.startswith("https://"):
        raise _foreign_origin()


def is_local(address: str) -> bool:
    """Tell whether a request comes from this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _authority(host: str) -> str:
    return host.lower().removesuffix(":443")


def _foreign_origin() -> Refusal:
    return Refusal("This was sent from another site. Open Handrail itself.", code="origin.foreign", status=403)

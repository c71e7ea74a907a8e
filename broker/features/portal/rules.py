"""What the portal of an organization may be called and look like, and where it may lead instead; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.errors import BadInput, Refusal

MAX_NAME_CHARACTERS: Final = 80
MAX_URL_CHARACTERS: Final = 2_000

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Business name, colour and logo (by its hash), and whether colour and logo are used; empty is none."""

    name: str = ""
    colour: str = ""
    logo: str = ""
    shows_logo: bool = True
    uses_colours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The portal of an organization as it is stored; the instance's has nothing but looks."""

    looks: Looks = Looks()
    has_own_looks: bool = False
    features: frozenset[PortalFeature] = ALL_FEATURES
    redirect_url: str = ""
    is_open: bool = False
    version: int = 0


def shown(instance: Portal, organization: Portal, instance_name: str) -> Looks:
    """Say how a portal looks in the end: as its organization says, or else as the instance does."""
    looks = organization.looks if organization.has_own_looks else instance.looks
    return Looks(
        name=looks.name or instance.looks.name or instance_name,
        colour=looks.colour if looks.uses_colours else "",
        logo=looks.logo if looks.shows_logo else "",
        shows_logo=looks.shows_logo,
        uses_colours=looks.uses_colours,
    )


def read_name(text: str) -> str:
    """Spell a business name in one way, or raise BadInput; it may be left empty."""
    spelled = " ".join(text.split())
    if len(spelled) <= MAX_NAME_CHARACTERS and (spelled.isprintable() or not spelled):
        return spelled
    sentence = f"A business name has at most {MAX_NAME_CHARACTERS} characters that can be read."
    raise BadInput(sentence, code="portal.wrong_name", fields={"name": sentence})


def read_colour(text: str) -> str:
    """Check a colour, or raise BadInput; it may be left empty."""
    spelled = text.strip().lower()
    if not spelled or _COLOUR.fullmatch(spelled):
        return spelled
    sentence = "Write a colour as # and six digits from 0 to f, such as #7a9e2f."
    raise BadInput(sentence, code="portal.wrong_colour", fields={"colour": sentence})


def read_redirect(text: str) -> str:
    """Check where a portal leads that is switched off, or raise BadInput; empty is nowhere."""
    spelled = text.strip()
    fault = _fault_of(spelled) if spelled else None
    if fault is None:
        return spelled
    raise BadInput(fault, code="portal.wrong_redirect", fields={"redirect_url": fault})


def _fault_of(url: str) -> str | None:
    if len(url) > MAX_URL_CHARACTERS:
        return f"An address has at most {MAX_URL_CHARACTERS} characters."
    whole = "Write a whole address that begins with https:// or http://."
    # Browsers read a backslash as a slash, and drop line breaks: what is checked here has to be what they open.
    if not url.isprintable() or not url.isascii() or any(sign in url for sign in ' \\"<>^`{|}'):
        return "An address has no spaces and no special characters; write those as %20 and the like."
    try:
        parts = urlsplit(url)
        has_credentials = "@" in parts.netloc
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return whole
    if has_credentials:
        return "Leave name and password out of the address: everybody who is sent there would see them."
    return None if is_whole and url.lower().startswith(("http://", "https://")) else whole


def words_of(portal: Portal) -> dict[str, str]:
    """Write what can be changed of a portal as words, for the audit log and for who saved second."""
    looks = portal.looks
    return {
        "own_looks": _word(portal.has_own_looks),
        "name": looks.name,
        "colour": looks.colour,
        "logo": looks.logo[:12],
        "shows_logo": _word(looks.shows_logo),
        "uses_colours": _word(looks.uses_colours),
        "features": listed(portal.features),
        "redirect_url": portal.redirect_url,
        "is_open": _word(portal.is_open),
    }


def listed(features: Iterable[PortalFeature]) -> str:
    """List features in their one order."""
    chosen = frozenset(features)
    return ", ".join(feature for feature in PortalFeature if feature in chosen)


def changes(before: Mapping[str, str], after: Mapping[str, str], fields: Iterable[str]) -> dict[str, str]:
    """Give what differs in these fields, with what it was before."""
    found: dict[str, str] = {}
    for field in fields:
        if before[field] != after[field]:
            found |= {field: after[field], f"{field}_before": before[field]}
    return found


class PortalOff(Refusal):
    """Said to end users while their portal is switched off; the field `redirect_url` says where they are helped."""

    code = "portal.off"
    status = 403
    message = "Your organization has switched this portal off, and helps you at another address."

    def __init__(self, redirect_url: str = "") -> None:
        nowhere = "Your organization has switched this portal off. Ask for help at your computer, or call your IT."
        super().__init__(None if redirect_url else nowhere, fields={"redirect_url": redirect_url})


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"

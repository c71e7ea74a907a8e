"""What an organization may be called, and how its part of an address is spelled; pure."""

import re
import unicodedata
from typing import Final

from broker.errors import BadInput

MAX_NAME_CHARACTERS: Final = 120
MAX_SLUG_CHARACTERS: Final = 48

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def slug_of(name: str) -> str:
    """Spell a name as a part of an address: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG_CHARACTERS].strip("-")
    return slug or "organization-" + name.encode().hex()[:16]


def read_name(text: str) -> str:
    """Spell a name in one way, or raise BadInput."""
    spelled = " ".join(text.split())
    if spelled and len(spelled) <= MAX_NAME_CHARACTERS and spelled.isprintable():
        return spelled
    sentence = f"A name has 1 to {MAX_NAME_CHARACTERS} characters that can be read."
    raise BadInput(sentence, code="organization.wrong_name", fields={"name": sentence})


def read_slug(text: str) -> str:
    """Check what somebody wants in addresses, or raise BadInput."""
    slug = text.strip().lower()
    if len(slug) <= MAX_SLUG_CHARACTERS and _SLUG.fullmatch(slug) and "--" not in slug:
        return slug
    sentence = f"Use 1 to {MAX_SLUG_CHARACTERS} small letters, digits and single hyphens between them."
    raise BadInput(sentence, code="organization.wrong_slug", fields={"slug": sentence})

"""What tags and names of device groups may be, and what a change of marks means to security groups; pure."""

from collections.abc import Iterable
from typing import Final

from broker.access.groups import SecurityGroup
from broker.access.marks import NO_MARKS, Marks, read_tags
from broker.access.permissions import ABOUT_DEVICES, Permission
from broker.errors import BadInput

MAX_TAGS: Final = 32
MAX_NAME: Final = 80
MAX_GROUPS: Final = 500
# Signs that turn the direction of text around them (UAX #9).
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def device_tags(texts: Iterable[str]) -> frozenset[str]:
    """Read the tags of one device: at most 32."""
    tags = read_tags(texts)
    if len(tags) > MAX_TAGS:
        raise BadInput(
            f"A device has at most {MAX_TAGS} tags.",
            code="field.tags",
            fields={"tags": f"Use at most {MAX_TAGS} tags."},
        )
    return tags


def group_name(text: str) -> str:
    """Read a name: one line, from 1 to 80 characters that can be seen."""
    seen = "".join(sign for sign in text if (sign.isprintable() or sign.isspace()) and sign not in _TURNING)
    kept = " ".join(seen.split())
    if not 1 <= len(kept) <= MAX_NAME:
        raise BadInput(
            f"A name has 1 to {MAX_NAME} characters.",
            code="field.name",
            fields={"name": f"Use 1 to {MAX_NAME} characters."},
        )
    return kept


def moved_rights(groups: Iterable[SecurityGroup], before: Marks, after: Marks) -> frozenset[Permission]:
    """List what members of security groups gain or lose on a device whose marks change."""
    return frozenset(
        permission
        for group in groups
        if _has(group, before) != _has(group, after)
        for permission in group.permissions & ABOUT_DEVICES
    )


def _has(group: SecurityGroup, marks: Marks) -> bool:
    return group.narrowing is None or not (group.narrowing or NO_MARKS).isdisjoint(marks)

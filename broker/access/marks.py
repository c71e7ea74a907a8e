"""Marks on devices, tags and device groups, to which a security group may be narrowed; pure."""

import re
from collections.abc import Iterable
from typing import Final, NewType, TypeAlias

from broker.errors import BadInput

Mark = NewType("Mark", str)
Marks: TypeAlias = frozenset[Mark]
NO_MARKS: Final[Marks] = frozenset()
_TAG: Final = "tag:"
_SPELLING: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
_GROUP: Final = "group:"


def tag_mark(tag: str) -> Mark:
    """Spell a tag as a mark; it means the same tag in every organization."""
    return Mark(_TAG + tag)


def read_tags(texts: Iterable[str]) -> frozenset[str]:
    """Spell tags as they are kept: in lower case; raises BadInput where one cannot be a tag."""
    tags = frozenset(text.strip().lower() for text in texts)
    for tag in sorted(tags):
        if not _SPELLING.fullmatch(tag):
            sentence = (
                f"A tag has 1 to 40 characters: small letters, digits, and . _ - after the first. Not so: “{tag[:60]}”."
            )
            raise BadInput(sentence, code="field.tags", fields={"tags": sentence})
    return tags


def group_mark(group: str) -> Mark:
    """Spell a device group as a mark, by its id."""
    return Mark(_GROUP + group)


def tags_among(marks: Iterable[Mark]) -> tuple[str, ...]:
    """List the tags among marks, in order."""
    return tuple(sorted(mark.removeprefix(_TAG) for mark in marks if mark.startswith(_TAG)))


def groups_among(marks: Iterable[Mark]) -> tuple[str, ...]:
    """List the ids of device groups among marks, in order."""
    return tuple(sorted(mark.removeprefix(_GROUP) for mark in marks if mark.startswith(_GROUP)))

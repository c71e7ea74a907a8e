"""Nobody gives or takes what they do not hold: pair by pair, a permission together with an organization; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from broker.access.groups import Grants
from broker.access.marks import Marks, group_mark, read_tags, tag_mark
from broker.access.permissions import ABOUT_DEVICES, GRANTABLE, Permission
from broker.access.scopes import ALL, INSTANCE, NOWHERE, Reach, difference
from broker.errors import BadInput, PermissionMissing
from protocol.identifiers import OrganizationId

MAX_NAME: Final = 80
MAX_DESCRIPTION: Final = 500
MAX_GROUPS: Final = 500
MAX_MEMBERS_AT_ONCE: Final = 50
MAX_ORGANIZATIONS: Final = 1_000
MAX_MARKS: Final = 100
# Signs that turn the direction of text around them; a name could pose as another with them (UAX #9).
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a group gives, where, and on which devices; they are never read apart."""

    permissions: frozenset[Permission] = frozenset()
    reach: Reach = NOWHERE
    narrowing: Marks | None = None

    def where(self, permission: Permission) -> Reach:
        return self.reach if permission in self.permissions else NOWHERE

    def marks(self, permission: Permission) -> Marks | None:
        return self.narrowing if permission in ABOUT_DEVICES else None


NOTHING: Final = Given()


def beyond(held: Grants, before: Given, after: Given) -> tuple[Permission, ...]:
    """List the permissions of which a pair would be given or taken that is not held."""
    return tuple(
        permission
        for permission in sorted(before.permissions | after.permissions)
        if not _is_held(held, permission, before, after)
    )


def _is_held(held: Grants, permission: Permission, before: Given, after: Given) -> bool:
    """Tell whether all that moves is held: places on whatever devices were meant, and in the same places the marks."""
    was, will = before.where(permission), after.where(permission)
    some, others = before.marks(permission), after.marks(permission)
    if NOWHERE in {was, will} or some == others:
        return held.holds(permission, difference(was, will), others if was == NOWHERE else some)
    if some is None or others is None:
        return held.holds(permission, was) and held.holds(permission, will)
    if was == will:
        return held.holds(permission, was, some ^ others)
    return held.holds(permission, was, some) and held.holds(permission, will, others)


def check_pairs(held: Grants, before: Given, after: Given) -> None:
    """Refuse a change that gives or takes more than the one who makes it holds."""
    found = beyond(held, before, after)
    if found:
        words = ", ".join(found)
        raise PermissionMissing(
            f"You can give and take only what you hold yourself, in the same organizations. Not so here: {words}.",
            code="security_group.not_held",
            fields={"permissions": f"Not held by you there: {words}."},
        )


def check_grantable(permissions: Iterable[Permission]) -> frozenset[Permission]:
    """Refuse what comes from being the person or the device, and never from a group."""
    asked = frozenset(permissions)
    if asked - GRANTABLE:
        words = ", ".join(sorted(asked - GRANTABLE))
        raise BadInput(
            f"A group cannot give this: {words}.",
            code="field.permissions",
            fields={"permissions": f"No group can give this: {words}."},
        )
    return asked


def reach_at(home: OrganizationId, all_organizations: bool, organizations: Iterable[OrganizationId]) -> Reach:
    """Spell where a group of this home reaches; an organization's own groups stay inside it."""
    chosen = frozenset(organizations)
    if home != INSTANCE and (all_organizations or chosen - {home}):
        raise BadInput(
            "A group of an organization reaches this organization and no other.",
            code="field.organizations",
            fields={"organizations": "Only its own organization."},
        )
    if len(chosen) > MAX_ORGANIZATIONS:
        raise BadInput(
            f"Choose at most {MAX_ORGANIZATIONS} organizations, or all.",
            code="field.organizations",
            fields={"organizations": f"At most {MAX_ORGANIZATIONS}."},
        )
    return ALL if all_organizations else chosen


def narrowing_of(is_narrowed: bool, tags: Iterable[str], device_groups: Iterable[str]) -> Marks | None:
    """Spell which devices a group is narrowed to, if it is."""
    if not is_narrowed:
        return None
    marks = frozenset(map(tag_mark, read_tags(tags))) | frozenset(map(group_mark, device_groups))
    if len(marks) > MAX_MARKS:
        raise BadInput(
            f"Choose at most {MAX_MARKS} tags and device groups.",
            code="field.tags",
            fields={"tags": f"At most {MAX_MARKS}, tags and device groups together."},
        )
    return marks


def group_name(text: str) -> str:
    """Read a name: one line, from 1 to 80 characters that can be seen."""
    kept = " ".join(_seen(text).split())
    if not 1 <= len(kept) <= MAX_NAME:
        raise BadInput(
            f"A name has 1 to {MAX_NAME} characters.",
            code="field.name",
            fields={"name": f"Use 1 to {MAX_NAME} characters."},
        )
    return kept


def group_description(text: str) -> str:
    """Read a description: at most 500 characters."""
    kept = _seen(text).strip()
    if len(kept) > MAX_DESCRIPTION:
        raise BadInput(
            "This description is too long.",
            code="field.description",
            fields={"description": f"Use at most {MAX_DESCRIPTION} characters."},
        )
    return kept


def _seen(text: str) -> str:
    return "".join(sign for sign in text if (sign.isprintable() or sign.isspace()) and sign not in _TURNING)

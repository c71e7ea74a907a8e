"""Nobody gives or takes what they do not hold: pair by pair, a permission together with an organization; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from broker.access.groups import Grants
from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import ALL, INSTANCE, NOWHERE, Reach, difference, is_within, meet
from broker.errors import BadInput, PermissionMissing
from protocol.identifiers import OrganizationId

MAX_NAME: Final = 80
MAX_DESCRIPTION: Final = 500
MAX_GROUPS: Final = 500
MAX_MEMBERS_AT_ONCE: Final = 50
MAX_ORGANIZATIONS: Final = 1_000
# Signs that turn the direction of text around them; a name could pose as another with them (UAX #9).
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a group gives, and where; the two are never read apart."""

    permissions: frozenset[Permission] = frozenset()
    reach: Reach = NOWHERE

    def where(self, permission: Permission) -> Reach:
        return self.reach if permission in self.permissions else NOWHERE


NOTHING: Final = Given()


def narrowed(one: Grants, other: Grants) -> Grants:
    """Narrow what somebody holds to what they hold by both."""
    return Grants({permission: meet(reach, other.reach(permission)) for permission, reach in one.items()})


def beyond(held: Mapping[Permission, Reach], before: Given, after: Given) -> tuple[Permission, ...]:
    """List the permissions of which a pair would be given or taken that is not held."""
    return tuple(
        permission
        for permission in sorted(before.permissions | after.permissions)
        if not is_within(difference(before.where(permission), after.where(permission)), held.get(permission, NOWHERE))
    )


def check_pairs(held: Mapping[Permission, Reach], before: Given, after: Given) -> None:
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

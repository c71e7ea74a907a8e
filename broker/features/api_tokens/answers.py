"""API tokens as the API gives them: never the token itself."""

from typing import Any

import msgspec

from broker.clock import instant_text
from broker.features.api_tokens import rules, store
from broker.features.api_tokens.rules import State
from broker.storage.work import View


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class TokenLine(msgspec.Struct, frozen=True, kw_only=True):
    """One token; without `organizations` it is for all that its owner reaches."""

    id: str
    name: str
    owner: Named
    organization: Named | None
    permissions: tuple[str, ...]
    organizations: tuple[Named, ...] | None
    created_at: str
    expires_at: str
    last_used_at: str | None
    last_used_from: str
    state: State


def line_of(view: View, row: Any) -> TokenLine:
    """Write one line of a list."""
    return TokenLine(
        id=row.id,
        name=row.name,
        owner=Named(id=row.account_id, name=row.owner_name),
        organization=Named(id=row.organization_id, name=row.organization_name) if row.organization_id else None,
        permissions=tuple(sorted(each.value for each in store.permissions_of(row))),
        organizations=_places(view, row),
        created_at=instant_text(row.created_at),
        expires_at=instant_text(row.expires_at),
        last_used_at=instant_text(row.last_used_at) if row.last_used_at else None,
        last_used_from=row.last_used_from,
        state=rules.state_of(row.expires_at, row.revoked_at, view.now),
    )


def _places(view: View, row: Any) -> tuple[Named, ...] | None:
    reach = store.reach_of(row)
    if not isinstance(reach, frozenset):
        return None
    names = store.names_of(view, reach)
    return tuple(Named(id=each, name=names[each]) for each in sorted(names, key=names.__getitem__))

"""Who may look after somebody's account, and be told of what only those are told."""

from typing import Any

from broker.access.actors import Actor, permissions_of
from broker.access.groups import add_up
from broker.access.permissions import Permission
from broker.errors import NotFound, PermissionMissing
from broker.features.accounts import store as accounts
from broker.features.people import rules, store
from broker.storage.unit_of_work import UnitOfWork, View


async def permission_for(work: UnitOfWork, actor: Actor, account: str) -> Permission:
    """Say by which permission somebody is looked after; whoever is out of reach is not there."""
    held = permissions_of(actor)
    for kind, permission in rules.CHANGE.items():
        if permission in held:
            found = await work.view(actor, permission, lambda view: store.by_id(view, account))
            if found is not None and found.kind == kind:
                return permission
    if Permission.ACCOUNT_READ not in held:
        raise NotFound
    await work.view(actor, Permission.ACCOUNT_READ, lambda view: _found(view, account))
    raise PermissionMissing


def looked_after(view: View, actor: Actor, account: str) -> Any:
    """Read a person within reach, or refuse: nobody looks after somebody who may do more than they."""
    row = _found(view, account)
    if not rules.holds_all_of(permissions_of(actor), add_up(accounts.groups_of(view, row.id))):
        raise PermissionMissing("This person may do more than you. Somebody who may do as much can change this.")
    return row


def _found(view: View, account: str) -> Any:
    row = store.by_id(view, account)
    if row is None:
        raise NotFound
    return row

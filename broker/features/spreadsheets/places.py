"""Organizations as files name them: by id, or by the short name that stands in their address."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from broker.access.actors import permissions_of
from broker.access.permissions import Permission
from broker.access.scopes import covers
from broker.features.spreadsheets.steps import chunked
from broker.storage import tables
from broker.storage.work import View

_rows = tables.organizations.c
NO_ORGANIZATION: Final = "There is no such organization. Use its id, or the short name in its address."


def organizations_named(view: View, names: Iterable[str], needs: tuple[Permission, ...]) -> dict[str, str]:
    """Give the ids of those that are not archived and where the actor may do any of it, if only on some devices.

    A foreign one is not there.
    """
    wanted = {name for name in names if name}
    held = permissions_of(view.actor)
    reaches = [held.outer_reach(permission) for permission in needs]
    found: dict[str, str] = {}
    for column in (_rows.id, _rows.slug):
        for condition in chunked(column, wanted):
            query = select(_rows.id, column.label("name")).where(condition, _rows.archived_at.is_(None))
            for row in view.connection.execute(query):
                if any(covers(reach, row.id) for reach in reaches):
                    found[row.name] = row.id
    return found

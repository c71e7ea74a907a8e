"""Remote access for everybody of an organization in one go: the legacy way, beside the switch on each person's page."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import NotFound
from broker.features.accounts.remote_access import Unmet
from broker.features.people.remote_access import RemoteAccessSwitch
from broker.features.people.rules import check_typed_name
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

CHANGE: Final = Permission.REMOTE_ACCESS_CHANGE
MOST_ROWS: Final = 100
_AT_ONCE: Final = 10
_accounts, _organizations = tables.accounts.c, tables.organizations.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many end users an organization has, and for how many of them it is on."""

    people: int
    enabled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How it went with one person; where nothing is unmet, it is on now."""

    id: str
    name: str
    changed: bool
    unmet: tuple[Unmet, ...]


class RemoteAccessForAll:
    """Counts, and turns the switch of one after the other; whoever does not meet a condition is left out by name."""

    def __init__(self, work: UnitOfWork, switch: RemoteAccessSwitch) -> None:
        self._work = work
        self._switch = switch

    async def count(self, actor: AccountActor, organization: OrganizationId) -> Counts:
        """Count whom it would concern."""

        def body(view: View) -> Counts:
            _name_of(view, organization)
            return _counts(view, organization)

        return await self._work.view(actor, CHANGE, body)

    async def apply(
        self, actor: AccountActor, organization: OrganizationId, typed_name: str, cursor: str | None, limit: int
    ) -> tuple[tuple[Row, ...], str | None]:
        """Do it to the next people, and say where it goes on; to ask again does no harm.

        Raises BadInput unless the organization's name was typed: it is billable.
        """
        if cursor is None:
            await self._work.change(actor, CHANGE, lambda change: _begin(change, organization, typed_name))

        def look(view: View) -> list[str]:
            check_typed_name(typed_name, _name_of(view, organization))
            query = select(_accounts.id).where(*_people_of(organization), _accounts.id > (cursor or ""))
            return list(view.connection.execute(query.order_by(_accounts.id).limit(limit + 1)).scalars())

        found = await self._work.view(actor, CHANGE, look)
        wanted: list[str] = found[:limit]
        rows: list[Row] = []
        for start in range(0, len(wanted), _AT_ONCE):
            rows += await self._some(actor, wanted[start : start + _AT_ONCE])
        return tuple(rows), wanted[-1] if len(found) > limit else None

    async def _some(self, actor: AccountActor, people: list[str]) -> list[Row]:
        def body(change: Change) -> list[Row]:
            rows = [row for each in people if (row := self._one(change, each)) is not None]
            if any(row.changed for row in rows):
                self._switch.look_again_after(change)
            else:
                change.nothing_changed()
            return rows

        return await self._work.change(actor, CHANGE, body)

    def _one(self, change: Change, account: str) -> Row | None:
        """Turn one switch; None for whoever is gone since they were listed."""
        try:
            turned = self._switch.turn_on(change, account, at_once=True)
        except NotFound:
            return None
        return Row(id=account, name=turned.name, changed=turned.changed, unmet=turned.unmet)


def _begin(change: Change, organization: OrganizationId, typed_name: str) -> None:
    name = _name_of(change, organization)
    check_typed_name(typed_name, name)
    change.record(
        AuditKind.REMOTE_ACCESS_FOR_ALL,
        organization=organization,
        subject=organization,
        detail={"name": name, "count": _counts(change, organization).people},
    )


def _name_of(view: View, organization: OrganizationId) -> str:
    """Read the name of an organization within reach that is not archived, or raise NotFound."""
    there = (_organizations.id == organization, view.within_reach(_organizations.id))
    query = select(_organizations.name).where(*there, _organizations.archived_at.is_(None))
    found: str | None = view.connection.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _counts(view: View, organization: OrganizationId) -> Counts:
    enabled = func.count().filter(_accounts.remote_access)
    row = view.connection.execute(
        select(func.count().label("people"), enabled.label("enabled")).where(*_people_of(organization))
    ).one()
    return Counts(people=row.people, enabled=row.enabled)


def _people_of(organization: OrganizationId) -> tuple[ColumnElement[bool], ...]:
    """Narrow to the end users of an organization, but for those who are about to be deleted."""
    return (
        _accounts.organization_id == organization,
        _accounts.kind == AccountKind.END_USER.value,
        _accounts.delete_at.is_(None),
    )

"""Owners of devices as a file: a device by id, or by name and organization, and whose it is by e-mail address."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row as StoredRow
from sqlalchemy import select

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.features.accounts.rules import email_key
from broker.features.devices.service import DeviceService
from broker.features.spreadsheets.places import NO_ORGANIZATION, organizations_named
from broker.features.spreadsheets.steps import Act, Problem, Step, Verdict, chunked
from broker.features.spreadsheets.table import Column, Row
from broker.storage import tables
from broker.storage.work import View

_rows, _people, _places = tables.devices.c, tables.accounts.c, tables.organizations.c
_ASSIGN = Permission.DEVICE_ASSIGN
_NO_DEVICE: Final = "There is no such device."
_NO_PERSON: Final = "No end user of the device's organization has this address."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of what some rows name; devices also by organization and name, people by both too."""

    places: dict[str, str]
    by_id: dict[str, StoredRow[Any]]
    by_name: dict[tuple[str, str], list[StoredRow[Any]]]
    people: dict[tuple[str, str], str]


class OwnersSheet:
    """Gives devices to end users, or to nobody."""

    columns = (
        Column(name="id"),
        Column(name="name"),
        Column(name="organization"),
        Column(name="owner", is_needed=True),
    )
    reading = Permission.DEVICE_READ
    needs = (_ASSIGN,)

    def __init__(self, devices: DeviceService) -> None:
        self._devices = devices

    def keys_of(self, row: Row) -> Iterable[str]:
        if row.cell("id"):
            return [f"id:{row.cell('id')}"]
        return [f"name:{row.cell('organization')}:{row.cell('name')}"]

    def verdicts(self, view: View, rows: Sequence[Row]) -> list[Verdict]:
        unnamed = [row for row in rows if not row.cell("id")]
        by_name = defaultdict(list)
        for device in _stored(view, _rows.name, (row.cell("name") for row in unnamed)):
            by_name[device.organization_id, device.name].append(device)
        known = Known(
            places=organizations_named(view, (row.cell("organization") for row in unnamed), self.needs),
            by_id={each.id: each for each in _stored(view, _rows.id, (row.cell("id") for row in rows))},
            by_name=by_name,
            people=_end_users(view, (email_key(row.cell("owner")) for row in rows)),
        )
        return [self._verdict(row, known) for row in rows]

    def lines(self, view: View, after: str, most: int) -> list[tuple[str, Sequence[str]]]:
        query = (
            select(_rows.id, _rows.name, _places.slug, _people.email)
            .join(tables.organizations, _places.id == _rows.organization_id)
            .outerjoin(tables.accounts, _people.id == _rows.assigned_account_id)
            .where(
                view.within_device_reach(_rows.organization_id, _rows.id),
                _rows.revoked_at.is_(None),
                _places.archived_at.is_(None),
                _rows.id > after,
            )
        )
        found = view.connection.execute(query.order_by(_rows.id).limit(most)).all()
        return [(row.id, (row.id, row.name, row.slug, row.email or "")) for row in found]

    def _verdict(self, row: Row, known: Known) -> Verdict:
        device = _device(row, known)
        if isinstance(device, Problem):
            return device
        owner = row.cell("owner")
        account = known.people.get((device.organization_id, email_key(owner))) if owner else None
        if owner and account is None:
            return Problem(row=row.number, column="owner", sentence=_NO_PERSON)
        if account == device.assigned_account_id:
            return Step(row=row, act=Act.NOTHING, permission=_ASSIGN)
        return Step(
            row=row,
            act=Act.CHANGE,
            permission=_ASSIGN,
            do=lambda change: self._devices.give(change, device.id, account),
        )


def _device(row: Row, known: Known) -> StoredRow[Any] | Problem:
    if row.cell("id"):
        found = known.by_id.get(row.cell("id"))
        return found or Problem(row=row.number, column="id", sentence=_NO_DEVICE)
    place = known.places.get(row.cell("organization"))
    if place is None:
        return Problem(row=row.number, column="organization", sentence=NO_ORGANIZATION)
    called = known.by_name.get((place, row.cell("name")), [])
    if len(called) == 1:
        return called[0]
    sentence = f"{len(called)} devices there have this name. Use the id." if called else _NO_DEVICE
    return Problem(row=row.number, column="name", sentence=sentence)


def _stored(view: View, column: Any, values: Iterable[str]) -> list[StoredRow[Any]]:
    """Look devices up as far as the right to assign them reaches, which opens both the check and the import."""
    here = view.within_device_reach(_rows.organization_id, _rows.id)
    return [
        row
        for condition in chunked(column, (value for value in values if value))
        for row in view.connection.execute(
            select(tables.devices)
            .join(tables.organizations, _places.id == _rows.organization_id)
            .where(condition, here, _rows.revoked_at.is_(None), _places.archived_at.is_(None))
        )
    ]


def _end_users(view: View, keys: Iterable[str]) -> dict[tuple[str, str], str]:
    found = {}
    for condition in chunked(_people.email_key, (key for key in keys if key)):
        query = select(_people.id, _people.email_key, _people.organization_id)
        for row in view.connection.execute(query.where(condition, _people.kind == AccountKind.END_USER.value)):
            found[row.organization_id, row.email_key] = row.id
    return found

"""End users as a file: found by e-mail address, or by id where the address is to change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row as StoredRow
from sqlalchemy import select

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.errors import BadInput
from broker.features.accounts.rules import email_key, is_same_address
from broker.features.people.rules import read_person
from broker.features.people.service import Draft, PeopleService
from broker.features.spreadsheets.places import NO_ORGANIZATION, organizations_named
from broker.features.spreadsheets.steps import Act, Problem, Step, Verdict, chunked
from broker.features.spreadsheets.table import Column, Row
from broker.storage import tables
from broker.storage.work import View

_rows = tables.accounts.c
_CREATE, _CHANGE = Permission.END_USER_CREATE, Permission.END_USER_CHANGE
_TAKEN: Final = "This e-mail address cannot be used."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of what some rows name."""

    places: dict[str, str]
    by_id: dict[str, StoredRow[Any]]
    by_key: dict[str, StoredRow[Any]]


class PeopleSheet:
    """Makes and changes end users."""

    columns = (
        Column(name="id"),
        Column(name="organization", is_needed=True),
        Column(name="name", is_needed=True),
        Column(name="email", is_needed=True),
        Column(name="phone"),
        Column(name="status", is_only_shown=True),
    )
    reading = Permission.ACCOUNT_READ
    needs = (_CHANGE, _CREATE)

    def __init__(self, people: PeopleService) -> None:
        self._people = people

    def keys_of(self, row: Row) -> Iterable[str]:
        keys = {"id": row.cell("id"), "email": email_key(row.cell("email"))}
        return [f"{name}:{value}" for name, value in keys.items() if value]

    def verdicts(self, view: View, rows: Sequence[Row]) -> list[Verdict]:
        known = Known(
            places=organizations_named(view, (row.cell("organization") for row in rows), self.needs),
            by_id={each.id: each for each in _stored(view, _rows.id, (row.cell("id") for row in rows))},
            by_key={
                each.email_key: each
                for each in _stored(view, _rows.email_key, (email_key(row.cell("email")) for row in rows))
            },
        )
        return [self._verdict(view, row, known) for row in rows]

    def lines(self, view: View, after: str, most: int) -> list[tuple[str, Sequence[str]]]:
        organization = tables.organizations.c
        query = (
            select(tables.accounts, organization.slug)
            .join(tables.organizations, organization.id == _rows.organization_id)
            .where(
                _rows.kind == AccountKind.END_USER.value,
                view.within_reach(_rows.organization_id),
                organization.archived_at.is_(None),
                _rows.id > after,
            )
        )
        found = view.connection.execute(query.order_by(_rows.id).limit(most)).all()
        return [(row.id, (row.id, row.slug, row.name, row.email, row.phone, _status(row))) for row in found]

    def _verdict(self, view: View, row: Row, known: Known) -> Verdict:
        place = known.places.get(row.cell("organization"))
        if place is None:
            return Problem(row=row.number, column="organization", sentence=NO_ORGANIZATION)
        try:
            kept = read_person(row.cell("name"), row.cell("email"), row.cell("phone"))
        except BadInput as wrong:
            column, sentence = next(iter((wrong.fields or {"": wrong.message}).items()))
            return Problem(row=row.number, column=column, sentence=sentence)
        named = row.cell("id")
        found = known.by_id.get(named) if named else None
        if named and not (found is not None and _is_there(found, place) and view.may(_CHANGE, place)):
            return Problem(row=row.number, column="id", sentence="Nobody in this organization has this id.")
        holder = known.by_key.get(email_key(kept["email"]))
        if holder is not None and not (_is_there(holder, place) and (found is None or found.id == holder.id)):
            return Problem(row=row.number, column="email", sentence=_TAKEN)
        return self._step(view, row, place, kept, found or holder)

    def _step(self, view: View, row: Row, place: str, kept: dict[str, str], found: StoredRow[Any] | None) -> Verdict:
        if found is None:
            if not view.may(_CREATE, place):
                return Problem(row=row.number, column="organization", sentence="You may not add people there.")
            draft = Draft(kind=AccountKind.END_USER, organization_id=place, **kept)
            return Step(
                row=row, act=Act.CREATE, permission=_CREATE, do=lambda change: self._people.create(change, draft, kept)
            )
        if not row.has("phone"):
            kept["phone"] = found.phone
        if kept == {"name": found.name, "email": found.email, "phone": found.phone}:
            return Step(row=row, act=Act.NOTHING, permission=_CHANGE)
        if not view.may(_CHANGE, place):
            return Problem(row=row.number, column="", sentence="You may not change people there.")
        if found.delete_at is not None:
            sentence = "This person waits to be deleted. Restore them first."
            return Problem(row=row.number, column="", sentence=sentence)
        return Step(
            row=row,
            act=Act.CHANGE,
            permission=_CHANGE,
            do=lambda change: self._people.alter(change, found, kept),
            # Whoever says where links to new passwords go.
            is_weighty=not is_same_address(kept["email"], found.email),
        )


def _stored(view: View, column: Any, values: Iterable[str]) -> list[StoredRow[Any]]:
    return [
        row
        for condition in chunked(column, (value for value in values if value))
        for row in view.connection.execute(select(tables.accounts).where(condition))
    ]


def _is_there(person: StoredRow[Any], place: str) -> bool:
    return bool(person.kind == AccountKind.END_USER.value and person.organization_id == place)


def _status(person: StoredRow[Any]) -> str:
    return "leaving" if person.delete_at is not None else str(person.status)

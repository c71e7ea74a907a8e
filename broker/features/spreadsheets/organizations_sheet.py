"""Organizations as a file: found by id, or by the short name in their address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row as StoredRow
from sqlalchemy import select

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.errors import BadInput
from broker.features.accounts.rules import email_key
from broker.features.organizations import service
from broker.features.organizations.rules import read_name, read_slug, slug_of
from broker.features.organizations.service import Wanted
from broker.features.spreadsheets.steps import Act, Problem, Step, Verdict, chunked
from broker.features.spreadsheets.table import Column, Row
from broker.storage import tables
from broker.storage.work import View

_rows, _people = tables.organizations.c, tables.accounts.c
_CREATE, _CHANGE = Permission.ORGANIZATION_CREATE, Permission.ORGANIZATION_CHANGE
_NOT_THERE: Final = "There is no such organization, and only somebody of the provider adds one."
_NO_CONTACT: Final = "No end user of this organization has this address."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of what some rows name; contacts by organization and address."""

    by_id: dict[str, StoredRow[Any]]
    by_slug: dict[str, StoredRow[Any]]
    contacts: dict[tuple[str, str], str]


class OrganizationsSheet:
    """Makes and changes organizations."""

    columns = (
        Column(name="id"),
        Column(name="name", is_needed=True),
        Column(name="slug"),
        Column(name="main_contact"),
        Column(name="status", is_only_shown=True),
    )
    reading = Permission.ORGANIZATION_READ
    needs = (_CHANGE, _CREATE)

    def keys_of(self, row: Row) -> Iterable[str]:
        keys = {"id": row.cell("id"), "slug": "" if row.cell("id") and not row.cell("slug") else _slug(row)}
        return [f"{name}:{value}" for name, value in keys.items() if value]

    def verdicts(self, view: View, rows: Sequence[Row]) -> list[Verdict]:
        addresses = [email_key(row.cell("main_contact")) for row in rows]
        known = Known(
            by_id={each.id: each for each in _stored(view, _rows.id, (row.cell("id") for row in rows))},
            by_slug={each.slug: each for each in _stored(view, _rows.slug, map(_slug, rows))},
            contacts=_contacts(view, addresses),
        )
        return [self._verdict(view, row, known) for row in rows]

    def lines(self, view: View, after: str, most: int) -> list[tuple[str, Sequence[str]]]:
        query = (
            select(tables.organizations, _people.email)
            .outerjoin(tables.accounts, _people.id == _rows.main_contact_id)
            .where(view.within_reach(_rows.id), _rows.id > after)
        )
        found = view.connection.execute(query.order_by(_rows.id).limit(most)).all()
        return [
            (row.id, (row.id, row.name, row.slug, row.email or "", "archived" if row.archived_at else "active"))
            for row in found
        ]

    def _verdict(self, view: View, row: Row, known: Known) -> Verdict:
        try:
            name = read_name(row.cell("name"))
            slug = read_slug(row.cell("slug")) if row.cell("slug") else None
        except BadInput as wrong:
            column, sentence = next(iter((wrong.fields or {"": wrong.message}).items()))
            return Problem(row=row.number, column=column, sentence=sentence)
        named = row.cell("id")
        found = known.by_id.get(named) if named else known.by_slug.get(slug or slug_of(name))
        if found is not None and not view.may(_CHANGE, found.id):
            # What is out of reach is not there; whoever adds organizations learns only that the address is taken.
            if named or not view.may(_CREATE, INSTANCE):
                found = None
            else:
                return Problem(row=row.number, column="slug", sentence="This address is taken.")
        if found is not None:
            return self._changing(view, row, known, found, name, slug or found.slug)
        if named or not view.may(_CREATE, INSTANCE):
            return Problem(row=row.number, column="id" if named else "name", sentence=_NOT_THERE)
        if row.cell("main_contact"):
            sentence = "A new organization has nobody yet. Leave its contact empty."
            return Problem(row=row.number, column="main_contact", sentence=sentence)
        address = slug or slug_of(name)
        return Step(
            row=row, act=Act.CREATE, permission=_CREATE, do=lambda change: service.create(change, name, address)
        )

    def _changing(self, view: View, row: Row, known: Known, found: StoredRow[Any], name: str, slug: str) -> Verdict:
        if slug != found.slug and not view.may(_CHANGE, INSTANCE):
            sentence = "Only somebody of the provider can change an address."
            return Problem(row=row.number, column="slug", sentence=sentence)
        holder = known.by_slug.get(slug)
        if holder is not None and holder.id != found.id:
            return Problem(row=row.number, column="slug", sentence="This address is taken.")
        contact = found.main_contact_id
        if row.has("main_contact"):
            address = row.cell("main_contact")
            contact = known.contacts.get((found.id, email_key(address))) if address else None
            if address and contact is None:
                return Problem(row=row.number, column="main_contact", sentence=_NO_CONTACT)
        if (name, slug, contact) == (found.name, found.slug, found.main_contact_id):
            return Step(row=row, act=Act.NOTHING, permission=_CHANGE)
        wanted = Wanted(name=name, slug=slug, main_contact_id=contact, version=found.version)
        return Step(
            row=row, act=Act.CHANGE, permission=_CHANGE, do=lambda change: service.alter(change, found.id, wanted)
        )


def _slug(row: Row) -> str:
    return row.cell("slug").lower() or slug_of(row.cell("name"))


def _stored(view: View, column: Any, values: Iterable[str]) -> list[StoredRow[Any]]:
    return [
        row
        for condition in chunked(column, (value for value in values if value))
        for row in view.connection.execute(select(tables.organizations).where(condition))
    ]


def _contacts(view: View, keys: Iterable[str]) -> dict[tuple[str, str], str]:
    found = {}
    for condition in chunked(_people.email_key, (key for key in keys if key)):
        query = select(_people.id, _people.email_key, _people.organization_id)
        for row in view.connection.execute(query.where(condition, _people.kind == AccountKind.END_USER.value)):
            found[row.organization_id, row.email_key] = row.id
    return found

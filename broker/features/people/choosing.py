"""Whom a bulk action is for: people chosen one by one or by a filter, organizations, and the parts of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from broker.access.actors import AccountKind
from broker.errors import BadInput
from broker.features.accounts.records import ACTIVE
from broker.features.invitations.store import working_invitation
from broker.features.people import store
from broker.storage import tables
from broker.storage.unit_of_work import View

_accounts = tables.accounts.c
_organizations = tables.organizations.c


class ApplyTo(StrEnum):
    """Of what was chosen: organizations mean their main contacts, end users those chosen or those in them."""

    ORGANIZATIONS = "organizations"
    END_USERS = "end_users"
    BOTH = "both"


class TargetKind(StrEnum):
    """What a row of the answer is about; organizations come first."""

    ACCOUNT = "account"
    ORGANIZATION = "organization"


_MARKS: Final = {TargetKind.ORGANIZATION: "o", TargetKind.ACCOUNT: "p"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What somebody chose, in just one of three ways."""

    accounts: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    filter: store.Filter | None = None
    apply_to: ApplyTo = ApplyTo.END_USERS

    def check(self) -> None:
        """Refuse what is chosen in no way, or in several."""
        if bool(self.accounts) + bool(self.organizations) + (self.filter is not None) != 1:
            raise BadInput("Choose people, or organizations, or all that match.", code="bulk.nothing_chosen")

    @property
    def kinds(self) -> tuple[TargetKind, ...]:
        """The kinds of rows, in the order in which they are done."""
        wanted = {
            TargetKind.ORGANIZATION: self.apply_to is not ApplyTo.END_USERS,
            TargetKind.ACCOUNT: self.apply_to is not ApplyTo.ORGANIZATIONS,
        }
        return tuple(kind for kind in _MARKS if wanted[kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One row: a person, or an organization with its main contact, if any; unnamed where there is nothing in reach."""

    kind: TargetKind
    id: str
    name: str = ""
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many rows there are, and of how many people: who would be invited, which organizations lack a contact."""

    rows: int
    people: int
    without_password: int
    without_contact: int


def targets(view: View, chosen: Chosen, cursor: str | None, limit: int) -> tuple[list[Target], str | None]:
    """Read the next rows in the order of their identifiers, and where it goes on."""
    found: list[Target] = []
    for kind in chosen.kinds:
        behind = _place(cursor, kind)
        if behind is None:
            continue
        found += _rows(view, chosen, kind, behind, limit + 1 - len(found))
        if len(found) > limit:
            last = found[limit - 1]
            return found[:limit], f"{_MARKS[last.kind]}:{last.id}"
    return found, None


def sizes(view: View, chosen: Chosen) -> Sizes:
    """Count what a bulk action would be done to."""
    contacts = _contacts(view, chosen)
    parts: list[ColumnElement[bool]] = []
    if TargetKind.ORGANIZATION in chosen.kinds:
        parts.append(_accounts.id.in_(select(contacts.c.main_contact_id)))
    if TargetKind.ACCOUNT in chosen.kinds:
        parts.append(_people(view, chosen))
    condition = and_(or_(*parts), _in_reach(view))
    unclaimed = and_(
        _accounts.password_hash.is_(None),
        _accounts.status == ACTIVE,
        _accounts.delete_at.is_(None),
        ~working_invitation(view, _accounts.id),
    )
    people = _count(view, select(_accounts.id).where(condition))
    organizations, without = 0, 0
    if TargetKind.ORGANIZATION in chosen.kinds:
        organizations = _count(view, select(contacts.c.id))
        with_contact = select(_accounts.id).where(_in_reach(view))
        without = organizations - _count(
            view, select(contacts.c.id).where(contacts.c.main_contact_id.in_(with_contact))
        )
    alone = _count(view, select(_accounts.id).where(_people(view, chosen), _in_reach(view)))
    return Sizes(
        rows=organizations + (alone if TargetKind.ACCOUNT in chosen.kinds else 0),
        people=people,
        without_password=_count(view, select(_accounts.id).where(condition, unclaimed)),
        without_contact=without,
    )


def _rows(view: View, chosen: Chosen, kind: TargetKind, behind: str, limit: int) -> list[Target]:
    if kind is TargetKind.ORGANIZATION:
        contacts = _contacts(view, chosen)
        rows = view.connection.execute(
            select(contacts).where(contacts.c.id > behind).order_by(contacts.c.id).limit(limit)
        ).all()
        found = [Target(kind=kind, id=row.id, name=row.name, account=row.main_contact_id) for row in rows]
        return _with_missing(found, chosen.organizations, kind, behind, limit)
    query = select(_accounts.id, _accounts.name).where(_people(view, chosen), _in_reach(view), _accounts.id > behind)
    rows = view.connection.execute(query.order_by(_accounts.id).limit(limit)).all()
    found = [Target(kind=kind, id=row.id, name=row.name, account=row.id) for row in rows]
    return _with_missing(found, chosen.accounts, kind, behind, limit)


def _with_missing(found: list[Target], asked: Sequence[str], kind: TargetKind, behind: str, limit: int) -> list[Target]:
    """Put in what was asked for and is not there, so that each gets its answer."""
    known = {each.id for each in found}
    last = found[-1].id if len(found) == limit else None
    missing = [each for each in set(asked) - known if each > behind and (last is None or each < last)]
    both = found + [Target(kind=kind, id=each) for each in missing]
    return sorted(both, key=lambda target: target.id)[:limit]


def _people(view: View, chosen: Chosen) -> ColumnElement[bool]:
    """Narrow to the end users who were chosen."""
    if chosen.filter is not None:
        return and_(*store.conditions_of(chosen.filter))
    if chosen.accounts:
        return _accounts.id.in_(chosen.accounts)
    return _accounts.organization_id.in_(select(_contacts(view, chosen).c.id))


def _contacts(view: View, chosen: Chosen) -> Any:
    """Select the organizations concerned, with their main contacts."""
    if chosen.organizations:
        which = _organizations.id.in_(chosen.organizations)
    else:
        which = _organizations.id.in_(select(_accounts.organization_id).where(_people(view, chosen), _in_reach(view)))
    query: Select[Any] = select(_organizations.id, _organizations.name, _organizations.main_contact_id)
    return query.where(which, view.within_reach(_organizations.id), _organizations.archived_at.is_(None)).subquery()


def _in_reach(view: View) -> ColumnElement[bool]:
    return and_(view.within_reach(_accounts.organization_id), _accounts.kind == AccountKind.END_USER.value)


def _count(view: View, query: Select[Any]) -> int:
    return int(view.connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _place(cursor: str | None, kind: TargetKind) -> str | None:
    """Say behind which identifier rows of a kind go on; None where they are done already."""
    if cursor is None:
        return ""
    mark, _, identifier = cursor.partition(":")
    if mark == _MARKS[kind]:
        return identifier
    return None if kind is TargetKind.ORGANIZATION else ""

"""What the body of a view or a change is given: the connection, who acts, how far they reach, and the audit log."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true
from sqlalchemy.exc import DBAPIError

from broker.access.actors import AccountActor, Actor, narrowed_of, title_of
from broker.access.decision import Decision, decide
from broker.access.marks import NO_MARKS, Marks
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, AllBut, Everywhere, Reach
from broker.audit.entry import Entry, new_entry
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.errors import NotFound, PermissionMissing, ProgrammingFault
from broker.storage import tables
from broker.storage.device_marks import has_mark, marks_on
from broker.storage.walls import EVERYTHING, put_up, wall_text
from protocol.identifiers import DeviceId, OrganizationId, SessionId

Callback: TypeAlias = Callable[[], object]
PENDING_LIMIT: Final = 100  # entries of one change; more is a loop gone wrong


class View:
    """One unchanging look at stored state; lives as long as the body runs."""

    def __init__(self, connection: Connection, actor: Actor, opening: Decision, now: datetime) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.denials: list[Decision] = []
        self._opening = opening
        self._is_beyond = False

    @property
    def reach(self) -> Reach:
        """How far the permission that opened this reaches, narrowed to the one organization asked for, if any."""
        if self._opening.organization is None:
            return self._opening.reach
        return frozenset({self._opening.organization})

    def within_reach(self, organization_column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Give the condition that narrows a list query to what the actor may know of; every list query takes it."""
        return within(self.reach, organization_column)

    def within_device_reach(
        self, organization_column: ColumnElement[Any], device_column: ColumnElement[Any]
    ) -> ColumnElement[bool]:
        """Give the same condition for rows that hang on a device: where it is narrowed, only marked devices' rows."""
        return self.within_marked_reach(organization_column, lambda marks: has_mark(device_column, marks))

    def within_marked_reach(
        self, organization_column: ColumnElement[Any], condition: Callable[[Marks], ColumnElement[bool]]
    ) -> ColumnElement[bool]:
        """Give the same condition for whatever rows belong to marks, by the given condition on them."""
        whole = self.within_reach(organization_column)
        if self._opening.organization is not None:
            return whole
        marked = (
            and_(within(each.reach, organization_column), condition(each.marks)) for each in self._opening.narrowed
        )
        return or_(whole, *marked)

    @contextmanager
    def beyond_reach(self) -> Iterator[None]:
        """Look past the database's own wall: only for what a rule has to know of the whole instance, such as whether an
        e-mail address is taken, and of which nobody is told more than what follows."""
        wall = wall_text(self.actor, self._opening)
        if wall == EVERYTHING or self._is_beyond:
            yield
            return
        put_up(self.connection, EVERYTHING)
        self._is_beyond = True
        try:
            yield
        finally:
            self._is_beyond = False
            # Where a statement failed, the transaction is over, and says so to whatever comes after it.
            with suppress(DBAPIError):
                put_up(self.connection, wall, self.actor)

    def require(self, permission: Permission, organization: str, device: str | None = None) -> None:
        """Check an object's organization after reading it; a foreign object is the same NotFound as a missing one.

        Say the device that it hangs on, if it does: by a narrowed security group it is in reach only by its marks.
        """
        place = OrganizationId(organization)
        decision = self._decide(permission, place, device)
        within = self._opening.organization in (None, place)
        if decision.allowed and within:
            return
        opened = self._opening.permission
        reachable = within and permission != opened and self._decide(opened, place, device).allowed
        self.denials.append(decision)
        raise PermissionMissing() if reachable else NotFound()

    def may(self, permission: Permission, organization: str, device: str | None = None) -> bool:
        """Ask without requiring; nothing is counted."""
        return self._decide(permission, OrganizationId(organization), device).allowed

    def _decide(self, permission: Permission, place: OrganizationId, device: str | None) -> Decision:
        needs_marks = device is not None and bool(narrowed_of(self.actor, permission))
        marks = marks_on(self.connection, device) if device is not None and needs_marks else NO_MARKS
        return decide(self.actor, permission, place, marks)


def within(reach: Reach, organization_column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Give the condition that picks the rows of a reach."""
    match reach:
        case Everywhere():
            return true()
        case AllBut(left_out):
            # Rows without an organization are the instance's.
            return or_(organization_column.is_(None), organization_column.not_in(sorted(left_out)))
        case _:
            return organization_column.in_(sorted(reach))


class Upkeep(StrEnum):
    """The closed list of changes that are not audited, because nobody's rights or knowledge change by them."""

    PRESENCE = "presence"
    LAST_SEEN = "last_seen"
    TICKET = "ticket"
    CHECKPOINT = "checkpoint"
    COUNTER = "counter"
    LEFTOVERS = "leftovers"
    MAIL = "mail"
    POLICY = "policy"
    NOTICES = "notices"
    WEBHOOK = "webhook"
    READING = "reading"


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a body leaves behind for the writer."""

    entries: list[Entry] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    upkeep: Upkeep | None = None
    unchanged: bool = False


class Change(View):
    """One change, which stands or falls with its audit entries."""

    def __init__(self, connection: Connection, actor: Actor, opening: Decision, now: datetime) -> None:
        super().__init__(connection, actor, opening, now)
        self.outcome = Outcome()

    def record(  # noqa: PLR0913 - what an entry may name
        self,
        kind: AuditKind,
        *,
        organization: str | None,
        subject: str | None = None,
        session: str | None = None,
        device: str | None = None,
        device_name: str | None = None,
        person: str | None = None,
        detail: Mapping[str, object] | None = None,
        actor: Actor | None = None,
    ) -> str:
        """Put an entry on an organization's chain (None or "" is the instance's) and give its id.

        `device_name` is looked up when left out; `person` is the name of whoever it is about; `actor` only where it
        is another than who opened the change, such as the person whose sign-in this change completes.
        """
        if len(self.outcome.entries) >= PENDING_LIMIT:
            raise ProgrammingFault(f"a change records more than {PENDING_LIMIT} entries")
        acting = actor or self.actor
        if isinstance(acting, AccountActor) and acting.used_token is not None:
            detail = {**(detail or {}), "api_token": acting.used_token.id}
        entry = new_entry(
            id=new_id(),
            organization=OrganizationId(organization or INSTANCE),
            at=self.now,
            kind=kind,
            actor=title_of(acting),
            detail=detail,
            device=DeviceId(device) if device else None,
            device_name=device_name if device_name or not device else self._device_name(device),
            person=person,
            session=SessionId(session) if session else None,
            subject=subject,
        )
        self.outcome.entries.append(entry)
        return entry.id

    def after_commit(self, callback: Callable[..., object], *arguments: object) -> None:
        """Have a plain function called in the event loop once this change is kept; never when it is not."""
        self.outcome.callbacks.append(lambda: callback(*arguments))

    def needs_no_entry(self, upkeep: Upkeep) -> None:
        """Say that this change is upkeep, which is kept without an entry."""
        self.outcome.upkeep = upkeep

    def nothing_changed(self) -> None:
        """Say that there was nothing to do: whatever the body did write is taken back, and no entry is needed."""
        self.outcome.unchanged = True

    def _device_name(self, device: str) -> str | None:
        query = select(tables.devices.c.name).where(tables.devices.c.id == device)
        name: str | None = self.connection.execute(query).scalar_one_or_none()
        return name

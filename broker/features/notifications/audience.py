"""Whom an event is about, or whose work it is: only who may see the session hears of it."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import or_, select

from broker.access.actors import AccountActor, AccountKind, narrowed_of, reach_of
from broker.access.decision import decide
from broker.access.groups import FIXED
from broker.access.marks import NO_MARKS
from broker.access.permissions import Permission
from broker.access.scopes import NOWHERE
from broker.audit.kinds import AuditKind
from broker.features.accounts import store as accounts
from broker.features.accounts.records import actor_of
from broker.features.notifications.events import Event
from broker.features.notifications.rules import OF_KIND, Happening
from broker.storage import tables
from broker.storage.device_marks import marks_on
from broker.storage.work import View
from protocol.identifiers import OrganizationId

_FIXED: Final = [each.value for each in FIXED]


class Audience:
    """Finds who is told, for as many events as one change tells."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, AccountActor | None] = {}

    def of(self, event: Event, also: frozenset[str] = frozenset()) -> tuple[AccountActor, ...]:
        """List who may hear of an event, whom the settings name too: never whoever did it themselves."""
        concerned = set(self._named(event))
        found = (self._actor(each) for each in sorted((concerned | also) - {event.actor_id}))
        return tuple(
            actor
            for actor in found
            if actor is not None
            # End users hear of what is theirs, whoever names them.
            and (actor.kind is not AccountKind.END_USER or actor.account_id in concerned)
            and self._may_hear(actor, event)
        )

    def _named(self, event: Event) -> Iterable[str]:
        match event.kind:
            case AuditKind.MESSAGE_BY_STAFF.value:
                return self._whose_message(event)
            case AuditKind.SESSION_UNATTENDED_APPROVED.value:
                # Whose visit it is waits for this yes.
                return self._technician(event)
            case AuditKind.MESSAGE_BY_PERSON.value:
                # Who has taken it answers; until then, whoever may.
                return self._technician(event) or self._staff(event)
            case _:
                return {*self._of_session(event), *self._staff(event)}

    def _whose_message(self, event: Event) -> Iterable[str]:
        """Whose thread it was when staff wrote: who asked there may be another than whose the device is by now."""
        message = tables.messages.c
        query = select(message.person_account_id).where(
            message.session_id == event.session,
            message.side == "staff",
            # Message and entry are of one change, and so of one moment.
            message.created_at == event.at,
            message.person_account_id.is_not(None),
        )
        return self._view.connection.execute(query).scalars()

    def _technician(self, event: Event) -> tuple[str, ...]:
        query = select(tables.sessions.c.technician_account_id).where(tables.sessions.c.id == event.session)
        found = self._view.connection.execute(query).scalar_one_or_none()
        return () if found is None else (found,)

    def _of_session(self, event: Event) -> Iterable[str]:
        """Who asked, and whose the device is."""
        session, device = tables.sessions.c, tables.devices.c
        query = (
            select(session.requester_account_id, device.assigned_account_id)
            .join_from(tables.sessions, tables.devices, device.id == session.device_id, isouter=True)
            .where(session.id == event.session)
        )
        row = self._view.connection.execute(query).one_or_none()
        return () if row is None else (each for each in row if each is not None)

    def _staff(self, event: Event) -> Iterable[str]:
        """Staff in any group that may reach the session; whether it does, their own rights say."""
        group, member = tables.security_groups.c, tables.security_group_members.c
        given, place = tables.security_group_permissions.c, tables.security_group_organizations.c
        gives = select(given.group_id).where(given.permission == Permission.SESSION_READ.value)
        here = select(place.group_id).where(place.organization_id == event.organization)
        query = (
            select(member.account_id)
            .join_from(tables.security_group_members, tables.security_groups, group.id == member.group_id)
            .where(or_(group.built_in.in_(_FIXED), group.id.in_(gives)))
            .where(or_(group.all_organizations, group.home == event.organization, group.id.in_(here)))
            .distinct()
        )
        return self._view.connection.execute(query).scalars()

    def _actor(self, account_id: str) -> AccountActor | None:
        if account_id not in self._known:
            account = accounts.account_by_id(self._view, account_id)
            groups = accounts.groups_of(self._view, account.id) if account is not None else ()
            usable = account is not None and account.is_active
            self._known[account_id] = actor_of(account, groups, None) if account is not None and usable else None
        return self._known[account_id]

    def _may_hear(self, actor: AccountActor, event: Event) -> bool:
        if event.happening not in OF_KIND[actor.kind]:
            return False
        is_message = event.happening is Happening.MESSAGE
        if actor.kind is AccountKind.END_USER:
            if actor.organization_id != event.organization:
                return False
            own = Permission.OWN_MESSAGE_READ if is_message else Permission.OWN_SESSION_READ
            return reach_of(actor, own) != NOWHERE
        needed = (Permission.SESSION_READ, *((Permission.MESSAGE_READ,) if is_message else ()))
        return all(self._may(actor, each, event) for each in needed)

    def _may(self, actor: AccountActor, needed: Permission, event: Event) -> bool:
        needs_marks = event.device is not None and bool(narrowed_of(actor, needed))
        marks = marks_on(self._view.connection, event.device) if needs_marks and event.device else NO_MARKS
        return decide(actor, needed, OrganizationId(event.organization), marks).allowed

"""What both sides do with the messages of a request or session: read, write, note what was read."""

from collections.abc import Callable
from dataclasses import dataclass

from broker.access.actors import AccountActor, AccountKind, Actor, SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.messages import rules, store
from broker.features.messages.answers import Thread, frames_of, thread_answer
from broker.features.messages.rules import Side
from broker.features.messages.store import Fresh
from broker.features.notifications import store as notices
from broker.features.notifications.telling import Told
from broker.features.sessions.courier import Courier, Hint
from broker.features.sessions.errands import Errand
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from protocol.identifiers import AccountId, DeviceId
from protocol.links.agent_broker import Messages as MessagesFrame
from protocol.links.portal_broker import Topic
from protocol.session.states import Session

_JOB = SystemActor(job="messages")
THE_PERSON = ""
"""The reader that all windows of the person's side are."""
_KINDS = {Side.PERSON: AuditKind.MESSAGE_BY_PERSON, Side.STAFF: AuditKind.MESSAGE_BY_STAFF}


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Reads and writes threads."""

    work: UnitOfWork
    courier: Courier
    new_id: Callable[[], str]
    soon: Callable[[Errand], object]
    """Has an errand done after the change that asks for it."""
    told: Told

    async def thread(self, actor: Actor, session: str) -> Thread:
        """Read a thread."""

        def body(view: View) -> Thread:
            found = store.session_of(view, session)
            view.require(reading(actor), found.organization, found.device)
            may_write = view.may(writing(actor), found.organization, found.device)
            return self.thread_in(view, found, side_of(actor), reader_of(actor), may_write=may_write)

        return await self.work.view(actor, reading(actor), body)

    def thread_in(self, view: View, session: Session, side: Side, reader: str, *, may_write: bool) -> Thread:
        """Read a thread within a look at storage, where the caller has seen to who looks."""
        rows = store.thread_of(view, session)
        read = store.read_up_to(view, session.id, reader)
        return thread_answer(rows, session, side, read, may_write=may_write and rules.is_open(session, view.now))

    async def unread(self, actor: AccountActor) -> dict[str, int]:
        """Count what is new to somebody, thread by thread."""
        return await self.work.view(
            actor, reading(actor), lambda view: store.unread_of(view, reader_of(actor), side_of(actor))
        )

    async def write(self, actor: Actor, session: str, text: str) -> Thread:
        """Write a message, and give the thread with it."""
        kept = rules.checked_text(text)

        def body(change: Change) -> Thread:
            found = store.session_of(change, session)
            change.require(writing(actor), found.organization, found.device)
            self.write_in(change, found, side_of(actor), kept)
            return self.thread_in(change, found, side_of(actor), reader_of(actor), may_write=True)

        return await self.work.change(actor, writing(actor), body)

    def write_in(self, change: Change, session: Session, side: Side, text: str) -> None:
        """Keep a checked message within a change, where the caller has seen to who writes; tells the world of it."""
        rules.check_open(session, change.now)
        last = store.last_number(change, session.id)
        rules.check_count(last, store.written_since(change, session.id, side, change.now - rules.MINUTE))
        actor, person = change.actor, store.person_of(change, session)
        author = actor.account_id if isinstance(actor, AccountActor) else None
        name = actor.name if isinstance(actor, AccountActor) else store.name_at(change, session)
        fresh = Fresh(id=self.new_id(), number=last + 1, side=side, author=author, person=person, name=name, text=text)
        store.add(change, session.id, fresh)
        change.record(
            _KINDS[side],
            organization=session.organization,
            session=session.id,
            device=session.device,
            person=session.ask.name or None,
            detail={"number": fresh.number, "characters": len(text)},
        )
        change.after_commit(self._tell, session, person, fresh.number)

    async def mark_read(self, actor: Actor, session: str, number: int) -> None:
        """Note up to which message somebody has read; what the bell told them of it is read, too."""

        def body(change: Change) -> None:
            found = store.session_of(change, session)
            change.require(reading(actor), found.organization, found.device)
            self.mark_in(change, found, reader_of(actor), number)

        await self.work.change(actor, reading(actor), body)

    def mark_in(self, change: Change, session: Session, reader: str, number: int) -> None:
        """Note it within a change, where the caller has seen to who reads."""
        last = store.last_number(change, session.id)
        if not store.mark(change, session.id, reader, min(number, last)):
            change.nothing_changed()
            return
        change.needs_no_entry(Upkeep.READING)
        change.after_commit(self._hint, session, store.person_of(change, session))
        actor = change.actor
        if isinstance(actor, AccountActor) and notices.mark_message_read(change, actor.account_id, session.id):
            change.after_commit(self.told, session.organization, frozenset({actor.account_id}))

    async def tell_device(self, device: DeviceId, after: int = 0) -> None:
        """Give a device the thread that it shows, or the part after a number."""

        def body(view: View) -> tuple[MessagesFrame, ...]:
            found = store.thread_at(view, device)
            if found is None:
                return (MessagesFrame(session=None, messages=(), read=0, begins=True),)
            rows = [row for row in store.thread_of(view, found, at=device) if row.number > after]
            return tuple(frames_of(found.id, rows, store.read_up_to(view, found.id, THE_PERSON), whole=after == 0))

        for frame in await self.work.view(_JOB, Permission.MESSAGE_READ, body):
            self.courier.to_agent(device, frame)

    def _tell(self, session: Session, person: str | None, number: int) -> None:
        self._hint(session, person)
        if session.device is not None:
            device = session.device
            self.soon(lambda: self.tell_device(device, after=number - 1))

    def _hint(self, session: Session, person: str | None) -> None:
        people = frozenset({AccountId(person)} if person else ())
        hint = Hint(topic=Topic.MESSAGES, id=session.id, organization=session.organization, people=people)
        self.courier.hint(hint)


def reading(actor: Actor) -> Permission:
    """End users and devices come by what is theirs, staff by what their groups give."""
    return Permission.MESSAGE_READ if _is_staff(actor) else Permission.OWN_MESSAGE_READ


def writing(actor: Actor) -> Permission:
    """As for reading."""
    return Permission.MESSAGE_WRITE if _is_staff(actor) else Permission.OWN_MESSAGE_WRITE


def side_of(actor: Actor) -> Side:
    """Say on which side somebody writes and reads."""
    return Side.STAFF if _is_staff(actor) else Side.PERSON


def reader_of(actor: Actor) -> str:
    """Say whose mark moves when somebody reads."""
    return actor.account_id if isinstance(actor, AccountActor) and _is_staff(actor) else THE_PERSON


def _is_staff(actor: Actor) -> bool:
    return isinstance(actor, AccountActor) and actor.kind is AccountKind.STAFF

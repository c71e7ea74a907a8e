"""What people read who want help on a computer that is not enrolled: the command, and the code of their request."""

from collections.abc import Callable

import msgspec
from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.errors import Conflict, NotFound
from broker.features.sessions import rules, store
from broker.features.sessions.join_codes import CodeBook
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.enrolment import root_mark
from protocol.grant import Origin
from protocol.joining import code_text
from protocol.session.states import Approved, Session


class NowAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How the agent is started for one session; the root's mark in it pins this instance."""

    command: str


class JoinHelp(msgspec.Struct, frozen=True, kw_only=True):
    """How a computer joins one approved request: the command with the code, and the code to type, until when."""

    command: str
    code: str
    expires_at: str


class JoinHelps:
    """Writes commands, and shows the codes of requests to those whose they are."""

    def __init__(
        self,
        work: UnitOfWork,
        codes: CodeBook,
        *,
        url: Callable[[], str],
        root: bytes,
        issue: Callable[[Change, Session], None],
    ) -> None:
        self._work = work
        self._codes = codes
        self._issue = issue
        self._url = url
        self._root = root

    def now(self) -> NowAnswer:
        """Write the command that shows a code on the computer."""
        return NowAnswer(command=f"handrail-agent once {self._url()}#{root_mark(self._root)}")

    def of_request(self, view: View, session: str) -> JoinHelp | None:
        """Write how a computer joins this request; None where none is waited for."""
        found = self._codes.of_session(view, session)
        if found is None:
            return None
        code, ends = found
        return JoinHelp(
            command=f"{self.now().command} --code {code}", code=code_text(code), expires_at=instant_text(ends)
        )

    async def of_session(self, actor: AccountActor, session: str) -> JoinHelp:
        """Show it to whoever asked, and to the staff who may see the request."""

        def body(view: View) -> JoinHelp:
            query = select(tables.sessions.c.id).where(tables.sessions.c.id == session, store.visible_to(view))
            known = view.connection.execute(query).scalar_one_or_none()
            found = self.of_request(view, session) if known is not None else None
            if found is None:
                raise NotFound
            return found

        permission = Permission.SESSION_READ if _is_staff(actor) else Permission.OWN_SESSION_READ
        return await self._work.view(actor, permission, body)

    async def renew(self, actor: AccountActor, session: str) -> JoinHelp:
        """Give an approved request another code where the one before is over; the approval lasts no longer by it."""

        def body(change: Change) -> JoinHelp:
            query = select(tables.sessions.c.state).where(tables.sessions.c.id == session, store.visible_to(change))
            state = change.connection.execute(query).scalar_one_or_none()
            if state is None:
                raise NotFound
            found = store.decode_session(state)
            if not _waits_for_computer(found):
                raise Conflict("This request waits for no computer any more. Ask again.", code="join.over")
            if _is_staff(actor):
                change.require(rules.driving_permission(found), found.organization)
            if self._codes.of_session(change, session) is not None:
                raise Conflict("The code that was given last still works.", code="join.still_works")
            self._issue(change, found)
            change.record(
                AuditKind.JOIN_CODE_RENEWED,
                organization=found.organization,
                session=found.id,
                person=found.ask.name or None,
            )
            given = self.of_request(change, session)
            assert given is not None
            return given

        permission = Permission.SESSION_READ if _is_staff(actor) else Permission.SESSION_REQUEST
        return await self._work.change(actor, permission, body)


def _is_staff(actor: AccountActor) -> bool:
    return actor.kind is AccountKind.STAFF


def _waits_for_computer(session: Session) -> bool:
    asked = session.ask.origin is Origin.REQUEST
    return asked and session.device is None and isinstance(session.state, Approved)

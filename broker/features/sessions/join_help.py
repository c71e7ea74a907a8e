"""What people read who want help on a computer that is not enrolled: the command, and the code of their request."""

from collections.abc import Callable

import msgspec
from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.clock import instant_text
from broker.errors import NotFound
from broker.features.sessions import store
from broker.features.sessions.join_codes import CodeBook
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import View
from protocol.enrolment import root_mark
from protocol.joining import code_text


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

    def __init__(self, work: UnitOfWork, codes: CodeBook, *, url: Callable[[], str], root: bytes) -> None:
        self._work = work
        self._codes = codes
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

        is_staff = actor.kind is AccountKind.STAFF
        permission = Permission.SESSION_READ if is_staff else Permission.OWN_SESSION_READ
        return await self._work.view(actor, permission, body)

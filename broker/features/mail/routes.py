"""HTTP of the outbox."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from broker.access.permissions import Permission
from broker.clock import Clock, instant_text
from broker.errors import BadInput
from broker.features.mail.letters import LetterKind, write_letter
from broker.features.mail.outbox import MailsQuery, Outbox, may_go_again
from broker.features.mail.rules import MailState
from broker.features.mail.store import StoredMail
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, read_cursor, write_place
from broker.web.policy import Signed

LINK_STANDS_HERE = "[link]"


class OutboxQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the outbox, in one state if asked."""

    state: MailState | None = None


class MailAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the outbox."""

    id: str
    kind: LetterKind
    recipient: str
    person: str
    subject: str
    state: MailState
    created_at: str
    sent_at: str | None
    next_try_at: str | None
    tries: int
    problem: str


class MailDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail: its line, what it says with the link left out, and what can be done with it."""

    mail: MailAnswer
    text: str
    has_link: bool
    can_send_again: bool
    has_server: bool


class MailLink(msgspec.Struct, frozen=True, kw_only=True):
    """The link of a mail, whole."""

    url: str


class MailPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the outbox, and whether there is a mail server at all."""

    items: tuple[MailAnswer, ...]
    next: str | None
    total: int
    has_server: bool


class OutboxRoutes:
    """What an administrator reads of the mails."""

    def __init__(self, outbox: Outbox, *, clock: Clock, url: Callable[[], str], has_server: bool) -> None:
        self._outbox = outbox
        self._clock = clock
        self._url = url
        self._has_server = has_server

    @get("/api/mails", policy=Signed(Permission.MAIL_READ))
    async def list_mails(self, call: Call, query: OutboxQuery) -> MailPage:
        """List the mails of the outbox, newest first."""
        asked = MailsQuery(
            words=tuple(query.q.split()[:10]), state=query.state, after=_after(query.cursor), limit=query.limit
        )
        found, total = await self._outbox.list(call.person, asked)
        items = found[: query.limit]
        following = write_place(items[-1].created_at.isoformat(), items[-1].id) if len(found) > len(items) else None
        return MailPage(items=tuple(map(mail_answer, items)), next=following, total=total, has_server=self._has_server)

    @get("/api/mails/{mail_id}", policy=Signed(Permission.MAIL_READ))
    async def read_mail(self, call: Call, mail_id: str) -> MailDetail:
        """Read one mail; its link stays sealed."""
        return self._detail(await self._outbox.read(call.person, mail_id))

    @post("/api/mails/{mail_id}/link", policy=Signed(Permission.MAIL_READ, fresh=True))
    async def show_link(self, call: Call, mail_id: str, body: Empty) -> MailLink:
        """Show the link of a mail, to pass it on by hand."""
        return MailLink(url=self._url() + await self._outbox.show_link(call.person, mail_id))

    @post("/api/mails/{mail_id}/send", policy=Signed(Permission.MAIL_READ))
    async def send_again(self, call: Call, mail_id: str, body: Empty) -> MailDetail:
        """Send a mail again."""
        return self._detail(await self._outbox.send_again(call.person, mail_id))

    def _detail(self, mail: StoredMail) -> MailDetail:
        has_link = mail.link_encrypted is not None
        return MailDetail(
            mail=mail_answer(mail),
            text=write_letter(mail.kind, mail.values, LINK_STANDS_HERE if has_link else None).text,
            has_link=has_link,
            can_send_again=may_go_again(mail, self._clock.now()),
            has_server=self._has_server,
        )


def mail_answer(mail: StoredMail) -> MailAnswer:
    return MailAnswer(
        id=mail.id,
        kind=mail.kind,
        recipient=mail.recipient,
        person=mail.values.get("person", ""),
        subject=write_letter(mail.kind, mail.values, None).subject,
        state=mail.state,
        created_at=instant_text(mail.created_at),
        sent_at=instant_text(mail.sent_at) if mail.sent_at else None,
        next_try_at=instant_text(mail.next_try_at) if mail.next_try_at else None,
        tries=mail.tries,
        problem=mail.problem,
    )


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    place = read_cursor(cursor)
    if place is None:
        return None
    try:
        at = datetime.fromisoformat(place[0])
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadInput("This list cannot go on from there. Begin it anew.", code="query.bad_cursor")
    return at, place[1]

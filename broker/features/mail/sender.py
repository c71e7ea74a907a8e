"""The job that takes mails out of the outbox and hands them to the mail server."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.mail import store
from broker.features.mail.letters import write_letter
from broker.features.mail.message import Envelope, message_of
from broker.features.mail.rules import KEPT, LEASE, MailState, next_try
from broker.features.mail.smtp import NotTaken, Post
from broker.features.mail.store import StoredMail
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep

AT_ONCE: Final = 20
LOOK_SECONDS: Final = 15.0
_POSTMAN: Final = SystemActor(job="mail")
_log = structlog.get_logger(__name__)


class Sender:
    """Sends what is due; each mail is claimed first, so that two processes never send the same."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        sealer: Sealer,
        post: Post | None,
        sender: str,
        instance: str,
        url: Callable[[], str],
    ) -> None:
        self._work = work
        self._sealer = sealer
        self._post = post
        self._sender = sender
        self._instance = instance
        self._url = url
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._woken.set()

    async def work(self) -> None:
        """Send what is due, then wait until there may be more."""
        self._woken.clear()
        await self.send_due()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._woken.wait()

    async def send_due(self) -> int:
        """Try every mail whose time has come; gives how many were tried. Without a mail server they wait."""
        if self._post is None:
            return 0
        tried = 0
        while due := await self._work.view(_POSTMAN, Permission.MAIL_SEND, lambda view: store.due_mails(view, AT_ONCE)):
            for mail in due:
                await self._try(mail, self._post)
            tried += len(due)
        return tried

    async def forget_old(self) -> None:
        """Forget mails of long ago."""

        def forget(change: Change) -> None:
            if store.delete_old_mails(change, change.now - KEPT):
                change.needs_no_entry(Upkeep.LEFTOVERS)
            else:
                change.nothing_changed()

        await self._work.change(_POSTMAN, Permission.MAIL_SEND, forget)

    async def _try(self, mail: StoredMail, post: Post) -> None:
        envelope = await self._work.change(_POSTMAN, Permission.MAIL_SEND, lambda change: self._claimed(change, mail))
        if envelope is None:
            return
        path = store.link_of(mail, self._sealer)
        written = write_letter(mail.kind, mail.values, self._url() + path if path else None)
        problem: NotTaken | None = None
        try:
            await post.hand_over(message_of(envelope, written))
        except NotTaken as refused:
            problem = refused
        except ValueError:
            problem = NotTaken("The mail cannot be sent to this address.", forever=True)
        await self._work.change(_POSTMAN, Permission.MAIL_SEND, lambda change: _note(change, mail, problem))

    def _claimed(self, change: Change, mail: StoredMail) -> Envelope | None:
        is_old = mail.expires_at is not None and mail.expires_at <= change.now
        if is_old:
            store.withdraw_mails(change, [mail.id])
        elif not store.claim(change, mail, change.now + LEASE):
            change.nothing_changed()
            return None
        change.needs_no_entry(Upkeep.MAIL)
        if is_old:
            return None
        return Envelope(
            mail_id=mail.id,
            sender=self._sender,
            sender_name=self._instance,
            recipient=mail.recipient,
            at=change.now,
        )


def _note(change: Change, mail: StoredMail, problem: NotTaken | None) -> None:
    """Keep what became of a try."""
    change.needs_no_entry(Upkeep.MAIL)
    if problem is None:
        sent = {"state": MailState.SENT.value, "sent_at": change.now, "next_try_at": None, "problem": ""}
        store.update_mail(change, mail.id, sent)
        return
    _log.warning("mail.not_taken", mail=mail.id, why=problem.why, tries=mail.tries + 1)
    again = None if problem.forever else next_try(mail.tries + 1, change.now)
    state = MailState.FAILED if again is None else MailState.WAITING
    store.update_mail(change, mail.id, {"state": state.value, "next_try_at": again, "problem": problem.why})
    if again is None:
        change.record(
            AuditKind.MAIL_FAILED,
            organization=mail.organization_id,
            subject=mail.account_id,
            person=mail.values.get("person"),
            detail={"email": mail.recipient, "why": problem.why.rstrip(".")},
        )

"""What the process does now and then by itself: keys, checkpoints, and what nobody needs any more."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.clock import Clock
from broker.features.accounts import store as accounts
from broker.jobs import Job
from broker.storage.audit_check import make_checkpoints
from broker.storage.signing_keys import note_keys
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from certs.instance import InstanceKeys
from protocol.codec import decode
from protocol.trust import CHECKPOINT_TYPE, Checkpoint, Purpose

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_UPKEEP: Final = SystemActor(job="upkeep")
_KEPT_SIGN_INS: Final = timedelta(days=30)


class Housekeeping:
    """The jobs that belong to no feature."""

    def __init__(
        self, *, work: UnitOfWork, keys: InstanceKeys, clock: Clock, renew_certificate: Callable[[], Awaitable[None]]
    ) -> None:
        self._work = work
        self._keys = keys
        self._clock = clock
        self._renew_certificate = renew_certificate

    def jobs(self) -> tuple[Job, ...]:
        """List them, each with how often it is done."""
        return (
            Job(name="denials", seconds=_MINUTE, work=self._work.flush_denials),
            Job(name="keys", seconds=_HOUR, work=self.renew_keys),
            Job(name="sign_ins", seconds=_HOUR, work=self._forget_sign_ins),
            Job(name="checkpoints", seconds=_MINUTE, work=self.sign_checkpoints),
        )

    async def renew_keys(self) -> None:
        """Renew what is due: signing keys, which are noted on the audit log, and the server's certificate."""
        await asyncio.to_thread(self._keys.refresh)
        await asyncio.to_thread(self._keys.renew_due, self._clock.now())
        await self._work.change(
            _UPKEEP, Permission.KEYS_ROTATE, lambda change: note_keys(change, self._keys.public_keys)
        )
        await self._renew_certificate()

    async def sign_checkpoints(self) -> None:
        """Sign how far each chain of the audit log goes."""

        def sign(payload: bytes) -> bytes:
            return self._keys.sign(Purpose.CHECKPOINT, CHECKPOINT_TYPE, decode(payload, Checkpoint))

        await self._work.change(_UPKEEP, Permission.AUDIT_READ, lambda change: make_checkpoints(change, sign))

    async def _forget_sign_ins(self) -> None:
        def forget(change: Change) -> None:
            if accounts.delete_old_sign_ins(change, change.now - _KEPT_SIGN_INS):
                change.needs_no_entry(Upkeep.LEFTOVERS)
            else:
                change.nothing_changed()

        await self._work.change(_UPKEEP, Permission.OWN_ACCOUNT_CHANGE, forget)

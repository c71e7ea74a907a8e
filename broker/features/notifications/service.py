"""What somebody was told, and what they choose to be told."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from broker.access.actors import AccountActor, home_of
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.notifications import store
from broker.features.notifications.rules import Choices, Happening, NoticeWay, check_choices, spelled
from broker.features.notifications.telling import Told
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep


class Notices:
    """One's own notices and choices."""

    def __init__(self, work: UnitOfWork, told: Told) -> None:
        self._work = work
        self._told = told

    async def list(self, actor: AccountActor) -> tuple[Sequence[Row[Any]], int]:
        """List what one was told, newest first, and how much of it is unread."""
        return await self._work.view(actor, Permission.OWN_ACCOUNT_READ, lambda view: store.notices_of(view, actor))

    async def read(self, actor: AccountActor, ids: Sequence[str] | None) -> None:
        """Note that one read some of it, or all; one's other pages hear of it."""

        def mark(change: Change) -> None:
            if store.mark_read(change, actor.account_id, ids) == 0:
                change.nothing_changed()
                return
            change.needs_no_entry(Upkeep.NOTICES)
            change.after_commit(self._told, home_of(actor), frozenset({actor.account_id}))

        await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, mark)

    async def choices(self, actor: AccountActor) -> Choices:
        """Say what one is told, and how."""
        return await self._work.view(
            actor,
            Permission.OWN_ACCOUNT_READ,
            lambda view: store.choices_of(view, actor.account_id, actor.kind),
        )

    async def choose(self, actor: AccountActor, chosen: Mapping[Happening, frozenset[NoticeWay]]) -> Choices:
        """Choose anew; what is not named stays as it is."""
        check_choices(actor.kind, chosen.keys())

        def keep(change: Change) -> Choices:
            before = store.choices_of(change, actor.account_id, actor.kind)
            after = {happening: spelled(ways) for happening, ways in chosen.items()}
            if all(before[happening] == ways for happening, ways in after.items()):
                change.nothing_changed()
                return before
            store.put_choices(change, actor.account_id, after)
            change.record(
                AuditKind.NOTICES_CHOSEN,
                organization=home_of(actor),
                subject=actor.account_id,
                detail={each.value: ", ".join(sorted(ways)) for each, ways in after.items()},
            )
            return {**before, **after}

        return await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, keep)

"""Doing the same to many people: in small changes, so that nobody waits long for the writer, with an answer a row."""

from dataclasses import dataclass
from typing import Final

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.access.portal_groups import BuiltInPortalGroup
from broker.access.scopes import INSTANCE
from broker.errors import BadInput, Conflict, NotFound, Refusal
from broker.features.people import choosing, store
from broker.features.people.acts import NOTHING, Act, Acts, Done
from broker.features.people.choosing import Chosen, Sizes, Target, TargetKind
from broker.features.portal_groups.service import group_for
from broker.storage.unit_of_work import Change, UnitOfWork

CHANGE: Final = Permission.END_USER_CHANGE
MOST_CHOSEN: Final = 500
_AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to do; the acts about the portal lead to a group."""

    act: Act
    portal_group: str | None = None

    def leads_to(self) -> str | None:
        """Name the portal group, or say that one has to be chosen."""
        match self.act:
            case Act.DISABLE_PORTAL:
                return BuiltInPortalGroup.NO_ACCESS.id
            case Act.ENABLE_PORTAL:
                return self.portal_group or BuiltInPortalGroup.STANDARD.id
            case Act.MOVE if self.portal_group is None:
                sentence = "Choose a portal group."
                raise BadInput(sentence, code="field.portal_group_id", fields={"portal_group_id": sentence})
            case Act.MOVE:
                return self.portal_group
            case _:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How it went with one of them; without a problem it is done, or was so already."""

    target: Target
    done: Done = NOTHING
    problem: Refusal | None = None


class Bulk:
    """Counts, and acts."""

    def __init__(self, work: UnitOfWork, acts: Acts) -> None:
        self._work = work
        self._acts = acts

    async def sizes(self, actor: AccountActor, chosen: Chosen) -> Sizes:
        """Count whom it would concern."""
        chosen.check()
        return await self._work.view(actor, CHANGE, lambda view: choosing.sizes(view, chosen))

    async def apply(
        self, actor: AccountActor, order: Order, chosen: Chosen, cursor: str | None, limit: int
    ) -> tuple[tuple[Row, ...], str | None]:
        """Do it to the next rows, and say where it goes on; to ask again does no harm."""
        chosen.check()
        group = order.leads_to()
        found, following = await self._work.view(
            actor, CHANGE, lambda view: choosing.targets(view, chosen, cursor, limit)
        )
        rows: list[Row] = []
        for start in range(0, len(found), _AT_ONCE):
            rows += await self._some(actor, order.act, group, found[start : start + _AT_ONCE])
        return tuple(rows), following

    async def _some(self, actor: AccountActor, act: Act, group: str | None, targets: list[Target]) -> list[Row]:
        tokens = [self._acts.inviting.token() for _ in targets]

        def body(change: Change) -> list[Row]:
            rows = [self._one(change, target, act, group, token) for target, token in zip(targets, tokens, strict=True)]
            if any(row.done.changed for row in rows):
                change.after_commit(self._acts.look_again)
            else:
                change.nothing_changed()
            return rows

        return await self._work.change(actor, CHANGE, body)

    def _one(self, change: Change, target: Target, act: Act, group: str | None, token: str) -> Row:
        try:
            if target.kind is TargetKind.ORGANIZATION and target.name and target.account is None:
                raise Conflict("This organization has no main contact. Choose one first.", code="bulk.no_contact")
            row = store.by_id(change, target.account) if target.account else None
            if row is None:
                raise NotFound
            leads_to = group_for(change, group, row.organization_id or INSTANCE) if group else None
            return Row(target=target, done=self._acts.do(change, row, act, leads_to, token))
        except Refusal as problem:
            return Row(target=target, problem=problem)

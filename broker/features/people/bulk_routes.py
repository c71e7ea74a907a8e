"""HTTP of doing the same to many people."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.features.people.acts import DANGEROUS, Act
from broker.features.people.bulk import MOST_CHOSEN, Bulk, Order, Row
from broker.features.people.choosing import ApplyTo, Chosen, TargetKind
from broker.features.people.store import Filter, Status
from broker.web.bodies import Id
from broker.web.call import Call
from broker.web.declare import post
from broker.web.policy import Signed, When

Some = Annotated[tuple[Id, ...], Meta(max_length=MOST_CHOSEN)]
CHANGING = Signed(Permission.END_USER_CHANGE)


class Matching(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All end users that match, as the list is narrowed."""

    q: Annotated[str, Meta(max_length=500)] = ""
    organization: Id | None = None
    status: Status | None = None
    portal: Annotated[str, Meta(pattern="^(on|off)$")] | None = None
    portal_group: Id | None = None


class BulkChosen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People, or organizations, or all that match; and which part of them is meant."""

    accounts: Some = ()
    organizations: Some = ()
    matching: Matching | None = None
    apply_to: ApplyTo = ApplyTo.END_USERS


class BulkAsked(BulkChosen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do to the next of them."""

    act: Act
    portal_group_id: Id | None = None
    cursor: Annotated[str, Meta(pattern="^[op]:[a-z2-7]{26}$")] | None = None
    limit: Annotated[int, Meta(ge=1, le=MOST_CHOSEN)] = MOST_CHOSEN


def _is_dangerous(body: BulkAsked) -> bool:
    return body.act in DANGEROUS


ACTING = Signed(
    Permission.END_USER_CHANGE,
    fresh=When(words="the act says who must have a second factor", holds=_is_dangerous),
)


class BulkSizes(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows and people there are, who would be invited, and which organizations have no main contact."""

    rows: int
    people: int
    without_password: int
    without_contact: int


class BulkRow(msgspec.Struct, frozen=True, kw_only=True):
    """How it went with one of them; without a problem it is done, or was so already."""

    kind: TargetKind
    id: str
    name: str
    changed: bool
    invited: bool
    code: str | None
    problem: str | None


class BulkAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How it went, and where it goes on."""

    rows: tuple[BulkRow, ...]
    next: str | None


class BulkRoutes:
    """Many people at once."""

    def __init__(self, bulk: Bulk) -> None:
        self._bulk = bulk

    @post("/api/bulk/sizes", policy=CHANGING)
    async def count_chosen(self, call: Call, body: BulkChosen) -> BulkSizes:
        """Count whom a bulk action would concern."""
        sizes = await self._bulk.sizes(call.person, _chosen(body))
        return BulkSizes(
            rows=sizes.rows,
            people=sizes.people,
            without_password=sizes.without_password,
            without_contact=sizes.without_contact,
        )

    @post("/api/bulk", policy=ACTING)
    async def act_in_bulk(self, call: Call, body: BulkAsked) -> BulkAnswer:
        """Do the same to many people."""
        order = Order(act=body.act, portal_group=body.portal_group_id)
        rows, following = await self._bulk.apply(call.person, order, _chosen(body), body.cursor, body.limit)
        return BulkAnswer(rows=tuple(_row(row) for row in rows), next=following)


def _chosen(body: BulkChosen) -> Chosen:
    wanted = body.matching
    narrowed = None
    if wanted is not None:
        narrowed = Filter(
            text=wanted.q,
            kind=AccountKind.END_USER,
            organization=wanted.organization,
            status=wanted.status,
            has_portal=None if wanted.portal is None else wanted.portal == "on",
            portal_group=wanted.portal_group,
        )
    return Chosen(accounts=body.accounts, organizations=body.organizations, filter=narrowed, apply_to=body.apply_to)


def _row(row: Row) -> BulkRow:
    return BulkRow(
        kind=row.target.kind,
        id=row.target.id,
        name=row.target.name,
        changed=row.done.changed,
        invited=row.done.invited,
        code=row.problem.code if row.problem else None,
        problem=row.problem.message if row.problem else None,
    )

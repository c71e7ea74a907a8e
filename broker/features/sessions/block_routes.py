"""The HTTP side of who may not offer help on a device any more."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.sessions.blocks import Blocks, OfferBlock, OfferBlocks
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.policy import Signed

Id = Annotated[str, Meta(pattern="^[a-z2-7]{26}$")]


class BlockQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the list can be narrowed to."""

    device: Id | None = None
    account: Id | None = None


class BlockRoutes:
    """Routes about blocks of offers."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks

    @get("/api/offer-blocks", policy=Signed(Permission.SESSION_READ))
    async def list_offer_blocks(self, call: Call, query: BlockQuery) -> OfferBlocks:
        """List accounts whose offers do not reach a device, because its person said *I did not ask for this*."""
        return await self._blocks.standing(call.person, query.device, query.account)

    @post("/api/offer-blocks/{block_id}/lift", policy=Signed(Permission.SESSION_UNBLOCK))
    async def lift_offer_block(self, call: Call, block_id: str, body: Empty) -> OfferBlock:
        """Let the account offer help on the device again."""
        return await self._blocks.lift(call.person, block_id)

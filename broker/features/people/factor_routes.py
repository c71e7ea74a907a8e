"""HTTP of other people's second factors."""

import msgspec

from broker.access.permissions import Permission
from broker.clock import instant_text
from broker.features.accounts.factors import Need
from broker.features.accounts.own_factors import Factors
from broker.features.people.factors import PeoplesFactors
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post, put
from broker.web.policy import Signed


class FactorRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether somebody must have a second factor, whatever else says so."""

    required: bool


class PeoplesFactorsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Which second factors somebody has, and why they must have one; what their passkeys are called is theirs."""

    app_since: str | None
    passkeys: int
    recovery_codes_left: int
    needs: tuple[Need, ...]
    required: bool


class PeoplesFactorRoutes:
    """The second factors of people within reach."""

    def __init__(self, factors: PeoplesFactors) -> None:
        self._factors = factors

    @get("/api/accounts/{account_id}/factors", policy=Signed(Permission.ACCOUNT_READ))
    async def read_factors(self, call: Call, account_id: str) -> PeoplesFactorsAnswer:
        """Say which second factors somebody has."""
        return _answer(await self._factors.read(call.person, account_id))

    @put(
        "/api/accounts/{account_id}/factors",
        policy=Signed(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE, fresh=True),
    )
    async def require_factor(self, call: Call, account_id: str, body: FactorRule) -> PeoplesFactorsAnswer:
        """Say whether somebody must have a second factor."""
        return _answer(await self._factors.require(call.person, account_id, required=body.required))

    @post(
        "/api/accounts/{account_id}/factors/reset",
        policy=Signed(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE, fresh=True),
    )
    async def reset_factors(self, call: Call, account_id: str, body: Empty) -> PeoplesFactorsAnswer:
        """Take away the second factors of somebody who has lost them."""
        return _answer(await self._factors.reset(call.person, account_id))


def _answer(found: Factors) -> PeoplesFactorsAnswer:
    return PeoplesFactorsAnswer(
        app_since=instant_text(found.app_since) if found.app_since else None,
        passkeys=len(found.passkeys),
        recovery_codes_left=found.recovery_codes,
        needs=found.needs,
        required=found.required,
    )

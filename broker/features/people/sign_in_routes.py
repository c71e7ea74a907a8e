"""HTTP of sign-ins: where one is signed in oneself, and where those are whom one looks after."""

from collections.abc import Callable

import msgspec

from broker.access.permissions import Permission
from broker.features.people.sign_ins import OpenSignIns, SignInAnswer
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import UnitOfWork
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.policy import Signed

READING_OWN = Signed(Permission.OWN_ACCOUNT_READ, by_token=False)
ENDING_OWN = Signed(Permission.OWN_ACCOUNT_CHANGE, by_token=False)
LOOKING_AFTER = Signed(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE)


class SignInList(msgspec.Struct, frozen=True, kw_only=True):
    """The browsers in which somebody is signed in now, the newest seen first."""

    items: tuple[SignInAnswer, ...]


def open_sign_in_routes(work: UnitOfWork, settings: Settings, ended: Callable[[], None]) -> "OpenSignInRoutes":
    """Put routes and service together."""
    return OpenSignInRoutes(OpenSignIns(work=work, settings=settings, ended=ended))


class OpenSignInRoutes:
    """Sign-ins that are open."""

    def __init__(self, sign_ins: OpenSignIns) -> None:
        self._sign_ins = sign_ins

    @get("/api/me/sign-ins", policy=READING_OWN)
    async def list_own(self, call: Call) -> SignInList:
        """List where one is signed in."""
        return SignInList(items=await self._sign_ins.own(call.person))

    @post("/api/me/sign-ins/{sign_in_id}/end", policy=ENDING_OWN)
    async def end_own(self, call: Call, sign_in_id: str, body: Empty) -> SignInList:
        """End one of one's own sign-ins."""
        await self._sign_ins.end_own(call.person, sign_in_id)
        return SignInList(items=await self._sign_ins.own(call.person))

    @post("/api/me/sign-ins/end-others", policy=ENDING_OWN)
    async def end_others(self, call: Call, body: Empty) -> SignInList:
        """End all of one's own sign-ins but this one."""
        await self._sign_ins.end_others(call.person)
        return SignInList(items=await self._sign_ins.own(call.person))

    @get("/api/accounts/{account_id}/sign-ins", policy=LOOKING_AFTER)
    async def list_of_person(self, call: Call, account_id: str) -> SignInList:
        """List where somebody is signed in."""
        return SignInList(items=await self._sign_ins.of(call.person, account_id))

    @post("/api/accounts/{account_id}/sign-ins/{sign_in_id}/end", policy=LOOKING_AFTER)
    async def end_of_person(self, call: Call, account_id: str, sign_in_id: str, body: Empty) -> SignInList:
        """End a sign-in of somebody."""
        await self._sign_ins.end_of(call.person, account_id, sign_in_id)
        return SignInList(items=await self._sign_ins.of(call.person, account_id))

    @post("/api/accounts/{account_id}/sign-ins/end", policy=LOOKING_AFTER)
    async def end_all_of_person(self, call: Call, account_id: str, body: Empty) -> SignInList:
        """End every sign-in of somebody."""
        await self._sign_ins.end_all_of(call.person, account_id)
        return SignInList(items=await self._sign_ins.of(call.person, account_id))

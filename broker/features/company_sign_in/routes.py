"""HTTP of the company's sign-in."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.routes import NextStep, stepped
from broker.features.company_sign_in.service import CompanySignIns, Return
from broker.web.call import Call, Reply
from broker.web.declare import get, post
from broker.web.policy import Public

Secret = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]
Text = Annotated[str, Meta(max_length=2_048)]


class WaysIn(msgspec.Struct, frozen=True, kw_only=True):
    """How people can sign in here beside their password; null where the company's provider is not set up."""

    company: str | None


class GoThere(msgspec.Struct, frozen=True, kw_only=True):
    """Where to go, and what the browser keeps until it is back."""

    address: str
    binding: str


class Leaving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the company is to ask anew who it is, because something here has weight."""

    anew: bool = False


class CameBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the provider sent along, and what the browser kept."""

    state: Secret
    code: Text
    binding: Secret
    issuer: Text | None = None


class CompanyRoutes:
    """Away to the provider, and back."""

    def __init__(self, company: CompanySignIns, known: KnownBrowsers, *, name: str | None) -> None:
        self._company = company
        self._known = known
        self._name = name

    @get("/api/sign-in-ways", policy=Public())
    async def ways_in(self, call: Call) -> WaysIn:
        """Say how people can sign in here."""
        return WaysIn(company=self._name)

    @post("/api/company-sign-ins", policy=Public())
    async def depart(self, call: Call, body: Leaving) -> GoThere:
        """Begin to sign in at the company's provider."""
        departure = await self._company.depart(call.address, anew=body.anew)
        return GoThere(address=departure.address, binding=departure.binding)

    @post("/api/company-sign-ins/return", policy=Public())
    async def come_back(self, call: Call, body: CameBack) -> Reply[NextStep]:
        """Finish signing in at the company's provider."""
        back = Return(state=body.state, code=body.code, binding=body.binding, issuer=body.issuer)
        step = await self._company.come_back(back, call.address)
        return await stepped(self._known, call, step)

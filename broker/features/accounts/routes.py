"""HTTP of accounts: signing in and out, and oneself."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.features.accounts import one_time_codes
from broker.features.accounts.factors import Way
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.people import Organization, People, reach_texts
from broker.features.accounts.sign_in import Next, SignIns, Step
from broker.web.bodies import Empty
from broker.web.call import Call, Cookie, Reply
from broker.web.declare import get, post
from broker.web.policy import Public, Signed, SignInStep
from protocol.identifiers import OrganizationId

Line = Annotated[str, Meta(max_length=254)]
Password = Annotated[str, Meta(max_length=1_000)]
Code = Annotated[str, Meta(max_length=64)]


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first step."""

    email: Line
    password: Password


class CodeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code from the app, or a recovery code."""

    code: Code


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """What comes after this step, and in which ways it can be taken, or set up."""

    next: Next
    ways: tuple[Way, ...] = ()


class CodeSetUp(msgspec.Struct, frozen=True, kw_only=True):
    """What an app needs: the secret, its address, and the same as a picture to scan."""

    secret: str
    uri: str
    qr_svg: str


class CodesConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """Signed in; the recovery codes are shown this once."""

    next: Next
    recovery_codes: tuple[str, ...]


class OwnAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The person who asks."""

    id: str
    name: str
    email: str
    phone: str
    kind: AccountKind
    organization: Organization | None


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """This installation."""

    name: str
    version: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, what they may do and where, and the organizations they see; and in whose console they are."""

    account: OwnAccount
    permissions: dict[str, str | tuple[OrganizationId, ...]]
    organizations: tuple[Organization, ...]
    console: Organization | None
    is_visiting: bool
    instance: Instance


async def stepped(known_browsers: KnownBrowsers, call: Call, step: Step) -> Reply[NextStep]:
    """Answer a step; after the last one the browser is known."""
    known = await known_browsers.remember(step.token, call.known) if step.next is Next.SIGNED_IN else None
    cookie = Cookie.KEEP if step.next is Next.PROVIDER_CONSOLE else step.token
    return Reply(NextStep(next=step.next, ways=step.ways), cookie=cookie, known=known)


class SignInRoutes:
    """Signing in and out."""

    def __init__(self, sign_ins: SignIns, known: KnownBrowsers) -> None:
        self._sign_ins = sign_ins
        self._known = known

    @post("/api/sign-in", policy=Public())
    async def by_password(self, call: Call, body: Credentials) -> Reply[NextStep]:
        """Begin to sign in."""
        step = await self._sign_ins.by_password(
            body.email, body.password, call.address, known=call.known, console=call.console
        )
        return await stepped(self._known, call, step)

    @post("/api/sign-in/code", policy=SignInStep())
    async def by_code(self, call: Call, body: CodeBody) -> Reply[NextStep]:
        """Give the code from the app."""
        step = await self._sign_ins.by_code(call.token, body.code, call.address)
        return await stepped(self._known, call, step)

    @post("/api/sign-in/recovery-code", policy=SignInStep())
    async def by_recovery_code(self, call: Call, body: CodeBody) -> Reply[NextStep]:
        """Give a recovery code in place of the code from the app."""
        step = await self._sign_ins.by_recovery_code(call.token, body.code, call.address)
        return await stepped(self._known, call, step)

    @post("/api/sign-in/totp-set-up", policy=SignInStep())
    async def offer_codes(self, call: Call, body: Empty) -> CodeSetUp:
        """Begin to set up codes from an app."""
        secret, email = await self._sign_ins.offer_codes(call.token, call.address)
        uri = one_time_codes.app_address(secret, email)
        return CodeSetUp(secret=secret, uri=uri, qr_svg=one_time_codes.qr_picture(uri))

    @post("/api/sign-in/totp-confirm", policy=SignInStep())
    async def confirm_codes(self, call: Call, body: CodeBody) -> Reply[CodesConfirmed]:
        """Finish setting up codes with the first of them."""
        step = await self._sign_ins.confirm_codes(call.token, body.code, call.address)
        known = await self._known.remember(step.token, call.known)
        confirmed = CodesConfirmed(next=step.next, recovery_codes=step.recovery_codes)
        return Reply(confirmed, cookie=step.token, known=known)

    @post("/api/sign-out", policy=SignInStep())
    async def sign_out(self, call: Call, body: Empty) -> Reply[None]:
        """Sign out."""
        await self._sign_ins.end(call.token, call.address)
        return Reply(None, cookie=Cookie.CLEAR)


class PeopleRoutes:
    """Oneself."""

    def __init__(self, people: People, *, version: str, instance: str = "Handrail") -> None:
        self._people = people
        self._instance = Instance(name=instance, version=version)

    @get("/api/me", policy=Signed(Permission.OWN_ACCOUNT_READ))
    async def me(self, call: Call) -> Me:
        """Say who is signed in and what they may do."""
        found = await self._people.oneself(call.person)
        account = found.account
        return Me(
            account=OwnAccount(
                id=account.id,
                name=account.name,
                email=account.email,
                phone=account.phone,
                kind=account.kind,
                organization=found.organization,
            ),
            permissions=reach_texts(call.person),
            organizations=found.organizations,
            console=found.console,
            is_visiting=call.person.visit is not None,
            instance=self._instance,
        )

"""HTTP of second factors: passkeys at sign-in, one's own factors, and showing again that it is oneself."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.clock import instant_text
from broker.features.accounts import one_time_codes
from broker.features.accounts.factors import Need
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.own_factors import Factors, OwnFactors
from broker.features.accounts.passkey_desk import PasskeySignIns, Question, Wished
from broker.features.accounts.passkeys import ALGORITHMS, Made, Shown, bytes_of, read_name, text_of
from broker.features.accounts.routes import CodeBody, CodesConfirmed, CodeSetUp, NextStep, Password, stepped
from broker.features.accounts.step_up import SteppingUp
from broker.web.bodies import Empty
from broker.web.call import Call, Reply
from broker.web.declare import delete, get, post
from broker.web.policy import Public, Signed, SignInStep

Bytes = Annotated[str, Meta(max_length=40_000, pattern="^[A-Za-z0-9_-]*$")]
Identifier = Annotated[str, Meta(min_length=1, max_length=1_400, pattern="^[A-Za-z0-9_-]+$")]
Transport = Annotated[str, Meta(max_length=20, pattern="^[a-z-]+$")]
READING = Signed(Permission.OWN_ACCOUNT_READ)
CHANGING = Signed(Permission.OWN_ACCOUNT_CHANGE)
# Whoever takes hold of an open browser must not make themselves at home in it.
DANGEROUS = Signed(Permission.OWN_ACCOUNT_CHANGE, fresh=True)


class KnownPasskey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey as its browser knows it."""

    id: str
    transports: tuple[str, ...]


class PasskeyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A question to the browser for a passkey it has; `alone`: it has to make sure of its person."""

    challenge: str
    rp_id: str
    known: tuple[KnownPasskey, ...]
    alone: bool


class PasskeyWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A question to the browser for a new passkey."""

    challenge: str
    rp_id: str
    rp_name: str
    person_id: str
    email: str
    name: str
    algorithms: tuple[int, ...]
    known: tuple[KnownPasskey, ...]


class PasskeyShown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser gives to show a passkey; all in base64url."""

    id: Identifier
    client_data: Bytes
    authenticator_data: Bytes
    signature: Bytes
    person_id: Annotated[str, Meta(max_length=100, pattern="^[A-Za-z0-9_-]*$")] | None = None


class PasskeyMade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser gives for a new passkey, and what its person calls it."""

    name: Annotated[str, Meta(max_length=254)]
    id: Identifier
    client_data: Bytes
    attestation: Bytes
    transports: Annotated[tuple[Transport, ...], Meta(max_length=8)] = ()


class PasswordBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The present password."""

    password: Password


class PasskeyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey on its person's page."""

    id: str
    name: str
    created_at: str
    last_used_at: str | None


class FactorsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Which second factors a person has, why they must have one, and recovery codes where they were just made."""

    app_since: str | None
    passkeys: tuple[PasskeyAnswer, ...]
    recovery_codes_left: int
    needs: tuple[Need, ...]
    recovery_codes: tuple[str, ...] = ()


class PasskeySignInRoutes:
    """Signing in by passkeys."""

    def __init__(self, passkeys: PasskeySignIns, known: KnownBrowsers) -> None:
        self._passkeys = passkeys
        self._known = known

    @post("/api/sign-in/passkey-asked", policy=Public())
    async def ask_alone(self, call: Call, body: Empty) -> PasskeyAsked:
        """Ask for whichever passkey the person has."""
        return _asked(await self._passkeys.ask_alone(call.address), alone=True)

    @post("/api/sign-in/passkey", policy=Public())
    async def alone(self, call: Call, body: PasskeyShown) -> Reply[NextStep]:
        """Sign in by a passkey alone."""
        return await stepped(self._known, call, await self._passkeys.alone(_shown(body), call.address))

    @post("/api/sign-in/second-passkey-asked", policy=SignInStep())
    async def ask_second(self, call: Call, body: Empty) -> PasskeyAsked:
        """Ask for one of the person's passkeys, in place of a code."""
        return _asked(await self._passkeys.ask_second(call.token, call.address), alone=False)

    @post("/api/sign-in/second-passkey", policy=SignInStep())
    async def second(self, call: Call, body: PasskeyShown) -> Reply[NextStep]:
        """Show a passkey in place of a code."""
        return await stepped(self._known, call, await self._passkeys.second(call.token, _shown(body), call.address))

    @post("/api/sign-in/new-passkey-wanted", policy=SignInStep())
    async def ask_first(self, call: Call, body: Empty) -> PasskeyWanted:
        """Begin to set up a passkey."""
        return _wanted(await self._passkeys.ask_first(call.token, call.address))

    @post("/api/sign-in/new-passkey", policy=SignInStep())
    async def first(self, call: Call, body: PasskeyMade) -> Reply[CodesConfirmed]:
        """Finish setting up a passkey."""
        step = await self._passkeys.first(call.token, _wished(body), call.address)
        known = await self._known.remember(step.token, call.known)
        confirmed = CodesConfirmed(next=step.next, recovery_codes=step.recovery_codes)
        return Reply(confirmed, cookie=step.token, known=known)


class OwnFactorRoutes:
    """One's own second factors."""

    def __init__(self, own: OwnFactors) -> None:
        self._own = own

    @get("/api/me/factors", policy=READING)
    async def read(self, call: Call) -> FactorsAnswer:
        """Say which second factors one has."""
        return _factors(await self._own.read(call.person))

    @post("/api/me/app", policy=DANGEROUS)
    async def offer_app(self, call: Call, body: Empty) -> CodeSetUp:
        """Begin to set up an app for codes, or another one."""
        secret, email = await self._own.offer_app(call.person)
        uri = one_time_codes.app_address(secret, email)
        return CodeSetUp(secret=secret, uri=uri, qr_svg=one_time_codes.qr_picture(uri))

    @post("/api/me/app/confirm", policy=DANGEROUS)
    async def confirm_app(self, call: Call, body: CodeBody) -> FactorsAnswer:
        """Finish setting up an app by its first code."""
        return _factors(*await self._own.confirm_app(call.person, body.code))

    @delete("/api/me/app", policy=DANGEROUS)
    async def remove_app(self, call: Call) -> FactorsAnswer:
        """Remove the app for codes."""
        return _factors(await self._own.remove_app(call.person))

    @post("/api/me/passkeys/wanted", policy=DANGEROUS)
    async def ask_passkey(self, call: Call, body: Empty) -> PasskeyWanted:
        """Begin to add a passkey."""
        return _wanted(await self._own.ask_passkey(call.person))

    @post("/api/me/passkeys", policy=DANGEROUS, status=201)
    async def add_passkey(self, call: Call, body: PasskeyMade) -> FactorsAnswer:
        """Add a passkey."""
        return _factors(*await self._own.add_passkey(call.person, _wished(body)))

    @delete("/api/me/passkeys/{passkey}", policy=DANGEROUS)
    async def remove_passkey(self, call: Call, passkey: str) -> FactorsAnswer:
        """Remove a passkey."""
        return _factors(await self._own.remove_passkey(call.person, passkey))

    @post("/api/me/recovery-codes", policy=DANGEROUS)
    async def renew_recovery_codes(self, call: Call, body: Empty) -> FactorsAnswer:
        """Make new recovery codes in place of the old ones."""
        return _factors(*await self._own.renew_recovery_codes(call.person))


class StepUpRoutes:
    """Showing again that it is oneself."""

    def __init__(self, stepping_up: SteppingUp) -> None:
        self._stepping_up = stepping_up

    @post("/api/me/step-up/app", policy=CHANGING)
    async def by_code(self, call: Call, body: CodeBody) -> Empty:
        """Give a code from the app."""
        await self._stepping_up.by_code(call.person, body.code, call.address)
        return Empty()

    @post("/api/me/step-up/recovery-code", policy=CHANGING)
    async def by_recovery_code(self, call: Call, body: CodeBody) -> Empty:
        """Give a recovery code."""
        await self._stepping_up.by_recovery_code(call.person, body.code, call.address)
        return Empty()

    @post("/api/me/step-up/password", policy=CHANGING)
    async def by_password(self, call: Call, body: PasswordBody) -> Empty:
        """Give the password, where there is no second factor."""
        await self._stepping_up.by_password(call.person, body.password, call.address)
        return Empty()

    @post("/api/me/step-up/passkey-asked", policy=CHANGING)
    async def ask_passkey(self, call: Call, body: Empty) -> PasskeyAsked:
        """Ask for one of one's passkeys."""
        return _asked(await self._stepping_up.ask_passkey(call.person), alone=False)

    @post("/api/me/step-up/passkey", policy=CHANGING)
    async def by_passkey(self, call: Call, body: PasskeyShown) -> Empty:
        """Show a passkey."""
        await self._stepping_up.by_passkey(call.person, _shown(body), call.address)
        return Empty()


def _known(question: Question) -> tuple[KnownPasskey, ...]:
    return tuple(KnownPasskey(id=text_of(each.credential_id), transports=each.transports) for each in question.known)


def _asked(question: Question, *, alone: bool) -> PasskeyAsked:
    return PasskeyAsked(
        challenge=text_of(question.challenge), rp_id=question.party.id, known=_known(question), alone=alone
    )


def _wanted(question: Question) -> PasskeyWanted:
    assert question.account is not None
    return PasskeyWanted(
        challenge=text_of(question.challenge),
        rp_id=question.party.id,
        rp_name=question.party.name,
        person_id=text_of(question.account.id.encode()),
        email=question.account.email,
        name=question.account.name,
        algorithms=ALGORITHMS,
        known=_known(question),
    )


def _shown(body: PasskeyShown) -> Shown:
    return Shown(
        credential_id=bytes_of(body.id),
        client_data=bytes_of(body.client_data),
        authenticator_data=bytes_of(body.authenticator_data),
        signature=bytes_of(body.signature),
        user_handle=bytes_of(body.person_id) if body.person_id else None,
    )


def _wished(body: PasskeyMade) -> Wished:
    made = Made(
        credential_id=bytes_of(body.id),
        client_data=bytes_of(body.client_data),
        attestation=bytes_of(body.attestation),
    )
    return Wished(made=made, name=read_name(body.name), transports=body.transports)


def _factors(found: Factors, codes: tuple[str, ...] = ()) -> FactorsAnswer:
    return FactorsAnswer(
        app_since=instant_text(found.app_since) if found.app_since else None,
        passkeys=tuple(
            PasskeyAnswer(
                id=each.id,
                name=each.name,
                created_at=instant_text(each.created_at),
                last_used_at=instant_text(each.last_used_at) if each.last_used_at else None,
            )
            for each in found.passkeys
        ),
        recovery_codes_left=found.recovery_codes,
        needs=found.needs,
        recovery_codes=codes,
    )

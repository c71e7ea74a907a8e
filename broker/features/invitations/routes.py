"""HTTP of one-time links: tokens travel in bodies, never in addresses that are logged."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.accounts.rules import (
    MAX_CHARACTERS,
    MIN_CHARACTERS,
    SENTENCES,
    PasswordProfile,
    PasswordRule,
    asked_rules,
    common_passwords,
)
from broker.features.invitations.rules import Purpose
from broker.features.invitations.service import Invitations, OwnSignIn
from broker.features.invitations.wishes import Wishes
from broker.web.bodies import Empty
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.policy import Public, Signed

Token = Annotated[str, Meta(min_length=1, max_length=100)]
Line = Annotated[str, Meta(max_length=254)]
Password = Annotated[str, Meta(max_length=1_000)]


class LinkBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of a link."""

    token: Token


class ChosenPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of a link, and the password to set."""

    token: Token
    new_password: Password


class ForgottenBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose password was forgotten."""

    email: Line


class OwnPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The present password and the new one."""

    password: Password
    new_password: Password


class OwnEmail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wanted address, and the present password."""

    email: Line
    password: Password


class LinkAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a link is for, and for whom."""

    purpose: Purpose
    person: str
    email: str


class LinkUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The address to sign in with from now on."""

    email: str


class RuleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One rule, as the form ticks it off."""

    rule: PasswordRule
    sentence: str


class PasswordRules(msgspec.Struct, frozen=True, kw_only=True):
    """Everything by which the form judges a password as the broker does."""

    profile: PasswordProfile
    min_characters: int
    max_characters: int
    rules: tuple[RuleAnswer, ...]
    common: tuple[str, ...]


class LinkRoutes:
    """What whoever holds a link can do, and who forgot their password."""

    def __init__(self, invitations: Invitations, wishes: Wishes) -> None:
        self._invitations = invitations
        self._wishes = wishes

    @get("/api/password-rules", policy=Public())
    async def password_rules(self, call: Call) -> PasswordRules:
        """Say which rules a password keeps here."""
        profile = self._invitations.profile
        return PasswordRules(
            profile=profile,
            min_characters=MIN_CHARACTERS,
            max_characters=MAX_CHARACTERS,
            rules=tuple(RuleAnswer(rule=rule, sentence=SENTENCES[rule]) for rule in asked_rules(profile)),
            common=tuple(sorted(common_passwords())),
        )

    @post("/api/links/look", policy=Public())
    async def look(self, call: Call, body: LinkBody) -> LinkAnswer:
        """Say what a link is for; it stays unused."""
        facts = await self._invitations.look(body.token, call.address)
        return LinkAnswer(purpose=facts.purpose, person=facts.person, email=facts.email)

    @post("/api/links/password", policy=Public())
    async def choose_password(self, call: Call, body: ChosenPassword) -> LinkUsed:
        """Set a password by a link."""
        return LinkUsed(email=await self._invitations.choose_password(body.token, body.new_password, call.address))

    @post("/api/links/email", policy=Public())
    async def confirm_email(self, call: Call, body: LinkBody) -> LinkUsed:
        """Confirm a new e-mail address by a link."""
        return LinkUsed(email=await self._invitations.confirm_email(body.token, call.address))

    @post("/api/links/again", policy=Public(), status=202)
    async def renew(self, call: Call, body: LinkBody) -> None:
        """Ask for a fresh link in place of one that works no more."""
        await self._wishes.renew(body.token, call.address)

    @post("/api/password-resets", policy=Public(), status=202)
    async def forgotten(self, call: Call, body: ForgottenBody) -> None:
        """Ask for a link to choose a new password."""
        await self._wishes.forgotten(body.email, call.address)


class OwnSignInRoutes:
    """Inviting others, and one's own password and address."""

    def __init__(self, invitations: Invitations, own: OwnSignIn) -> None:
        self._invitations = invitations
        self._own = own

    @post(
        "/api/accounts/{account_id}/invitation",
        policy=Signed(Permission.END_USER_CHANGE, Permission.STAFF_CHANGE),
        status=202,
    )
    async def invite(self, call: Call, account_id: str, body: Empty) -> None:
        """Send an invitation, or send it again."""
        await self._invitations.invite(call.person, account_id)

    @post("/api/me/password", policy=Signed(Permission.OWN_ACCOUNT_CHANGE))
    async def change_password(self, call: Call, body: OwnPassword) -> None:
        """Change one's own password."""
        await self._own.change_password(call.person, body.password, body.new_password, call.address)

    @post("/api/me/email", policy=Signed(Permission.OWN_ACCOUNT_CHANGE), status=202)
    async def ask_for_email(self, call: Call, body: OwnEmail) -> None:
        """Ask for a link to another e-mail address of one's own."""
        await self._own.ask_for_email(call.person, body.email, body.password, call.address)

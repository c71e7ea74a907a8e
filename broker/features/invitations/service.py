"""Using one-time links, inviting, and changing one's own password and address."""

from dataclasses import dataclass

from broker.access.actors import AccountActor, AccountKind, AnonymousActor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal
from broker.features.accounts import store as accounts
from broker.features.accounts import tries
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.records import Account, actor_of, holds_as_much
from broker.features.accounts.rules import (
    SENTENCES,
    PasswordProfile,
    broken_rules,
    email_key,
    is_email,
    is_same_address,
    normalized,
)
from broker.features.accounts.slowing import CODE
from broker.features.accounts.tries import Counted
from broker.features.invitations import store
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.rules import PASSWORD_PURPOSES, Purpose, link_gone
from broker.features.invitations.store import StoredLink
from broker.features.invitations.wishes import NewAddress, Wishes
from broker.features.mail.letters import LetterKind
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What the page behind a link tells whoever holds it."""

    purpose: Purpose
    person: str
    email: str


class Invitations:
    """Invites people by a link, and lets links be used."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        hashes: PasswordHashes,
        issuer: Issuer,
        profile: PasswordProfile = PasswordProfile.STANDARD,
    ) -> None:
        self._work = work
        self._hashes = hashes
        self._issuer = issuer
        self.profile = profile

    async def invite(self, actor: AccountActor, account_id: str) -> None:
        """Send somebody the link by which they choose their first password; again, as often as it takes."""

        def look(view: View) -> Account:
            return _known(view, account_id)

        account = await self._work.view(actor, Permission.ACCOUNT_READ, look)
        needed = Permission.STAFF_CHANGE if account.kind is AccountKind.STAFF else Permission.END_USER_CHANGE
        token = self._issuer.token()

        def send(change: Change) -> None:
            current = accounts.account_by_id(change, account_id)
            if current is None or current.organization_id != account.organization_id:
                raise NotFound
            if not current.is_active:
                raise Conflict("This account is switched off.", code="invitation.account_off")
            if current.password_hash is not None:
                raise Conflict("This person has chosen a password already.", code="invitation.claimed")
            if not holds_as_much(actor, accounts.groups_of(change, current.id)):
                raise PermissionMissing("This person holds more than you do.", code="invitation.holds_more")
            self._issuer.issue(change, current, Purpose.INVITATION, current.email, token)

        await self._work.change(actor, needed, send, at=account.organization_id or INSTANCE)

    async def look(self, token: str, address: str) -> LinkFacts:
        """Say what a link is for; looking changes nothing."""

        def read(view: View) -> LinkFacts:
            link, account = _working(view, token)
            return LinkFacts(purpose=link.purpose, person=account.name, email=link.email)

        return await self._work.view(AnonymousActor(address=address), Permission.SIGN_IN, read)

    async def choose_password(self, token: str, password: str, address: str) -> str:
        """Use a link to set its account's password; gives the e-mail address to sign in with.

        Whoever was signed in is signed out, other links are void, and a second factor is still asked for.
        """
        somebody = AnonymousActor(address=address)
        _, account = await self._work.view(somebody, Permission.SIGN_IN, lambda view: _working(view, token))
        hashed = await checked_hash(self._hashes, self.profile, password, account.email)

        def use(change: Change) -> str:
            link, current = _working(change, token)
            if link.purpose not in PASSWORD_PURPOSES or not store.use_link(change, token):
                raise link_gone()
            had_one = current.password_hash is not None
            set_password(change, current, hashed, keep=None)
            if had_one:
                self._issuer.tell(change, current, LetterKind.PASSWORD_CHANGED, current.email)
            return current.email

        return await self._work.change(somebody, Permission.SIGN_IN, use)

    async def confirm_email(self, token: str, address: str) -> str:
        """Use a link to make the address it was sent to the account's own; the old address is told."""

        def use(change: Change) -> str:
            link, current = _working(change, token)
            key = email_key(link.email)
            if link.purpose is not Purpose.EMAIL_CHANGE or not store.use_link(change, token):
                raise link_gone()
            if accounts.account_by_key(change, key) is not None:
                raise link_gone()
            accounts.update_account(change, current.id, {"email": link.email, "email_key": key})
            store.void_links(change, current.id)
            change.record(
                AuditKind.EMAIL_CHANGED,
                organization=current.organization_id,
                subject=current.id,
                person=current.name,
                detail={"email": link.email, "before": current.email},
                actor=actor_of(current, (), None),
            )
            self._issuer.tell(change, current, LetterKind.EMAIL_CHANGED, current.email, new_address=link.email)
            return link.email

        return await self._work.change(AnonymousActor(address=address), Permission.SIGN_IN, use)


class OwnSignIn:
    """One's own password and address, each changed only with the present password."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        hashes: PasswordHashes,
        issuer: Issuer,
        wishes: Wishes,
        profile: PasswordProfile = PasswordProfile.STANDARD,
    ) -> None:
        self._work = work
        self._hashes = hashes
        self._issuer = issuer
        self._wishes = wishes
        self._profile = profile

    async def change_password(self, actor: AccountActor, current: str, new: str, address: str) -> None:
        """Set a new password; other sign-ins end, this one stays."""
        account = await self._proved(actor, current, address)
        hashed = await checked_hash(self._hashes, self._profile, new, account.email)

        def keep(change: Change) -> None:
            now = _unchanged(change, account)
            set_password(change, now, hashed, keep=actor.sign_in_id)
            self._issuer.tell(change, now, LetterKind.PASSWORD_CHANGED, now.email)

        await self._work.change(actor, Permission.OWN_ACCOUNT_CHANGE, keep)

    async def ask_for_email(self, actor: AccountActor, email: str, password: str, address: str) -> None:
        """Send a link to the wanted address; whether somebody has it already is not told."""
        wanted = email.strip()
        if not is_email(wanted):
            raise BadInput(
                "This is not an e-mail address.", code="email.wrong", fields={"email": "This is not an e-mail address."}
            )
        account = await self._proved(actor, password, address)
        if email_key(wanted) == email_key(account.email):
            raise BadInput(
                "This is your address already.", code="email.same", fields={"email": "This is your address already."}
            )
        self._wishes.take(NewAddress(account_id=account.id, email=wanted))

    async def _proved(self, actor: AccountActor, password: str, address: str) -> Account:
        """Check the present password, slowed down like every guess at it."""
        somebody = AnonymousActor(address=address)
        counted = Counted(key=f"own:{actor.account_id}", pace=CODE)
        await tries.begin(self._work, somebody, counted)
        account = await self._work.view(
            actor, Permission.OWN_ACCOUNT_READ, lambda view: accounts.account_by_id(view, actor.account_id)
        )
        if account is None:
            raise NotFound
        good = await self._hashes.matches(account.password_hash, normalized(password))

        def note(change: Change) -> None:
            if good:
                tries.clear(change, counted)
                change.needs_no_entry(Upkeep.COUNTER)
            else:
                tries.failed(change, account, {"email": account.email, "step": "own_password"}, counted)

        await self._work.change(somebody, Permission.SIGN_IN, note)
        if not good:
            sentence = "That is not your password."
            raise Refusal(sentence, code="password.wrong", fields={"password": sentence})
        return account


async def checked_hash(hashes: PasswordHashes, profile: PasswordProfile, password: str, email: str) -> str:
    """Hash a password that keeps every rule, or say which it breaks."""
    broken = broken_rules(password, email, profile=profile)
    if broken:
        sentence = "The password lacks: " + ", ".join(SENTENCES[rule] for rule in broken) + "."
        raise BadInput(sentence, code="password.broken_rules", fields={"new_password": sentence})
    return await hashes.make(normalized(password))


def set_password(change: Change, account: Account, hashed: str, *, keep: str | None) -> None:
    """Store a new password; sign-ins but the one to keep end, and links that were sent before are void."""
    accounts.update_account(change, account.id, {"password_hash": hashed})
    store.end_sign_ins(change, account.id, but=keep)
    store.void_links(change, account.id)
    change.record(
        AuditKind.PASSWORD_CHANGED,
        organization=account.organization_id,
        subject=account.id,
        person=account.name,
        actor=actor_of(account, (), keep),
    )


def _working(view: View, token: str) -> tuple[StoredLink, Account]:
    link = store.link_by_token(view, token)
    account = accounts.account_by_id(view, link.account_id) if link else None
    if link is None or account is None or not link.works(view.now) or not account.is_active:
        raise link_gone()
    if link.purpose in PASSWORD_PURPOSES and not is_same_address(link.email, account.email):
        raise link_gone()
    return link, account


def _known(view: View, account_id: str) -> Account:
    account = accounts.account_within_reach(view, account_id)
    if account is None:
        raise NotFound
    view.require(Permission.ACCOUNT_READ, OrganizationId(account.organization_id or INSTANCE))
    return account


def _unchanged(change: Change, account: Account) -> Account:
    """Ask again inside the change: the password may have been changed while it was being checked."""
    now = accounts.account_by_id(change, account.id)
    if now is None or not now.is_active or now.password_hash != account.password_hash:
        raise Conflict
    return now

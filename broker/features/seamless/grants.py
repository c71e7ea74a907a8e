"""Whom of the provider an organization lets in: granting, sending again, activating, revoking; and closing itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from broker.access.actors import AccountActor, AccountKind
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.clock import instant_text
from broker.errors import Conflict, NotFound, Refusal
from broker.features.accounts import store as accounts
from broker.features.accounts.consoles import may_visit
from broker.features.accounts.records import Account
from broker.features.accounts.rules import email_key
from broker.features.invitations import store as links
from broker.features.invitations.issuing import About, Issuer
from broker.features.invitations.rules import Purpose, link_gone
from broker.features.mail.letters import LetterKind
from broker.features.seamless import rules, store
from broker.features.seamless.rules import GrantState, VisitEnd
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

GRANT: Final = Permission.SEAMLESS_GRANT


class GrantAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the provider who may come in, or has not activated it yet."""

    id: str
    name: str
    email: str
    state: GrantState
    since: str


class SeamlessAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How an organization stands to the provider; `may_decide` says whether the asker can change it."""

    organization: str
    is_self_managed: bool
    may_decide: bool
    grants: tuple[GrantAnswer, ...]


class LinkedAccess(msgspec.Struct, frozen=True, kw_only=True):
    """What an activation link is about."""

    organization: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Whom to tell: that somebody's access to an organization is over, and that rights there are others now."""

    over: Callable[[str, OrganizationId], None]
    rights_changed: Callable[[OrganizationId], None]


class SeamlessAccess:
    """The organization's side of seamless access, and the activation at the provider console."""

    def __init__(self, *, work: UnitOfWork, issuer: Issuer, told: Told) -> None:
        self._work = work
        self._issuer = issuer
        self._told = told

    async def look(self, actor: AccountActor, organization: str) -> SeamlessAnswer:
        """Say who may come in."""

        def body(view: View) -> SeamlessAnswer:
            return _answer(view, actor, _organization(view, organization))

        return await self._work.view(actor, GRANT, body)

    async def grant(self, actor: AccountActor, organization: str, email: str) -> GrantAnswer:
        """Let a provider administrator in, once they activate it by the link that is sent to them."""
        token, key = self._issuer.token(), email_key(email)

        def body(change: Change) -> GrantAnswer:
            place = _organization(change, organization)
            rules.check_is_own(actor, organization)
            # Both sides are met here: the organization's grant, and the provider's person with their mail.
            with change.beyond_reach():
                account = accounts.account_by_key(change, key)
                if account is None or not is_provider_administrator(change, account):
                    raise rules.no_such_administrator()
                return self.let_in(change, place, account, token)

        return await self._work.change(actor, GRANT, body)

    async def resend(self, actor: AccountActor, grant: str) -> None:
        """Send the activation link again, as long as it was not used."""
        token = self._issuer.token()

        def body(change: Change) -> None:
            found = _grant(change, grant)
            rules.check_is_own(actor, found.organization_id)
            if found.activated_at is not None:
                raise Conflict("This access is active already.", code="seamless.active")
            place = _organization(change, found.organization_id)
            with change.beyond_reach():
                account = accounts.account_by_id(change, found.account_id)
                if account is None or not is_provider_administrator(change, account):
                    raise Conflict("This person is no provider administrator any more.", code="seamless.nobody")
                self._send(change, found.id, account, place, token)

        await self._work.change(actor, GRANT, body)

    async def revoke(self, actor: AccountActor, grant: str) -> None:
        """Take access back; a visit that is on ends now."""

        def body(change: Change) -> None:
            found = _grant(change, grant)
            store.revoke(change, found.id)
            with change.beyond_reach():
                links.void_links(change, found.account_id, Purpose.SEAMLESS_ACCESS, subject=found.id)
            _record(change, AuditKind.SEAMLESS_REVOKED, found.organization_id, found.name, found.account_id)
            self._end_visits(change, found)

        await self._work.change(actor, GRANT, body)

    def wait_again(self, change: Change, account: str) -> None:
        """Have organizations confirm anew that they let somebody in, whose way to sign in somebody else has changed.

        Where nobody inside can send the link again, the operator appoints an administrator at the console.
        """
        with change.beyond_reach():
            for grant in store.active_grants(change, account):
                store.wait_again(change, grant.id)
                _record(change, AuditKind.SEAMLESS_WAITING, grant.organization_id, grant.name, account)
                self._end_visits(change, grant)

    def _end_visits(self, change: Change, grant: Any) -> None:
        for visit in store.open_visits(change, grant.organization_id, grant.account_id):
            store.end_visit(change, visit, VisitEnd.REVOKED)
            record_end(change, visit, VisitEnd.REVOKED)
        change.after_commit(self._told.over, grant.account_id, grant.organization_id)

    async def look_at_link(self, actor: AccountActor, token: str) -> LinkedAccess:
        """Say which organization a link opens, to the one it was sent to; it stays unused."""

        def body(view: View) -> LinkedAccess:
            with view.beyond_reach():
                grant = _linked(view, actor, token)
                return LinkedAccess(organization=_place(view, grant.organization_id).name)

        return await self._work.view(actor, Permission.SEAMLESS_VISIT, body)

    async def activate(self, actor: AccountActor, token: str) -> LinkedAccess:
        """Use a link, signed in at the provider console as the very person it was sent to."""
        rules.check_from_provider_console(actor)

        def body(change: Change) -> LinkedAccess:
            with change.beyond_reach():
                grant = _linked(change, actor, token)
                if not links.use_link(change, token) or not store.activate(change, grant.id):
                    raise link_gone()
                _record(change, AuditKind.SEAMLESS_ACTIVATED, grant.organization_id, grant.name, grant.account_id)
                change.after_commit(self._told.rights_changed, grant.organization_id)
                return LinkedAccess(organization=_place(change, grant.organization_id).name)

        return await self._work.change(actor, Permission.SEAMLESS_VISIT, body)

    async def manage(self, actor: AccountActor, organization: str, self_managed: bool) -> SeamlessAnswer:
        """Close an organization to the provider, or open it again."""

        def body(change: Change) -> SeamlessAnswer:
            place = _organization(change, organization)
            rules.check_is_own(actor, organization)
            if place.self_managed == self_managed:
                change.nothing_changed()
                return _answer(change, actor, place)
            if self_managed and not accounts.active_administrators(change, organization):
                raise Conflict(
                    "First add an organization administrator: from outside nobody could help you then.",
                    code="organization.no_administrator",
                )
            store.set_self_managed(change, organization, self_managed)
            kind = AuditKind.ORGANIZATION_SELF_MANAGED if self_managed else AuditKind.ORGANIZATION_MANAGED
            change.record(kind, organization=organization, subject=organization, detail={"name": place.name})
            change.after_commit(self._told.rights_changed, OrganizationId(organization))
            return _answer(change, actor, _organization(change, organization))

        return await self._work.change(actor, GRANT, body)

    def let_in(self, change: Change, organization: Any, account: Account, token: str | None) -> GrantAnswer:
        """Put a grant and send its link; without a token it is active at once, and they are told."""
        before = store.grant_of(change, organization.id, account.id)
        if before is not None and before.revoked_at is None:
            sentence = "This person is let in already."
            raise Conflict(sentence, code="seamless.exists", fields={"email": sentence})
        if len(store.grants(change, organization.id)) >= rules.MAX_GRANTS:
            raise Conflict(f"At most {rules.MAX_GRANTS} people can be let in.", code="seamless.too_many")
        identifier = store.put_grant(change, organization.id, account.id, active=token is None)
        _record(change, AuditKind.SEAMLESS_GRANTED, organization.id, account.name, account.id)
        if token is None:
            self._issuer.tell(
                change, account, LetterKind.SEAMLESS_DEFAULT, account.email, organization=organization.name
            )
        else:
            self._send(change, identifier, account, organization, token)
        change.after_commit(self._told.rights_changed, organization.id)
        return _grant_answer(_grant(change, identifier, checked=False))

    def _send(self, change: Change, grant: str, account: Account, organization: Any, token: str) -> None:
        about = About(subject=grant, organization=organization.id, values={"organization": organization.name})
        self._issuer.issue(change, account, Purpose.SEAMLESS_ACCESS, account.email, token, about=about)


def is_provider_administrator(view: View, account: Account) -> bool:
    """Tell whether an account is of those whom organizations can let in."""
    is_provider = account.kind is AccountKind.STAFF and account.organization_id is None
    return is_provider and account.is_active and may_visit(accounts.groups_of(view, account.id))


def record_end(change: Change, visit: Any, how: VisitEnd) -> None:
    change.record(
        AuditKind.VISIT_ENDED,
        organization=visit.organization_id,
        subject=visit.id,
        person=visit.visitor,
        detail={"how": how.value},
    )


def _record(change: Change, kind: AuditKind, organization: str, name: str, account: str) -> None:
    change.record(kind, organization=organization, subject=account, person=name)


def _organization(view: View, organization: str) -> Any:
    found = store.organization_within_reach(view, organization)
    if found is None:
        raise NotFound
    return found


def _place(view: View, organization: str) -> Any:
    found = store.organization(view, organization)
    if found is None:
        raise NotFound
    return found


def _grant(view: View, grant: str, *, checked: bool = True) -> Any:
    found = store.grant_within_reach(view, grant) if checked else store.grant_by_id(view, grant)
    if found is None:
        raise NotFound
    return found


def _linked(view: View, actor: AccountActor, token: str) -> Any:
    """Find the grant behind a link that works."""
    link = links.link_by_token(view, token)
    if link is None or link.purpose is not Purpose.SEAMLESS_ACCESS or not link.works(view.now) or link.subject is None:
        raise link_gone()
    if link.account_id != actor.account_id:
        raise Refusal("This link is for somebody else. Sign in as the person it was sent to.", code="seamless.other")
    grant = store.grant_by_id(view, link.subject)
    if grant is None or store.organization(view, grant.organization_id) is None:
        raise link_gone()
    return grant


def _answer(view: View, actor: AccountActor, place: Any) -> SeamlessAnswer:
    return SeamlessAnswer(
        organization=place.name,
        is_self_managed=place.self_managed,
        may_decide=actor.organization_id == place.id and actor.visit is None,
        grants=tuple(_grant_answer(row) for row in store.grants(view, place.id)),
    )


def _grant_answer(row: Any) -> GrantAnswer:
    return GrantAnswer(
        id=row.id,
        name=row.name,
        email=row.email,
        state=GrantState.WAITING if row.activated_at is None else GrantState.ACTIVE,
        since=instant_text(row.activated_at or row.created_at),
    )

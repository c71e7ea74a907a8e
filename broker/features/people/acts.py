"""What can be done to somebody's account, to one or to many alike: each act says whether it changed anything."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol, assert_never

from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind, Actor, is_inside
from broker.access.portal_groups import read_features
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.errors import Conflict
from broker.features.accounts import store as accounts
from broker.features.accounts.records import ACTIVE, Account
from broker.features.invitations.rules import Purpose
from broker.features.invitations.store import void_links, working_invitation
from broker.features.mail.letters import LetterKind
from broker.features.people import store
from broker.features.people.store import Status
from broker.features.portal.store import close_to_strangers
from broker.features.portal_groups.rules import Group
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import OrganizationId


class Inviting(Protocol):
    """Makes the link by which somebody chooses their first password, and writes letters."""

    def token(self) -> str: ...

    def issue(self, change: Change, account: Account, purpose: Purpose, email: str, token: str) -> None: ...

    def tell(self, change: Change, account: Account, kind: LetterKind, email: str, **values: str) -> None: ...


class Act(StrEnum):
    """Something that is done to accounts."""

    ENABLE_PORTAL = "enable_portal"
    DISABLE_PORTAL = "disable_portal"
    MOVE = "move"
    REQUIRE_MFA = "require_mfa"
    WAIVE_MFA = "waive_mfa"
    DISABLE = "disable"
    ENABLE = "enable"


# As dangerous for many as for one: see the routes of people's second factors.
DANGEROUS: Final = frozenset({Act.REQUIRE_MFA, Act.WAIVE_MFA})


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How it went: whether anything is another way now, and whether an invitation was sent."""

    changed: bool = False
    invited: bool = False


NOTHING = Done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Does it inside of a change, whose opener may look after the person; raises Refusal before it writes."""

    inviting: Inviting
    revoked: Callable[[str, bool], None]
    """Ends what a person is in the middle of; with True also what the trays of their devices asked for."""
    told: Callable[[str, str], None]
    look_again: Callable[[], None]
    """Has every browser's link look anew whether it may stay; called once for a change, after its acts."""
    wait_again: Callable[[Change, str], None]
    """Called when somebody else changes by what a person signs in: organizations that let them in confirm it anew."""

    def do(self, change: Change, row: Any, act: Act, group: Group | None, token: str) -> Done:
        """Do one act to one person; `group` is where the portal acts lead to."""
        match act:
            case Act.ENABLE_PORTAL | Act.DISABLE_PORTAL | Act.MOVE:
                return self._portal(change, row, act, group, token)
            case Act.REQUIRE_MFA | Act.WAIVE_MFA:
                return self._second_factor(change, row, act is Act.REQUIRE_MFA)
            case Act.DISABLE:
                return self.disable(change, row)
            case Act.ENABLE:
                return self.enable(change, row)
            case _:
                assert_never(act)

    def disable(self, change: Change, row: Any) -> Done:
        """Shut somebody out."""
        if row.status != ACTIVE:
            return NOTHING
        check_can_go(change, row)
        store.alter(change, row.id, {"status": Status.DISABLED.value})
        self.shut_out(change, row, AuditKind.ACCOUNT_DISABLED)
        return Done(changed=True)

    def enable(self, change: Change, row: Any) -> Done:
        """Let somebody sign in again."""
        if row.status == ACTIVE:
            return NOTHING
        store.alter(change, row.id, {"status": ACTIVE})
        self._record(change, AuditKind.ACCOUNT_ENABLED, row)
        return Done(changed=True)

    def shut_out(self, change: Change, row: Any, kind: AuditKind) -> None:
        """End what somebody is signed in to, and what they are in the middle of."""
        store.end_sign_ins(change, row.id)
        self._record(change, kind, row)
        # Who only loses the portal, or a second step, still asks for help at their computers.
        change.after_commit(self.revoked, row.id, kind in (AuditKind.ACCOUNT_DISABLED, AuditKind.ACCOUNT_LEAVING))

    def _portal(self, change: Change, row: Any, act: Act, group: Group | None, token: str) -> Done:
        assert group is not None
        _check_may_have_portal(row)
        is_on = bool(read_features(row.portal_features))
        if act is Act.ENABLE_PORTAL and is_on:
            return Done(changed=invited, invited=invited) if (invited := self._invite(change, row, token)) else NOTHING
        if row.portal_group_id == group.id:
            return NOTHING
        if group.is_fixed:
            return self._close(change, row, group)
        if not is_on and row.status != ACTIVE:
            raise Conflict("This account is disabled. Enable it first.", code="account.disabled")
        store.alter(change, row.id, {"portal_group_id": group.id})
        close_to_strangers(change, row.organization_id)
        kind = AuditKind.PORTAL_ACCESS_CHANGED if is_on else AuditKind.PORTAL_ACCESS_GIVEN
        self._record(change, kind, row, name=group.name, before=row.portal_group_name or "")
        return Done(changed=True, invited=not is_on and self._invite(change, row, token))

    def _close(self, change: Change, row: Any, group: Group) -> Done:
        store.alter(change, row.id, {"portal_group_id": group.id})
        void_links(change, row.id)
        self.shut_out(change, row, AuditKind.PORTAL_ACCESS_ENDED)
        return Done(changed=True)

    def _invite(self, change: Change, row: Any, token: str) -> bool:
        """Send an invitation to somebody who has no password, and none on its way that works."""
        if row.password_hash is not None or _is_invited(change, row.id):
            return False
        account = accounts.account_by_id(change, row.id)
        assert account is not None
        self.inviting.issue(change, account, Purpose.INVITATION, account.email, token)
        return True

    def _second_factor(self, change: Change, row: Any, is_required: bool) -> Done:
        if row.requires_factor == is_required:
            return NOTHING
        store.alter(change, row.id, {"requires_factor": is_required})
        self._record(change, AuditKind.MFA_REQUIRED if is_required else AuditKind.MFA_WAIVED, row)
        return Done(changed=True)

    def _record(self, change: Change, kind: AuditKind, row: Any, **detail: str) -> None:
        home = row.organization_id
        change.record(kind, organization=home, subject=row.id, person=row.name, detail=detail)
        change.after_commit(self.told, row.id, home or INSTANCE)


def is_oneself(actor: Actor, account: str) -> bool:
    return isinstance(actor, AccountActor) and actor.account_id == account


def check_can_go(change: Change, row: Any) -> None:
    """Refuse that somebody shuts themselves out, or the last administrator."""
    actor = change.actor
    if is_oneself(actor, row.id):
        raise Conflict("This is you. Somebody else has to do that.", code="account.oneself")
    home = row.organization_id or INSTANCE
    if accounts.active_administrators(change, home) != {row.id}:
        return
    if home == INSTANCE:
        raise Conflict("This is the last provider administrator who can sign in.", code="account.last_administrator")
    if is_inside(actor, OrganizationId(home)):
        raise Conflict(
            "This is the last administrator of the organization. Only somebody from outside can, and not on a visit.",
            code="account.last_administrator",
        )


def _is_invited(view: View, account: str) -> bool:
    return bool(view.connection.execute(select(working_invitation(view, account))).scalar_one())


def _check_may_have_portal(row: Any) -> None:
    if row.kind != AccountKind.END_USER.value:
        raise Conflict("Only end users have a portal.", code="account.wrong_kind")
    if row.delete_at is not None:
        raise Conflict("This person is about to be deleted. Keep them first.", code="account.leaving")

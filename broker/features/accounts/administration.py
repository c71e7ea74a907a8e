"""Making accounts from the server's console: the first administrator, and those a script adds."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from broker.access.actors import AccountKind, SystemActor
from broker.access.groups import BUILT_IN, OF_PROVIDER, BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes
from broker.errors import BadInput, Conflict, NotFound, Refusal
from broker.features.accounts import store
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.one_time_codes import is_secret
from broker.features.accounts.records import ACTIVE, Account
from broker.features.accounts.rules import SENTENCES, PasswordProfile, broken_rules, email_key, is_email, normalized
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from protocol.identifiers import AccountId, OrganizationId

SECRET_LIFETIME: Final = timedelta(hours=24)
SECRET_BYTES: Final = 15
MAX_NAME_CHARACTERS: Final = 120
CONSOLE: Final = SystemActor(job="console")
_START: Final = SystemActor(job="start")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account that somebody asks for; the password is in plain text and goes no further than its hash."""

    kind: AccountKind
    email: str
    name: str
    password: str
    organization_id: OrganizationId | None = None
    group: BuiltInGroup | None = None
    totp_secret: str | None = None
    phone: str = ""


class Administration:
    """Makes accounts, with every rule that the portal keeps."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        hashes: PasswordHashes,
        sealer: Sealer,
        profile: PasswordProfile = PasswordProfile.STANDARD,
        randomness: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self._work = work
        self._hashes = hashes
        self._sealer = sealer
        self._profile = profile
        self._randomness = randomness

    async def new_set_up_secret(self) -> str | None:
        """Make the secret for the first administrator, in place of any before; None where there is one already."""
        secret = _spelled(self._randomness(SECRET_BYTES))

        def keep(change: Change) -> bool:
            if store.active_administrators(change):
                change.nothing_changed()
                return False
            change.connection.execute(delete(tables.set_up_secrets).where(tables.set_up_secrets.c.used_at.is_(None)))
            change.connection.execute(
                insert(tables.set_up_secrets).values(
                    secret_hash=_secret_hash(secret), created_at=change.now, expires_at=change.now + SECRET_LIFETIME
                )
            )
            change.needs_no_entry(Upkeep.TICKET)
            return True

        return secret if await self._work.change(_START, Permission.INSTANCE_SET_UP, keep) else None

    async def create_first(self, wanted: NewAccount, secret: str) -> AccountId:
        """Create the first administrator: only while there is none, only with the console's secret."""
        account = await self._checked(wanted)

        def create(change: Change) -> AccountId:
            if store.active_administrators(change):
                raise Conflict("There is an administrator already.", code="set_up.done")
            if not _use_secret(change, secret):
                raise Refusal(
                    "That secret is not the one on the server's console, or older than a day.",
                    code="set_up.wrong_secret",
                    status=401,
                )
            change.record(AuditKind.INSTANCE_SET_UP, organization=None)
            for group in OF_PROVIDER:
                _group(change, group, None)
            change.record(AuditKind.ADMINISTRATOR_CREATED, organization=None, subject=account.id, person=account.name)
            return _insert(change, account, BuiltInGroup.PROVIDER_ADMINISTRATOR)

        return await self._work.change(CONSOLE, Permission.INSTANCE_SET_UP, create)

    async def add(self, wanted: NewAccount) -> AccountId:
        """Create any account, as the operator at the console."""
        if wanted.kind is AccountKind.END_USER and (wanted.group or wanted.organization_id is None):
            raise BadInput(
                "An end user belongs to an organization and to no security group.", code="account.wrong_kind"
            )
        account = await self._checked(wanted)
        permission = Permission.STAFF_CREATE if wanted.kind is AccountKind.STAFF else Permission.END_USER_CREATE
        return await self._work.change(CONSOLE, permission, lambda change: _insert(change, account, wanted.group))

    async def appoint(self, organization: OrganizationId, email: str) -> AccountId:
        """Make somebody of an organization's staff its administrator, who can act from now on.

        Where the last administrator is lost, nobody in the portal can do this: of an organization that manages itself
        nobody reaches its people from outside.
        """

        def body(change: Change) -> AccountId:
            group, name = _administrators_of(change, organization)
            found = store.account_by_key(change, email_key(email.strip()))
            if found is None or found.kind is not AccountKind.STAFF or found.organization_id != organization:
                raise NotFound("Nobody of this organization's staff has this e-mail address.")
            if found.id in store.active_administrators(change, organization):
                raise Conflict("They are its administrator already.", code="organization.is_administrator")
            store.update_account(change, found.id, {"status": ACTIVE, "delete_at": None})
            if not found.is_active:
                change.record(AuditKind.ACCOUNT_ENABLED, organization=organization, subject=found.id, person=found.name)
            _join(change, organization, (group, name), found)
            return found.id

        return await self._work.change(CONSOLE, Permission.GROUP_ASSIGN, body)

    async def _checked(self, wanted: NewAccount) -> Account:
        name, email = " ".join(wanted.name.split()), wanted.email.strip()
        fields = {}
        if not is_email(email):
            fields["email"] = "This is not an e-mail address."
        if not name or len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
            fields["name"] = f"A name has 1 to {MAX_NAME_CHARACTERS} characters that can be read."
        broken = broken_rules(wanted.password, email, profile=self._profile)
        if broken:
            fields["password"] = "The password lacks: " + ", ".join(SENTENCES[rule] for rule in broken) + "."
        if wanted.totp_secret is not None and not is_secret(wanted.totp_secret):
            fields |= {"totp_secret": "A secret for codes is base32 (A to Z, 2 to 7) of 16, 24, 32 or more characters."}
        if fields:
            raise BadInput(" ".join(fields.values()), code="account.wrong", fields=fields)
        account_id = AccountId(new_id())
        secret = wanted.totp_secret
        return Account(
            id=account_id,
            kind=wanted.kind,
            organization_id=wanted.organization_id,
            email=email,
            name=name,
            phone=wanted.phone.strip()[:40],
            password_hash=await self._hashes.make(normalized(wanted.password)),
            totp_secret_encrypted=self._sealer.seal(secret.encode(), context=f"totp:{account_id}") if secret else None,
            totp_confirmed_at=None,
            totp_last_step=None,
            status=ACTIVE,
        )


def _insert(change: Change, account: Account, group: BuiltInGroup | None) -> AccountId:
    """Write the account; one with a secret for codes has it confirmed by whoever gave it."""
    key = email_key(account.email)
    if store.account_by_key(change, key) is not None:
        raise Conflict("There is an account with this e-mail address.", code="account.exists")
    organization = account.organization_id
    if organization is not None and _organization_name(change, organization) is None:
        raise NotFound("There is no such organization.")
    store.insert_account(change, account, key)
    if account.totp_secret_encrypted is not None:
        store.update_account(change, account.id, {"totp_confirmed_at": change.now})
    change.record(
        AuditKind.ACCOUNT_CREATED,
        organization=organization,
        subject=account.id,
        person=account.name,
        detail={"kind": account.kind.value, "email": account.email},
    )
    if group is not None:
        _join(change, organization, _group(change, group, organization), account)
    return account.id


def _join(change: Change, organization: OrganizationId | None, group: tuple[str, str], account: Account) -> None:
    group_id, name = group
    member = tables.security_group_members.c
    place = {"group_id": group_id, "account_id": account.id}
    is_in = select(member.group_id).where(member.group_id == group_id, member.account_id == account.id)
    if change.connection.execute(is_in).first() is None:
        change.connection.execute(insert(tables.security_group_members).values(**place))
    change.record(
        AuditKind.GROUP_ASSIGNED,
        organization=organization,
        subject=group_id,
        person=account.name,
        detail={"name": name, "account": account.id},
    )


def _group(change: Change, group: BuiltInGroup, organization: OrganizationId | None) -> tuple[str, str]:
    """Find or make a built-in group: for all organizations, or one of the same rights for a single one."""
    template = BUILT_IN[group]
    if group is BuiltInGroup.ORGANIZATION_ADMINISTRATOR:
        return _administrators_of(change, organization)
    name = template.name if organization is None else f"{template.name} of {_organization_name(change, organization)}"
    groups = tables.security_groups
    home = organization or INSTANCE
    named = select(groups.c.id).where(groups.c.home == home, groups.c.name == name)
    found: str | None = change.connection.execute(named).scalar_one_or_none()
    if found is not None:
        return found, name
    identifier = new_id()
    built_in = group.value if organization is None else None
    change.connection.execute(
        insert(groups).values(
            id=identifier,
            home=home,
            name=name,
            built_in=built_in,
            all_organizations=organization is None,
            created_at=change.now,
        )
    )
    rows = [{"group_id": identifier, "permission": each.value} for each in sorted(template.permissions)]
    change.connection.execute(insert(tables.security_group_permissions), rows)
    if organization is not None:
        place = {"group_id": identifier, "organization_id": organization}
        change.connection.execute(insert(tables.security_group_organizations).values(**place))
    change.record(AuditKind.GROUP_CREATED, organization=organization, subject=identifier, detail={"name": name})
    return identifier, name


def _administrators_of(change: Change, organization: OrganizationId | None) -> tuple[str, str]:
    if organization is None:
        raise BadInput("Say of which organization they are to be an administrator.", code="account.wrong_kind")
    found = store.administrators_group(change, organization)
    if found is None:
        raise NotFound("There is no such organization.")
    return found


def _organization_name(view: View, organization: OrganizationId) -> str | None:
    query = select(tables.organizations.c.name).where(tables.organizations.c.id == organization)
    name: str | None = view.connection.execute(query).scalar_one_or_none()
    return name


def _use_secret(change: Change, secret: str) -> bool:
    secrets = tables.set_up_secrets.c
    taken = change.connection.execute(
        update(tables.set_up_secrets)
        .where(secrets.secret_hash == _secret_hash(secret), secrets.used_at.is_(None), secrets.expires_at > change.now)
        .values(used_at=change.now)
    )
    return taken.rowcount == 1


def _secret_hash(secret: str) -> str:
    plain = re.sub(r"[\s-]", "", secret).lower()
    return hashlib.sha256(f"set-up:{plain}".encode(errors="replace")).hexdigest()


def _spelled(entropy: bytes) -> str:
    text = entropy.hex()
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))

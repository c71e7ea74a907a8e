"""Reading and writing of accounts, sign-ins and tries, through the view or change that is handed in."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from broker.access.actors import AccountKind
from broker.access.groups import BUILT_IN, BuiltInGroup, SecurityGroup, held_in
from broker.access.marks import Mark
from broker.access.portal_features import PortalFeature, effective
from broker.access.portal_groups import read_features
from broker.access.scopes import ALL, INSTANCE, Reach, leave_out
from broker.features.accounts.records import ACTIVE, Account, StoredSignIn
from broker.features.accounts.slowing import Tries
from broker.features.portal.store import close_to_strangers, features_on
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId, OrganizationId


def token_hash(token: str) -> str:
    """Hash a token of 256 random bits as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_by_key(view: View, key: str) -> Account | None:
    """Find an account by its e-mail address, spelled by `rules.email_key`."""
    query = _accounts().where(tables.accounts.c.email_key == key)
    return _account(view.connection.execute(query).mappings().one_or_none())


def account_by_id(view: View, account_id: str) -> Account | None:
    query = _accounts().where(tables.accounts.c.id == account_id)
    return _account(view.connection.execute(query).mappings().one_or_none())


def account_within_reach(view: View, account_id: str) -> Account | None:
    """Find an account that the actor may know of; the provider's own belong to the instance."""
    home = func.coalesce(tables.accounts.c.organization_id, INSTANCE)
    query = _accounts().where(tables.accounts.c.id == account_id, view.within_reach(home))
    return _account(view.connection.execute(query).mappings().one_or_none())


def insert_account(change: Change, account: Account, key: str) -> None:
    """Store a new account; the first end user of an organization closes its open portal."""
    change.connection.execute(
        insert(tables.accounts).values(
            id=account.id,
            kind=account.kind.value,
            organization_id=account.organization_id,
            email=account.email,
            email_key=key,
            name=account.name,
            phone=account.phone,
            password_hash=account.password_hash,
            totp_secret_encrypted=account.totp_secret_encrypted,
            totp_confirmed_at=account.totp_confirmed_at,
            totp_last_step=account.totp_last_step,
            status=account.status,
            portal_group_id=account.portal_group_id,
            created_at=change.now,
        )
    )
    if account.kind is AccountKind.END_USER and account.organization_id is not None:
        close_to_strangers(change, account.organization_id)


def update_account(change: Change, account_id: AccountId, values: Mapping[str, Any]) -> None:
    change.connection.execute(update(tables.accounts).where(tables.accounts.c.id == account_id).values(**values))


def use_step(change: Change, account_id: AccountId, step: int) -> bool:
    """Use a code's time step up; no where it, or a later one, was used meanwhile, by another process too."""
    row = tables.accounts.c
    unused = row.totp_last_step.is_(None) | (row.totp_last_step < step)
    taken = change.connection.execute(
        update(tables.accounts).where((row.id == account_id) & unused).values(totp_last_step=step)
    )
    return taken.rowcount == 1


def confirm_app(change: Change, account: Account, step: int) -> bool:
    """Put the offered secret in place of the one before; no where another try has done so meanwhile."""
    row = tables.accounts.c
    offered = row.totp_offered_encrypted == account.totp_offered_encrypted
    confirmed = {
        "totp_secret_encrypted": account.totp_offered_encrypted,
        "totp_offered_encrypted": None,
        "totp_confirmed_at": change.now,
        "totp_last_step": step,
    }
    taken = change.connection.execute(
        update(tables.accounts).where((row.id == account.id) & offered).values(**confirmed)
    )
    return taken.rowcount == 1


def groups_of(
    view: View, account_id: AccountId, *, closed: frozenset[OrganizationId] | None = None
) -> tuple[SecurityGroup, ...]:
    """List the security groups a person is in, with what they give and where; `closed` stands for who is closed now."""
    member = tables.security_group_members.c
    return _groups(
        view, tables.security_groups.c.id.in_(select(member.group_id).where(member.account_id == account_id)), closed
    )


def groups_narrowed_at(view: View, organization: str) -> tuple[SecurityGroup, ...]:
    """List all security groups whose members reach only marked devices of an organization."""
    group, place = tables.security_groups.c, tables.security_group_organizations.c
    selected = select(place.group_id).where(place.organization_id == organization)
    # Whoever marks a device gives and takes by groups that they may not know of, the provider's among them.
    with view.beyond_reach():
        return _groups(view, and_(group.is_narrowed, or_(group.all_organizations, group.id.in_(selected))))


def _groups(
    view: View, condition: ColumnElement[bool], closed: frozenset[OrganizationId] | None = None
) -> tuple[SecurityGroup, ...]:
    group = tables.security_groups.c
    query = select(
        group.id,
        group.name,
        group.home,
        group.built_in,
        group.all_organizations,
        group.requires_factor,
        group.is_narrowed,
    ).where(condition)
    rows = view.connection.execute(query).all()
    if not rows:
        return ()
    permissions = _by_group(view, tables.security_group_permissions.c.permission, [row.id for row in rows])
    places = _by_group(view, tables.security_group_organizations.c.organization_id, [row.id for row in rows])
    narrowed = [row.id for row in rows if row.is_narrowed]
    marks = _by_group(view, tables.security_group_marks.c.mark, narrowed) if narrowed else {}
    if closed is None:
        closed = closed_organizations(view) if any(row.home == INSTANCE for row in rows) else frozenset()
    return tuple(
        SecurityGroup(
            id=row.id,
            name=row.name,
            permissions=held_in(BuiltInGroup(row.built_in) if row.built_in else None, permissions.get(row.id, ())),
            reach=reach_from(row.home, row.all_organizations, places.get(row.id, ()), closed),
            requires_factor=row.requires_factor,
            narrowing=frozenset(Mark(each) for each in marks.get(row.id, ())) if row.is_narrowed else None,
        )
        for row in rows
    )


def closed_organizations(view: View) -> frozenset[OrganizationId]:
    """List the self-managed organizations, which no group of the provider reaches."""
    row = tables.organizations.c
    with view.beyond_reach():
        found = view.connection.execute(select(row.id).where(row.self_managed)).scalars()
        return frozenset(OrganizationId(each) for each in found)


def reach_from(home: str, everywhere: bool, places: Iterable[str], closed: frozenset[OrganizationId]) -> Reach:
    """Say where a group reaches: one of the provider leaves out whoever manages themselves."""
    reach: Reach = ALL if everywhere else frozenset(OrganizationId(each) for each in places)
    return leave_out(reach, closed) if home == INSTANCE else reach


def administrators_group(view: View, organization: str) -> tuple[str, str] | None:
    """Find the built-in group of an organization's administrators, and its name."""
    group = tables.security_groups.c
    query = select(group.id, group.name).where(
        group.home == organization, group.built_in == BuiltInGroup.ORGANIZATION_ADMINISTRATOR.value
    )
    row = view.connection.execute(query).one_or_none()
    return None if row is None else (row.id, row.name)


def insert_administrators_group(change: Change, group_id: str, organization: str) -> None:
    """Make the group of an organization's administrators; what it gives is not stored, as it is always everything."""
    change.connection.execute(
        insert(tables.security_groups).values(
            id=group_id,
            home=organization,
            name=BUILT_IN[BuiltInGroup.ORGANIZATION_ADMINISTRATOR].name,
            built_in=BuiltInGroup.ORGANIZATION_ADMINISTRATOR.value,
            all_organizations=False,
            created_at=change.now,
        )
    )
    place = {"group_id": group_id, "organization_id": organization}
    change.connection.execute(insert(tables.security_group_organizations).values(**place))


def active_administrators(view: View, home: str = INSTANCE) -> frozenset[AccountId]:
    """List the administrators of the provider, or of an organization, who can act: the last must not be lost."""
    built_in = BuiltInGroup.PROVIDER_ADMINISTRATOR if home == INSTANCE else BuiltInGroup.ORGANIZATION_ADMINISTRATOR
    group, member, account = tables.security_groups.c, tables.security_group_members.c, tables.accounts.c
    query = (
        select(member.account_id)
        .join(tables.security_groups, group.id == member.group_id)
        .join(tables.accounts, account.id == member.account_id)
        .where(
            group.built_in == built_in.value,
            group.home == home,
            account.status == ACTIVE,
            account.delete_at.is_(None),
        )
    )
    return frozenset(AccountId(each) for each in view.connection.execute(query).scalars())


def sign_in_by_token(view: View, token: str) -> StoredSignIn | None:
    return _sign_in(view, tables.sign_ins.c.token_hash == token_hash(token))


def sign_in_by_id(view: View, sign_in_id: str) -> StoredSignIn | None:
    return _sign_in(view, tables.sign_ins.c.id == sign_in_id)


def _sign_in(view: View, which: ColumnElement[bool]) -> StoredSignIn | None:
    row = view.connection.execute(select(tables.sign_ins).where(which)).mappings().one_or_none()
    if row is None:
        return None
    return StoredSignIn(
        id=row["id"],
        account_id=AccountId(row["account_id"]),
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
        expires_at=row["expires_at"],
        ended_at=row["ended_at"],
        is_complete=row["mfa"],
        factor=row["factor"],
        factor_at=row["factor_at"],
        proved_at=row["proved_at"],
        shown_at=row["shown_at"],
        browser=row["browser"],
    )


def insert_sign_in(change: Change, sign_in: StoredSignIn, token: str, address: str) -> None:
    change.connection.execute(
        insert(tables.sign_ins).values(
            id=sign_in.id,
            token_hash=token_hash(token),
            account_id=sign_in.account_id,
            created_at=sign_in.created_at,
            last_seen_at=sign_in.last_seen_at,
            expires_at=sign_in.expires_at,
            address=address,
            mfa=sign_in.is_complete,
            factor=sign_in.factor,
            factor_at=sign_in.factor_at,
            proved_at=sign_in.proved_at,
        )
    )


def update_sign_in(change: Change, sign_in_id: str, values: Mapping[str, Any]) -> None:
    change.connection.execute(update(tables.sign_ins).where(tables.sign_ins.c.id == sign_in_id).values(**values))


def delete_old_sign_ins(change: Change, before: datetime) -> int:
    """Forget sign-ins that ended or ran out long ago; the audit log keeps that they were."""
    sign_in, ticket = tables.sign_ins.c, tables.one_time_tickets.c
    old = select(sign_in.id).where(sign_in.expires_at < before)
    change.connection.execute(delete(tables.one_time_tickets).where(ticket.sign_in_id.in_(old)))
    return change.connection.execute(delete(tables.sign_ins).where(sign_in.expires_at < before)).rowcount


def tries_of(view: Change, key: str) -> Tries | None:
    # Locked, so that two processes that count the same place take turns (SQLite has one writer anyway).
    query = select(tables.sign_in_tries).where(tables.sign_in_tries.c.key == key).with_for_update()
    row = view.connection.execute(query).one_or_none()
    if row is None:
        return None
    return Tries(failures=row.failures, last_failed_at=row.last_failed_at, wait_until=row.wait_until)


def keep_tries(change: Change, key: str, tries: Tries | None) -> None:
    table = tables.sign_in_tries
    if tries is None:
        change.connection.execute(delete(table).where(table.c.key == key))
        return
    values = {
        "failures": tries.failures,
        "last_failed_at": tries.last_failed_at,
        "wait_until": tries.wait_until,
    }
    dialect = postgresql if change.connection.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(table).values(key=key, **values)
    change.connection.execute(fresh.on_conflict_do_update(index_elements=[table.c.key], set_=values))


def replace_recovery_codes(change: Change, account_id: AccountId, hashes: Iterable[tuple[str, str]]) -> None:
    """Keep only these codes: pairs of a fresh identifier and a hash."""
    codes = tables.recovery_codes
    change.connection.execute(delete(codes).where(codes.c.account_id == account_id))
    rows = [
        {"id": identifier, "account_id": account_id, "code_hash": code, "created_at": change.now}
        for identifier, code in hashes
    ]
    if rows:
        change.connection.execute(insert(codes), rows)


def count_recovery_codes(view: View, account_id: AccountId) -> int:
    """Count the codes that are still unused."""
    code = tables.recovery_codes.c
    query = select(func.count()).where(code.account_id == account_id, code.used_at.is_(None))
    return view.connection.execute(query).scalar_one()


def end_sign_ins(change: Change, account_id: AccountId) -> None:
    """End every sign-in of a person, half-done ones too."""
    living = (tables.sign_ins.c.account_id == account_id, tables.sign_ins.c.ended_at.is_(None))
    change.connection.execute(update(tables.sign_ins).where(*living).values(ended_at=change.now))


def use_recovery_code(change: Change, account_id: AccountId, code_hash: str) -> int | None:
    """Use a code up and say how many are left; None where there is no such unused code."""
    codes = tables.recovery_codes
    unused = (codes.c.account_id == account_id) & codes.c.used_at.is_(None)
    taken = change.connection.execute(
        update(codes).where(unused & (codes.c.code_hash == code_hash)).values(used_at=change.now)
    )
    if taken.rowcount != 1:
        return None
    return len(change.connection.execute(select(codes.c.id).where(unused)).all())


def _by_group(view: View, column: Any, groups: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in view.connection.execute(
        select(column.table.c.group_id, column).where(column.table.c.group_id.in_(groups))
    ):
        found.setdefault(row[0], []).append(row[1])
    return found


def _accounts() -> Select[Any]:
    """Select accounts with what shuts a person out beside their own status, and how many passkeys they have."""
    account, organization, portal_group = tables.accounts.c, tables.organizations.c, tables.portal_groups.c
    passkey, portal = tables.passkeys.c, tables.portals.c
    passkeys = select(func.count()).where(passkey.account_id == account.id).scalar_subquery()
    return (
        select(
            tables.accounts,
            organization.archived_at,
            portal_group.features,
            portal.features_off,
            portal.redirect_url,
            passkeys.label("passkeys"),
        )
        .outerjoin(tables.organizations, organization.id == account.organization_id)
        .outerjoin(tables.portal_groups, portal_group.id == account.portal_group_id)
        .outerjoin(tables.portals, portal.organization_id == account.organization_id)
    )


def _status(row: RowMapping) -> str:
    """Say whether a person can sign in: not while they, or their organization, wait to be gone, nor without portal."""
    if row["delete_at"] is not None or row["archived_at"] is not None:
        return "leaving"
    if row["kind"] == AccountKind.END_USER.value and not read_features(row["features"]):
        return "no_portal"
    return str(row["status"])


def _features(row: RowMapping) -> frozenset[PortalFeature]:
    if row["kind"] != AccountKind.END_USER.value:
        return frozenset()
    return effective(read_features(row["features"]), features_on(row["features_off"]))


def _account(row: RowMapping | None) -> Account | None:
    if row is None:
        return None
    return Account(
        id=AccountId(row["id"]),
        kind=AccountKind(row["kind"]),
        organization_id=row["organization_id"],
        email=row["email"],
        name=row["name"],
        phone=row["phone"],
        password_hash=row["password_hash"],
        totp_secret_encrypted=row["totp_secret_encrypted"],
        totp_confirmed_at=row["totp_confirmed_at"],
        totp_last_step=row["totp_last_step"],
        status=_status(row),
        portal_group_id=row["portal_group_id"],
        features=_features(row),
        totp_offered_encrypted=row["totp_offered_encrypted"],
        passkeys=row["passkeys"],
        requires_factor=row["requires_factor"],
        redirect_url=(row["redirect_url"] or "") if row["kind"] == AccountKind.END_USER.value else "",
    )

"""Two organizations with one of everything in each, and people of every kind, made fresh for each call."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.features.sessions import store as sessions
from broker.storage import tables
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.session.states import Ask, Limits, Requested, Session
from tests.fakes.accounts import TOTP_SECRET
from tests.fakes.actors import SYSTEM
from tests.matrix.actors import OWNERS, STAFF, STRANGERS, Holding, Reaching, Who

TOKEN_PREFIX = "hr_"
CANARY = "kanarienvogel"
SEALER = Sealer(b"s" * 32)
"""Stands in every text of what is made, so that not a word of it can slip through unnoticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organization and the ids of what is in it, by name; `mark` stands in all its texts."""

    ids: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one call is made in."""

    here: Place
    elsewhere: Place
    cookie: str | None


async def set_scene(work: UnitOfWork, who: Who) -> Scene:
    """Make both places, and sign the actor in."""

    def body(change: Change) -> Scene:
        here, elsewhere = _place(change), _place(change)
        person = None if who in STRANGERS else _person(change, who, here, elsewhere)
        cookie = None if person is None else sign_in(change, person)
        if person is not None and who is Who.TOKEN_HERE:
            cookie = _api_token(change, person, here["organization"], "program", STAFF[who])[1]
        if who is Who.AGENT:
            cookie = here["key_hash"]
        change.record(AuditKind.ACCOUNT_CHANGED, organization=None, subject="scene")
        return Scene(here=here, elsewhere=elsewhere, cookie=cookie)

    return await work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, body)


def _insert(change: Change, table: Any, **values: Any) -> str:
    change.connection.execute(insert(table), values)
    return str(values.get("id", ""))


def _place(change: Change) -> Place:
    now, mark = change.now, f"{CANARY}{secrets.token_hex(6)}"
    organization = new_id()
    _insert(change, tables.organizations, id=organization, name=f"Org {mark}", slug=mark, created_at=now)
    owner = account(change, "end_user", organization, mark)
    ids = {
        "organization": organization,
        "owner": owner,
        "person": account(change, "end_user", organization, mark),
        "staff": account(change, "staff", organization, mark),
        "group": group(change, organization, [Permission.DEVICE_READ], [organization], mark),
    }
    administrators = group(change, organization, [], [organization], mark)
    built_in = BuiltInGroup.ORGANIZATION_ADMINISTRATOR.value
    row = tables.security_groups
    change.connection.execute(update(row).where(row.c.id == administrators).values(built_in=built_in))
    ids["device"], ids["key_hash"] = _device(change, organization, owner, mark)
    ids["session"] = _request(change, organization, owner, ids["device"], mark)
    _insert(
        change,
        tables.session_pictures,
        session_id=ids["session"],
        person_account_id=owner,
        kind="image/png",
        width=1,
        height=1,
        content=mark.encode(),
        created_at=now,
    )
    ids["offer_block"] = _insert(
        change,
        tables.offer_blocks,
        id=new_id(),
        organization_id=organization,
        device_id=ids["device"],
        account_id=ids["staff"],
        session_id=ids["session"],
        created_at=now,
    )
    ids["mail"] = _insert(
        change,
        tables.mails,
        id=new_id(),
        organization_id=organization,
        account_id=ids["person"],
        kind="invitation",
        recipient=f"{mark}@customer.example",
        content="{}",
        state="waiting",
        created_at=now,
        next_try_at=now + timedelta(days=1),
    )
    ids["token"], _ = _api_token(change, ids["staff"], organization, mark, STAFF[Who.TOKEN_HERE])
    ids["webhook"], ids["delivery"] = _webhook(change, organization, mark)
    ids["grant"] = _insert(
        change,
        tables.seamless_grants,
        id=new_id(),
        organization_id=organization,
        account_id=account(change, "staff", None, mark),
        created_at=now,
    )
    ids["device_group"] = _insert(
        change,
        tables.device_groups,
        id=new_id(),
        organization_id=organization,
        name=f"Computers {mark}",
        created_at=now,
    )
    ids["setting_rule"] = _insert(
        change,
        tables.setting_rules,
        id=new_id(),
        organization_id=organization,
        name=f"Rule {mark}",
        position=1,
        conditions='["tag:finance"]',
        created_at=now,
    )
    ids["sign_in"], _ = signed_in(change, ids["person"])
    ids["portal_group"] = _insert(
        change,
        tables.portal_groups,
        id=new_id(),
        home=organization,
        name=f"Portal group {mark}",
        description=mark,
        features="ask_for_help",
        created_at=now,
    )
    ids |= {"mark": mark, "unique": new_id()}
    change.record(
        AuditKind.SESSION_REQUESTED,
        organization=organization,
        session=ids["session"],
        device=ids["device"],
        person=mark,
        detail={"reason": mark},
    )
    return Place(ids=ids)


def account(change: Change, kind: str, organization: str | None, mark: str) -> str:
    """Make an account that is all set up."""
    identifier = new_id()
    email = f"{identifier}@{mark}.example"
    return _insert(
        change,
        tables.accounts,
        id=identifier,
        kind=kind,
        organization_id=organization,
        email=email,
        email_key=email,
        name=f"Person {mark}",
        phone=mark,
        status="active",
        totp_secret_encrypted=SEALER.seal(TOTP_SECRET.encode(), context=f"totp:{identifier}"),
        totp_confirmed_at=change.now,
        created_at=change.now,
    )


def group(change: Change, home: str, permissions: Any, reach: list[str] | None, mark: str) -> str:
    """Make a security group; without a reach it takes in all organizations."""
    identifier = _insert(
        change,
        tables.security_groups,
        id=new_id(),
        home=home,
        name=f"Group {mark}{secrets.token_hex(4)}",
        description=mark,
        all_organizations=reach is None,
        created_at=change.now,
    )
    for permission in permissions:
        _insert(change, tables.security_group_permissions, group_id=identifier, permission=permission.value)
    for organization in reach or ():
        _insert(change, tables.security_group_organizations, group_id=identifier, organization_id=organization)
    return identifier


def _api_token(change: Change, owner: str, organization: str, mark: str, holding: Holding) -> tuple[str, str]:
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    identifier = _insert(
        change,
        tables.api_tokens,
        id=new_id(),
        token_hash=hashlib.sha256(secret.encode()).hexdigest(),
        account_id=owner,
        organization_id=organization,
        name=f"Token {mark}",
        permissions=json.dumps(sorted(holding.permissions)),
        organizations=json.dumps([organization]),
        created_at=change.now,
        expires_at=change.now + timedelta(days=1),
    )
    return identifier, secret


def _webhook(change: Change, organization: str, mark: str) -> tuple[str, str]:
    hook, now = new_id(), change.now
    sealed = SEALER.seal(b'{"url": "https://hooks.example/x", "key": "k"}', context=f"webhook:{hook}")
    row = {"id": hook, "organization_id": organization, "name": mark, "host": f"{mark}.example", "sealed": sealed}
    _insert(change, tables.webhooks, **row, form="plain", happenings="ended", is_on=False, created_at=now)
    sent = {"id": new_id(), "webhook_id": hook, "entry_id": new_id(), "happening": "ended", "body": mark}
    return hook, _insert(change, tables.webhook_deliveries, **sent, state="sent", created_at=now)


def _device(change: Change, organization: str, owner: str, mark: str) -> tuple[str, str]:
    key = secrets.token_bytes(32)
    key_hash = hashlib.sha256(key).hexdigest()
    device = _insert(
        change,
        tables.devices,
        id=new_id(),
        organization_id=organization,
        name=f"DESK {mark}",
        public_key=key,
        key_hash=key_hash,
        assigned_account_id=owner,
        enrolled_at=change.now,
    )
    return device, key_hash


def _request(change: Change, organization: str, owner: str, device: str, mark: str) -> str:
    ask = Ask(
        origin=Origin.REQUEST,
        reason=f"Please help {mark}",
        capabilities=(Capability.VIEW,),
        seconds=600,
        name=f"Person {mark}",
        email="",
        phone="",
        requester=AccountId(owner),
    )
    session = Session(
        id=SessionId(new_id()),
        organization=OrganizationId(organization),
        device=DeviceId(device),
        ask=ask,
        limits=Limits(),
        created_at=change.now,
        state=Requested(deadline=change.now + timedelta(hours=8)),
    )
    sessions.add(change, session)
    return session.id


def _person(change: Change, who: Who, here: Place, elsewhere: Place) -> str:
    if who in OWNERS:
        row = tables.accounts
        change.connection.execute(update(row).where(row.c.id == here["owner"]).values(portal_group_id=OWNERS[who].id))
        return here["owner"]
    if who in STAFF:
        return _staff(change, STAFF[who], here, elsewhere)
    home = elsewhere if who is Who.END_USER_ELSEWHERE else here
    return account(change, "end_user", home["organization"], home["mark"])


def _staff(change: Change, holding: Holding, here: Place, elsewhere: Place) -> str:
    place = {Reaching.HERE: here, Reaching.ELSEWHERE: elsewhere}.get(holding.reach)
    home = place["organization"] if place is not None and holding.at_home else None
    mark = f"actor{secrets.token_hex(6)}"
    person = account(change, "staff", home, mark)
    reach = None if place is None else [place["organization"]]
    group_id = group(change, home or "", holding.permissions, reach, mark)
    join(change, group_id, person)
    return person


def join(change: Change, group_id: str, person: str) -> None:
    """Put somebody into a group."""
    _insert(change, tables.security_group_members, group_id=group_id, account_id=person)


def sign_in(change: Change, person: str) -> str:
    """Sign somebody in all the way, and give the cookie's token."""
    return signed_in(change, person)[1]


def signed_in(change: Change, person: str) -> tuple[str, str]:
    """Sign somebody in all the way, and give the sign-in's id and the cookie's token."""
    # By chance it would begin like an API token, and be sent as one.
    token = "A" + secrets.token_urlsafe(32)[1:]
    identifier = _insert(
        change,
        tables.sign_ins,
        id=new_id(),
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        account_id=person,
        created_at=change.now,
        last_seen_at=change.now,
        expires_at=change.now + timedelta(days=1),
        mfa=True,
        factor="app",
        factor_at=change.now,
        proved_at=change.now,
    )
    return identifier, token

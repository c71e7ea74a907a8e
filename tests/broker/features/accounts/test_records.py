"""Tests of what is stored of a person and of a sign-in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broker.access.actors import AccountKind
from broker.access.groups import SecurityGroup
from broker.access.permissions import Permission
from broker.access.scopes import NOWHERE, only
from broker.features.accounts.factors import Need, Way
from broker.features.accounts.records import Account, StoredSignIn, actor_of, is_enough, needs_of
from protocol.identifiers import AccountId
from tests.fakes.actors import ORG_A

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def account(kind: AccountKind = AccountKind.STAFF) -> Account:
    return Account(
        id=AccountId("a" * 26),
        kind=kind,
        organization_id=ORG_A,
        email="a@b.example",
        name="A",
        phone="",
        password_hash=None,
        totp_secret_encrypted=None,
        totp_confirmed_at=None,
        totp_last_step=None,
        status="active",
    )


def group(reach: frozenset[str] = frozenset()) -> SecurityGroup:
    return SecurityGroup(id="g", name="G", permissions=frozenset({Permission.DEVICE_READ}), reach=reach)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "expires", "ended", "lives"),
    [
        (timedelta(0), timedelta(days=30), False, True),
        (timedelta(days=-7) + timedelta(seconds=1), timedelta(days=30), False, True),
        (timedelta(days=-7), timedelta(days=30), False, False),
        (timedelta(0), timedelta(0), False, False),
        (timedelta(0), timedelta(days=30), True, False),
    ],
)
def test_a_sign_in_lives_until_it_is_ended_unused_or_too_old(
    seen: timedelta, expires: timedelta, ended: bool, lives: bool
) -> None:
    sign_in = StoredSignIn(
        id="s",
        account_id=AccountId("a" * 26),
        created_at=NOW,
        last_seen_at=NOW + seen,
        expires_at=NOW + expires,
        ended_at=NOW if ended else None,
        is_complete=True,
    )
    assert sign_in.is_live(NOW, timedelta(days=7)) is lives


def test_staff_with_power_over_others_must_have_codes() -> None:
    assert needs_of(account(), (group(only(ORG_A)),), everybody=False) == (Need.POWER,)
    assert needs_of(account(), (group(NOWHERE),), everybody=False) == ()
    assert needs_of(account(), (), everybody=False) == ()
    assert needs_of(account(AccountKind.END_USER), (), everybody=False) == ()


def test_an_actor_holds_what_the_groups_give() -> None:
    actor = actor_of(account(), (group(only(ORG_A)),), "s")
    assert actor.grants.reach(Permission.DEVICE_READ) == only(ORG_A)
    assert actor.sign_in_id == "s"


def test_group_organization_and_account_each_make_somebody_need_a_second_factor() -> None:
    person = account(AccountKind.END_USER)
    assert needs_of(replace(person, requires_factor=True), (), everybody=False) == (Need.ACCOUNT,)
    assert needs_of(person, (), everybody=True) == (Need.ORGANIZATION,)
    assert needs_of(account(), (replace(group(NOWHERE), requires_factor=True),), everybody=False) == (Need.GROUP,)


def test_who_needs_a_second_factor_is_let_in_only_after_showing_one_that_they_still_have() -> None:
    person, needs = account(AccountKind.END_USER), (Need.ACCOUNT,)
    assert not is_enough(person, needs, None)
    assert not is_enough(person, needs, NOW)
    assert not is_enough(replace(person, passkeys=1), needs, None)
    assert is_enough(replace(person, passkeys=1), needs, NOW)
    assert is_enough(person, (), None)


def test_the_ways_are_what_a_person_has_and_the_password_only_where_there_is_nothing_else() -> None:
    assert account().ways == (Way.COMPANY,)
    assert replace(account(), password_hash="hash").ways == (Way.PASSWORD,)
    assert replace(account(), passkeys=2).ways == (Way.PASSKEY, Way.RECOVERY_CODE)
    with_app = replace(account(), totp_secret_encrypted=b"sealed", totp_confirmed_at=NOW)
    assert with_app.ways == (Way.APP, Way.RECOVERY_CODE)

"""What has to be so before somebody reaches their devices from elsewhere: each condition, met and unmet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broker.access.actors import AccountKind
from broker.access.portal_features import PortalFeature
from broker.features.accounts.one_time_codes import STEP_SECONDS
from broker.features.accounts.records import Account
from broker.features.accounts.remote_access import OF_ONESELF, OF_THEM, RemoteAccess, Unmet, unmet_by
from protocol.identifiers import AccountId, OrganizationId

SET_UP = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FIRST = int(SET_UP.timestamp()) // STEP_SECONDS
ERIN = Account(
    id=AccountId("e" * 26),
    kind=AccountKind.END_USER,
    organization_id=OrganizationId("o" * 26),
    email="erin@example.test",
    name="Erin Enduser",
    phone="",
    password_hash="hash",
    totp_secret_encrypted=b"sealed",
    totp_confirmed_at=SET_UP,
    totp_last_step=FIRST + 2,
    status="active",
    features=frozenset({PortalFeature.OWN_DEVICE_ACCESS}),
)
NO_APP = replace(ERIN, totp_secret_encrypted=None, totp_confirmed_at=None, totp_last_step=None)


@pytest.mark.parametrize(
    ("account", "unmet"),
    [
        (ERIN, ()),
        (replace(ERIN, status="disabled"), (Unmet.PORTAL,)),
        (replace(ERIN, status="no_portal"), (Unmet.PORTAL,)),
        (replace(ERIN, redirect_url="https://help.example"), (Unmet.PORTAL,)),
        (replace(ERIN, kind=AccountKind.STAFF), (Unmet.PORTAL,)),
        (replace(ERIN, email=""), (Unmet.EMAIL,)),
        (NO_APP, (Unmet.FACTOR,)),
        # The code that the app was set up with, one step early or late, is no use of it yet.
        (replace(ERIN, totp_last_step=FIRST + 1), (Unmet.FACTOR_NOT_USED,)),
        (replace(ERIN, totp_last_step=None), (Unmet.FACTOR_NOT_USED,)),
        (replace(NO_APP, passkeys=1), (Unmet.FACTOR_NOT_USED,)),
        (replace(NO_APP, email="", status="disabled"), (Unmet.PORTAL, Unmet.EMAIL, Unmet.FACTOR)),
    ],
)
def test_each_condition_counts_by_itself(account: Account, unmet: tuple[Unmet, ...]) -> None:
    assert unmet_by(account, passkey_used_at=None, is_portal_on=True) == unmet


def test_a_portal_that_the_settings_switched_off_is_none_to_sign_in_to() -> None:
    assert unmet_by(ERIN, passkey_used_at=None, is_portal_on=False) == (Unmet.PORTAL,)


def test_a_passkey_counts_once_it_was_used() -> None:
    used = SET_UP + timedelta(days=1)
    assert unmet_by(replace(NO_APP, passkeys=1), passkey_used_at=used, is_portal_on=True) == ()
    assert unmet_by(NO_APP, passkey_used_at=used, is_portal_on=True) == (Unmet.FACTOR,), (
        "one that is gone proves nothing"
    )


def test_every_condition_has_its_sentence_for_both_readers() -> None:
    assert set(OF_THEM) == set(OF_ONESELF) == set(Unmet)


@pytest.mark.parametrize(
    ("access", "usable"),
    [
        (RemoteAccess(is_on=True, unmet=(), has_feature=True), True),
        (RemoteAccess(is_on=False, unmet=(), has_feature=True), False),
        (RemoteAccess(is_on=True, unmet=(Unmet.EMAIL,), has_feature=True), False),
        (RemoteAccess(is_on=True, unmet=(), has_feature=False), False),
    ],
)
def test_it_takes_switch_conditions_and_portal_group(access: RemoteAccess, *, usable: bool) -> None:
    assert access.is_usable is usable

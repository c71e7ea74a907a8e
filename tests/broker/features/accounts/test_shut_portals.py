"""Whose portal is shut: end users alone, by the portal's own address or by the settings."""

from dataclasses import replace

import pytest

from broker.access.actors import AccountKind
from broker.features.accounts.records import Account
from broker.features.accounts.shut_portals import shut_for
from broker.features.settings.catalogue import Scope
from broker.features.settings.rules import read_layer
from broker.features.settings.service import Applying
from protocol.identifiers import AccountId

PERSON = Account(
    id=AccountId("p" * 26),
    kind=AccountKind.END_USER,
    organization_id=None,
    email="person@customer.example",
    name="Erin",
    phone="",
    password_hash=None,
    totp_secret_encrypted=None,
    totp_confirmed_at=None,
    totp_last_step=None,
    status="active",
)
LED_AWAY = replace(PERSON, redirect_url="https://help.example")
STAFF = replace(PERSON, kind=AccountKind.STAFF)
USUAL = Applying(layers=())
OFF = Applying(layers=(read_layer(Scope.ORGANIZATION, "", {"end_user_portal": False}),))


@pytest.mark.parametrize(
    ("account", "applying", "place"),
    [
        (PERSON, USUAL, None),
        (PERSON, OFF, ""),
        (LED_AWAY, USUAL, "https://help.example"),
        (LED_AWAY, OFF, "https://help.example"),
        (STAFF, OFF, None),
    ],
)
def test_only_end_users_are_shut_out_and_told_where_to_go_if_anywhere(
    account: Account, applying: Applying, place: str | None
) -> None:
    shut = shut_for(account, applying)
    assert (None if shut is None else shut.fields) == (None if place is None else {"redirect_url": place})

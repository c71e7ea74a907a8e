"""What a technician reads of a visit before they ask for one."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec.structs import replace

from broker.access.permissions import Permission
from broker.features.devices.answers import Look, Rule
from broker.features.devices.unattended import SetBy, Standpoint, unattended_forecast
from broker.features.settings.catalogue import Scope
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence
from protocol.policy import Policy, Unattended
from protocol.starting import Start
from protocol.visits import Lack
from tests.fakes.actors import named, staff

OFF = Policy(device=DeviceId("d" * 26), number=1)
ON = replace(OFF, unattended=Unattended(allowed=True))
ORG_A = SetBy(scope=Scope.ORGANIZATION, name="Org A")
KNOWN = Standpoint(may_visit=True, is_known=True, off_by=ORG_A)
NEW = Standpoint(may_visit=True, is_known=False, off_by=ORG_A)
OTHERS = Standpoint(may_visit=False, is_known=True, off_by=ORG_A)


@pytest.mark.parametrize(
    ("presence", "policy", "who", "lack", "possible"),
    [
        (Presence.LOCKED, OFF, KNOWN, Lack.SWITCHED_OFF, False),
        (Presence.LOCKED, ON, OTHERS, Lack.NOT_PERMITTED, False),
        (Presence.LOCKED, ON, NEW, Lack.NOT_CONFIRMED, False),
        (Presence.LOCKED, ON, KNOWN, None, True),
        (Presence.SIGN_IN, ON, KNOWN, None, True),
        (Presence.ONLINE, ON, NEW, None, True),
        (Presence.EMPTY, ON, KNOWN, None, False),
        (None, ON, KNOWN, None, False),
    ],
)
def test_the_first_thing_that_is_missing_is_told(
    presence: Presence | None, policy: Policy, who: Standpoint, lack: Lack | None, possible: bool
) -> None:
    told = unattended_forecast(presence, policy, None, who)
    assert (told.lack, told.possible) == (lack, possible)
    assert told.off_by == (ORG_A if policy is OFF else None)


def test_what_the_settings_want_beside_is_told_and_a_session_stands_in_the_way() -> None:
    loose = replace(ON, unattended=Unattended(allowed=True, approval=False, reason=False))
    told = unattended_forecast(Presence.LOCKED, loose, "session", KNOWN)
    assert (told.possible, told.start, told.needs_approval, told.needs_reason) == (False, Start.UNASKED, False, False)


@pytest.mark.parametrize(
    ("scope", "permissions", "is_told"),
    [
        (Scope.ORGANIZATION, (), True),
        (Scope.RULE, (), False),
        (Scope.RULE, (Permission.SETTINGS_READ,), True),
    ],
)
def test_the_name_of_a_rule_is_for_who_may_read_the_settings(
    scope: Scope, permissions: tuple[Permission, ...], is_told: bool
) -> None:
    by = SetBy(scope=scope, name="Laptops of the board")
    look = Look(view=cast("Any", SimpleNamespace(actor=staff(*permissions))), presences=cast("Any", None))
    row = SimpleNamespace(organization_id=named("orga"), device_group_id=None)
    assert (look.off_by(row, (), Rule(policy=OFF, unattended_off_by=by)) == by) is is_told

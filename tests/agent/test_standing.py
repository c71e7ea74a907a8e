"""What the desktop is told of where the device stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.standing import introduction_of, look_of, refused_request, standing_of
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Welcome
from protocol.links.agent_frames import Contact
from protocol.links.core_desktop import NotSent, ShowLook, Standing
from protocol.policy import Asking, Look, OffBy, Policy

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FREE = Policy(device=DeviceId("d"), number=1)
OFF = Policy(device=DeviceId("d"), number=2, support_allowed=False, support_off_by=OffBy.ORGANIZATION)
QUIET = Policy(device=DeviceId("d"), number=3, asking=Asking(allowed=False, contact=False, reason=False))
WELCOME = Welcome(
    device=DeviceId("d"), name="DESK", organization="Org A", instance="Provider", portal_url="https://x", trust=""
)


@pytest.mark.parametrize(
    ("policy", "is_connected", "standing", "requests_off"),
    [
        (FREE, True, Standing.READY, False),
        (FREE, False, Standing.NOT_CONNECTED, False),
        (OFF, True, Standing.SWITCHED_OFF, True),
        (QUIET, True, Standing.READY, True),
    ],
)
def test_the_standing_is_that_of_link_and_policy(
    policy: Policy, is_connected: bool, standing: Standing, requests_off: bool
) -> None:
    found = standing_of(policy, is_connected=is_connected, now=NOW)
    assert (found.standing, found.requests_off) == (standing, requests_off)
    assert found.off_by == (OffBy.ORGANIZATION if standing is Standing.SWITCHED_OFF else None)


def test_the_form_asks_what_the_policy_asks() -> None:
    contact = Contact(name="Erin", email="e@example.test", phone="1")
    asked = introduction_of(FREE, WELCOME, contact, "erin")
    assert (asked.asks_contact, asked.reason_needs_words, asked.may_quit) == (True, 2, True)
    assert (asked.person_name, asked.person_email) == ("Erin", "e@example.test")
    free = introduction_of(
        Policy(device=DeviceId("d"), number=1, asking=QUIET.asking, look=Look(quit_allowed=False)),
        WELCOME,
        None,
        "erin",
    )
    assert (free.asks_contact, free.reason_needs_words, free.may_quit, free.person_name) == (False, 0, False, "erin")


def test_looks_are_those_of_the_policy_and_an_agent_for_one_session_leaves_no_icon() -> None:
    look = Look(desktop_icon=True, desktop_icon_name="Help", tray_name="Org A Help", tray_colour="#7A9E2F")
    policy = Policy(device=DeviceId("d"), number=1, look=look)
    shown = look_of(policy, is_once=False)
    assert (shown.name, shown.colour) == ("Org A Help", "#7A9E2F")
    assert (shown.desktop_icon, shown.desktop_icon_name) == (True, "Help")
    assert not look_of(policy, is_once=True).desktop_icon
    assert look_of(FREE, is_once=False) == ShowLook()


def test_a_request_is_refused_at_the_device_with_its_reason() -> None:
    assert refused_request(FREE) is None
    assert refused_request(OFF) is NotSent.SUPPORT_OFF
    assert refused_request(QUIET) is NotSent.REQUESTS_OFF

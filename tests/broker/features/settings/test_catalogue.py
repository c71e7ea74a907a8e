"""The whole catalogue: what product and page count on."""

from __future__ import annotations

import pytest

from broker.features.settings.catalogue import CATALOGUE, Key, Scope, Section, Sort
from broker.features.settings.rules import BadSetting, read_layer
from broker.features.settings.values import Addresses, Text

DAY = 86_400
DEFAULTS = {
    "allow_remote_support": True,
    "allow_requests": True,
    "ask_contact": True,
    "ask_reason": True,
    "approval_needed": True,
    "support_hours": (),
    "own_device_access": True,
    "end_user_portal": True,
    "consent_present": "ask",
    "consent_locked": "no_session",
    "consent_empty": "no_session",
    "consent_seconds": 60,
    "consent_timeout_answer": "deny",
    "code_mode": "show",
    "step_up": False,
    "view_only": False,
    "session_seconds": 3600,
    "extension_allowed": True,
    "session_idle_seconds": 900,
    "resume_seconds": 60,
    "lease_ttl_seconds": 90,
    "when_locked": "pause",
    "clipboard_asked": True,
    "recording": "off",
    "unattended_allowed": False,
    "unattended_approval": True,
    "unattended_reason": True,
    "desktop_icon": False,
    "session_told": (),
    "audit_retention_seconds": 365 * DAY,
    "recording_retention_seconds": 30 * DAY,
}
PREFERENCES = {
    Key.DESKTOP_ICON,
    Key.DESKTOP_ICON_NAME,
    Key.TRAY_NAME,
    Key.TRAY_LOGO,
    Key.TRAY_COLOUR,
    Key.SESSION_TOLD,
    Key.LETTER_LANGUAGE,
}


@pytest.mark.parametrize(("key", "value"), DEFAULTS.items())
def test_the_defaults_are_those_of_the_product(key: str, value: object) -> None:
    assert CATALOGUE[Key(key)].default == value


def test_looks_and_notifications_are_preferences_and_all_else_a_safeguard() -> None:
    assert {key for key, each in CATALOGUE.items() if each.sort is Sort.PREFERENCE} == PREFERENCES
    assert all(not isinstance(each.form, Text | Addresses) for key, each in CATALOGUE.items() if key not in PREFERENCES)


def test_every_key_and_every_section_is_there() -> None:
    assert set(CATALOGUE) == set(Key)
    assert {each.section for each in CATALOGUE.values()} == set(Section)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"support_hours": ["Europe/Nowhere mon 08:00-09:00"]}, "there is no time zone “Europe/Nowhere”"),
        ({"support_hours": ["UTC mon 08:00-09:00"] * 6}, "a list of at most 5 schedules"),
        ({"recording": "always"}, "one of off, on, required"),
        ({"consent_present": "allow"}, "one of ask, no_session"),
        ({"session_seconds": 59}, "whole seconds from 60 to 43200, or 0 for off"),
        ({"session_seconds": 43_201}, "whole seconds from 60 to 43200, or 0 for off"),
        ({"tray_colour": "green"}, "a colour such as #7A9E2F"),
        ({"tray_name": "x" * 61}, "at most 60 characters"),
        ({"tray_name": "a\nb"}, "a line of text"),
        ({"session_told": ["nobody"]}, "e-mail addresses"),
        ({"session_told": [f"a{n}@example.org" for n in range(21)]}, "at most 20 e-mail addresses"),
        ({"audit_retention_seconds": 1}, "whole seconds"),
    ],
)
def test_an_impossible_value_in_a_file_is_one_clear_sentence(raw: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadSetting) as fault:
        read_layer(Scope.CONFIGURATION, "", raw)
    assert sentence in str(fault.value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"session_seconds": 0}, 0),
        ({"session_told": [f"a{n}@example.org" for n in range(20)]}, tuple(f"a{n}@example.org" for n in range(20))),
        ({"tray_colour": "#7A9E2F"}, "#7A9E2F"),
        ({"tray_name": "x" * 60}, "x" * 60),
        ({"support_hours": ["utc mon 08:00-09:00".replace("utc", "UTC")] * 5}, ("UTC mon 08:00-09:00",)),
    ],
)
def test_what_is_just_possible_is_taken(raw: dict[str, object], value: object) -> None:
    (found,) = read_layer(Scope.CONFIGURATION, "", raw).values.values()
    assert found == value

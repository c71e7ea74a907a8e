"""Every setting there is, in the order of the page."""

from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from broker.features.settings.setting import Key, Scope, Section, Setting, Sort
from broker.features.settings.values import Addresses, Choice, Hours, Seconds, Subset, Switch, Text
from protocol.capabilities import AVAILABLE, Capability, ordered
from protocol.grant import MAX_SESSION_SECONDS, MIN_SESSION_SECONDS, CodeMode
from protocol.policy import (
    MAX_CONSENT_SECONDS,
    MAX_IDLE_SECONDS,
    MIN_CONSENT_SECONDS,
    MIN_IDLE_SECONDS,
    ConsentRule,
    Recording,
    TimeoutAnswer,
    WhenLocked,
)

__all__ = ["CATALOGUE", "Key", "Scope", "Section", "Setting", "Sort"]

DAY: Final = 86_400
MOST_TOLD: Final = 20
ALLOWED: Final = Switch(strict=False)
REQUIRED: Final = Switch(strict=True)
# What is about people's sign-ins, or about what is kept, is decided where people belong, and they belong to no device.
PEOPLE: Final = (Scope.CONFIGURATION, Scope.INSTANCE, Scope.ORGANIZATION)
OF_INSTANCE: Final = (Scope.CONFIGURATION, Scope.INSTANCE)
# Only what can be done today can be offered.
OFFERABLE: Final = tuple(each.value for each in ordered(AVAILABLE - {Capability.VIEW}))
_OFFERED: Final = tuple(each for each in OFFERABLE if each in (Capability.CONTROL.value, Capability.CHAT.value))


LETTER_LANGUAGES: Final = ("en", "de", "ar")
"""What letters can be written in, what is meant where nothing is set first."""


def _words(options: type[StrEnum]) -> tuple[str, ...]:
    return tuple(each.value for each in options)


_AUTHORIZATION: Final = (
    Setting(
        key=Key.ALLOW_REMOTE_SUPPORT, form=ALLOWED, default=True, help="Whether anybody can be helped here at all."
    ),
    Setting(
        key=Key.ALLOW_REQUESTS,
        form=ALLOWED,
        default=True,
        help="Whether people can ask for help, at the tray and in the portal.",
    ),
    Setting(
        key=Key.GET_HELP_NOW_OPEN,
        form=ALLOWED,
        default=False,
        help="Whether people who are not signed in see how they get help on a computer that is not enrolled.",
        scopes=OF_INSTANCE,
    ),
    Setting(key=Key.ASK_CONTACT, form=REQUIRED, default=True, help="Whether people who ask for help say who they are."),
    Setting(
        key=Key.ASK_REASON, form=REQUIRED, default=True, help="Whether a session needs a reason, in at least two words."
    ),
    Setting(
        key=Key.APPROVAL_NEEDED,
        form=REQUIRED,
        default=True,
        help="Whether a request needs somebody who may approve; else whoever may offer help can take it.",
    ),
    Setting(
        key=Key.SUPPORT_HOURS,
        form=Hours(),
        default=(),
        help="The hours in which sessions may start; every place's hours count.",
    ),
    Setting(
        key=Key.OWN_DEVICE_ACCESS,
        form=ALLOWED,
        default=True,
        help="Whether people whose own devices are switched on for them may reach them from elsewhere.",
    ),
    Setting(
        key=Key.END_USER_PORTAL,
        form=ALLOWED,
        default=True,
        help="Whether end users can sign in to their portal; asking for help at the computer goes on.",
        scopes=PEOPLE,
    ),
)

_CONSENT: Final = (
    Setting(
        key=Key.CONSENT_PRESENT,
        form=Choice(options=(ConsentRule.ASK.value, ConsentRule.NO_SESSION.value)),
        default=ConsentRule.ASK.value,
        help="What happens where somebody is at the device.",
    ),
    Setting(
        key=Key.CONSENT_LOCKED,
        form=Choice(options=(ConsentRule.ALLOW.value, ConsentRule.NO_SESSION.value)),
        default=ConsentRule.NO_SESSION.value,
        help="What happens where the screen is locked: nobody comes in, or whom the person asked for help.",
    ),
    Setting(
        key=Key.CONSENT_EMPTY,
        form=Choice(options=(ConsentRule.ALLOW.value, ConsentRule.NO_SESSION.value)),
        default=ConsentRule.NO_SESSION.value,
        help="What happens at the sign-in screen: nobody comes in, or whom the person asked for help.",
    ),
    Setting(
        key=Key.CONSENT_SECONDS,
        form=Seconds(low=MIN_CONSENT_SECONDS, high=MAX_CONSENT_SECONDS),
        default=60,
        help="How long the person at the device has to answer.",
    ),
    Setting(
        key=Key.CONSENT_TIMEOUT_ANSWER,
        form=Choice(options=_words(TimeoutAnswer)),
        default=TimeoutAnswer.DENY.value,
        help="What no answer in time means.",
    ),
    Setting(
        key=Key.CODE_MODE,
        form=Choice(options=_words(CodeMode)),
        default=CodeMode.SHOW.value,
        help="What is done with the code; typed means: nothing is seen before the person typed it at the device.",
    ),
    Setting(
        key=Key.STEP_UP,
        form=REQUIRED,
        default=False,
        help="Whether a technician shows a code of their app or a passkey before each session, however they signed in.",
    ),
)

_SESSIONS: Final = (
    Setting(key=Key.VIEW_ONLY, form=REQUIRED, default=False, help="Whether technicians may only see the screen."),
    Setting(
        key=Key.CAPABILITIES_OFFERED,
        form=Subset(options=OFFERABLE),
        default=_OFFERED,
        help="What can be asked for beside seeing the screen.",
    ),
    Setting(
        key=Key.SESSION_SECONDS,
        form=Seconds(low=MIN_SESSION_SECONDS, high=MAX_SESSION_SECONDS, can_be_off=True),
        default=3600,
        help="The longest session a technician can ask for; off leaves it at 12 hours.",
    ),
    Setting(
        key=Key.EXTENSION_ALLOWED,
        form=ALLOWED,
        default=True,
        help="Whether the person can be asked for more time.",
    ),
    Setting(
        key=Key.SESSION_IDLE_SECONDS,
        form=Seconds(low=MIN_IDLE_SECONDS, high=MAX_IDLE_SECONDS),
        default=900,
        help="How long a session lasts in which nothing is done.",
    ),
    Setting(
        key=Key.RESUME_SECONDS,
        form=Seconds(low=5, high=600),
        default=60,
        help="How long a side that was lost can come back without a new question.",
    ),
    Setting(
        key=Key.LEASE_TTL_SECONDS,
        form=Seconds(low=30, high=900),
        default=90,
        help="How long a session goes on while this server is out of reach.",
    ),
    Setting(
        key=Key.WHEN_LOCKED,
        form=Choice(options=_words(WhenLocked)),
        default=WhenLocked.PAUSE.value,
        help="What happens to a session when the person locks the screen.",
    ),
    Setting(
        key=Key.CLIPBOARD_ASKED,
        form=REQUIRED,
        default=True,
        help="Whether the person is asked each time a clipboard is passed on; else what they gave at first is enough.",
    ),
    Setting(
        key=Key.RECORDING,
        form=Choice(options=_words(Recording)),
        default=Recording.OFF.value,
        help="Whether sessions are recorded; required means: no recording, no session.",
    ),
)

_UNATTENDED: Final = (
    Setting(
        key=Key.UNATTENDED_ALLOWED,
        form=ALLOWED,
        default=False,
        help="Whether technicians whom somebody there has confirmed may connect where nobody can be asked.",
    ),
    Setting(
        key=Key.UNATTENDED_APPROVAL,
        form=REQUIRED,
        default=True,
        help="Whether that needs somebody's approval.",
    ),
    Setting(key=Key.UNATTENDED_REASON, form=REQUIRED, default=True, help="Whether that needs a reason."),
)

_COMPUTER: Final = (
    Setting(
        key=Key.DESKTOP_ICON,
        form=ALLOWED,
        default=False,
        help="Whether there is an icon on the desktop that asks for help; on Linux only.",
        sort=Sort.PREFERENCE,
    ),
    Setting(
        key=Key.DESKTOP_ICON_NAME,
        form=Text(most=60),
        default="",
        help="The name under that icon; empty is the brand's.",
        sort=Sort.PREFERENCE,
    ),
    Setting(
        key=Key.TRAY_NAME,
        form=Text(most=60),
        default="",
        help="The product's name at the device, at its icon and in titles; empty is the brand's.",
        sort=Sort.PREFERENCE,
    ),
    Setting(
        key=Key.TRAY_LOGO,
        form=ALLOWED,
        default=True,
        help="Whether the windows at the device show the brand's logo.",
        sort=Sort.PREFERENCE,
    ),
    Setting(
        key=Key.TRAY_COLOUR,
        form=Text(most=7, pattern=r"#[0-9a-fA-F]{6}", words="a colour such as #7A9E2F, or nothing"),
        default="",
        help="The colour of filled buttons and icon at the device; empty is the brand's.",
        sort=Sort.PREFERENCE,
    ),
    Setting(
        key=Key.QUIT_ALLOWED,
        form=ALLOWED,
        default=True,
        help="Whether the person at the device can quit Handrail there.",
    ),
)

_KEEPING: Final = (
    Setting(
        key=Key.SESSION_TOLD,
        form=Addresses(most=MOST_TOLD),
        default=(),
        help="Who is told of each session here, by their address: people with an account who may see it.",
        sort=Sort.PREFERENCE,
    ),
    Setting(
        key=Key.LETTER_LANGUAGE,
        form=Choice(options=LETTER_LANGUAGES),
        default="en",
        help="The language of the e-mails that people get.",
        sort=Sort.PREFERENCE,
        scopes=PEOPLE,
    ),
    Setting(
        key=Key.AUDIT_RETENTION_SECONDS,
        form=Seconds(low=30 * DAY, high=3650 * DAY),
        default=365 * DAY,
        help="How long the audit log is kept.",
        scopes=PEOPLE,
    ),
    Setting(
        key=Key.RECORDING_RETENTION_SECONDS,
        form=Seconds(low=DAY, high=3650 * DAY),
        default=30 * DAY,
        help="How long recordings are kept.",
        scopes=PEOPLE,
    ),
)

_SIGN_IN: Final = (
    Setting(
        key=Key.IDLE_SECONDS,
        form=Seconds(low=300, high=30 * DAY),
        default=7 * DAY,
        help="How long a sign-in lasts while nobody does anything.",
        scopes=PEOPLE,
    ),
    Setting(
        key=Key.MFA_REQUIRED,
        form=REQUIRED,
        default=False,
        help="Whether everybody needs a second factor to sign in.",
        scopes=PEOPLE,
        is_dangerous=True,
    ),
)

_PAGE: Final = {
    Section.AUTHORIZATION: _AUTHORIZATION,
    Section.CONSENT: _CONSENT,
    Section.SESSIONS: _SESSIONS,
    Section.UNATTENDED: _UNATTENDED,
    Section.COMPUTER: _COMPUTER,
    Section.KEEPING: _KEEPING,
    Section.SIGN_IN: _SIGN_IN,
}

# What can be set already while what it decides is still to be built: whoever builds it takes the line out.
_WITHOUT_EFFECT: Final = frozenset(
    {
        Key.RECORDING,
        Key.AUDIT_RETENTION_SECONDS,
        Key.RECORDING_RETENTION_SECONDS,
    }
)


def _placed(setting: Setting, section: Section) -> Setting:
    return replace(setting, section=section, has_effect=setting.key not in _WITHOUT_EFFECT)


CATALOGUE: Final = MappingProxyType(
    {each.key: _placed(each, section) for section, settings in _PAGE.items() for each in settings}
)

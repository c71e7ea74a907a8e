"""Every setting there is: its key, form, default, sort, scopes and one line of help."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from broker.features.settings.values import Choice, Form, Seconds, Subset, Switch, Value
from protocol.capabilities import Capability
from protocol.grant import MAX_SESSION_SECONDS, MIN_SESSION_SECONDS, CodeMode


class Key(StrEnum):
    """The name of a setting, in the API and in the configuration file."""

    ALLOW_REMOTE_SUPPORT = "allow_remote_support"
    CONSENT_SECONDS = "consent_seconds"
    SESSION_SECONDS = "session_seconds"
    CAPABILITIES_OFFERED = "capabilities_offered"
    CODE_MODE = "code_mode"
    RESUME_SECONDS = "resume_seconds"
    LEASE_TTL_SECONDS = "lease_ttl_seconds"
    IDLE_SECONDS = "idle_seconds"
    MFA_REQUIRED = "mfa_required"


class Sort(StrEnum):
    """How layers add up: the nearest preference counts, the strictest safeguard counts."""

    PREFERENCE = "preference"
    SAFEGUARD = "safeguard"


class Scope(StrEnum):
    """Where a setting can be set, widest first; the configuration file is what the instance begins with."""

    CONFIGURATION = "configuration"
    INSTANCE = "instance"
    ORGANIZATION = "organization"
    RULE = "rule"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What there is to know about one setting."""

    key: Key
    form: Form
    default: Value
    help: str
    sort: Sort = Sort.SAFEGUARD
    scopes: tuple[Scope, ...] = tuple(Scope)
    is_dangerous: bool = False
    """Whether who changes it, or takes it back, shows again that it is them."""


DAY: Final = 86_400
# What is about people's sign-ins can be decided where people belong, and they belong to no device.
PEOPLE: Final = (Scope.CONFIGURATION, Scope.INSTANCE, Scope.ORGANIZATION)

_ALL: Final = (
    Setting(
        key=Key.ALLOW_REMOTE_SUPPORT,
        form=Switch(strict=False),
        default=True,
        help="Whether anybody can be helped here at all.",
    ),
    Setting(
        key=Key.CONSENT_SECONDS,
        form=Seconds(low=10, high=600),
        default=60,
        help="How long the person at the device has to answer; no answer means no.",
    ),
    Setting(
        key=Key.SESSION_SECONDS,
        form=Seconds(low=MIN_SESSION_SECONDS, high=MAX_SESSION_SECONDS),
        default=3600,
        help="The longest session a technician can ask for.",
    ),
    Setting(
        key=Key.CAPABILITIES_OFFERED,
        # Only what can be done today can be offered: a capability joins this list together with its feature.
        form=Subset(options=(Capability.CONTROL.value,)),
        default=(Capability.CONTROL.value,),
        help="What can be asked for beside seeing the screen.",
    ),
    Setting(
        key=Key.CODE_MODE,
        form=Choice(options=(CodeMode.OFF.value, CodeMode.SHOW.value)),
        default=CodeMode.SHOW.value,
        help="What is done with the code on both screens.",
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
        key=Key.IDLE_SECONDS,
        form=Seconds(low=300, high=30 * DAY),
        default=7 * DAY,
        help="How long a sign-in lasts while nobody does anything.",
        scopes=PEOPLE,
    ),
    Setting(
        key=Key.MFA_REQUIRED,
        form=Switch(strict=True),
        default=False,
        help="Whether everybody needs a second factor to sign in.",
        scopes=PEOPLE,
        is_dangerous=True,
    ),
)

CATALOGUE: Final = MappingProxyType({setting.key: setting for setting in _ALL})

"""The policy of a device: what the settings come to there, signed by the instance (grant key), kept on the device."""

import hashlib
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from protocol.capabilities import AVAILABLE, Capability
from protocol.codec import encode
from protocol.grant import LEASE_TTL_SECONDS, CapabilityList, CodeMode, Document, Name, Seconds
from protocol.identifiers import DeviceId

POLICY_TYPE: Final = "handrail.policy.v1"
MAX_NUMBER: Final = 2**31
MIN_CONSENT_SECONDS: Final = 10
MAX_CONSENT_SECONDS: Final = 600
MIN_IDLE_SECONDS: Final = 60
MAX_IDLE_SECONDS: Final = 12 * 3600


class OffBy(StrEnum):
    """Who has switched support off."""

    PROVIDER = "provider"
    ORGANIZATION = "organization"
    DEVICE = "device"


class ConsentRule(StrEnum):
    """What happens where a session is asked for, the loosest first."""

    ALLOW = "allow"
    ASK = "ask"
    NO_SESSION = "no_session"


class TimeoutAnswer(StrEnum):
    """What no answer in time means."""

    ALLOW = "allow"
    DENY = "deny"


class WhenLocked(StrEnum):
    """What becomes of a session when the person locks the screen."""

    GO_ON = "go_on"
    PAUSE = "pause"
    END = "end"


class Recording(StrEnum):
    """Whether sessions are recorded; required means: no recording, no session."""

    OFF = "off"
    ON = "on"
    REQUIRED = "required"


class Consent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the person is asked, or what stands for their answer."""

    present: ConsentRule = ConsentRule.ASK
    locked: ConsentRule = ConsentRule.NO_SESSION
    empty: ConsentRule = ConsentRule.NO_SESSION
    seconds: Annotated[int, Meta(ge=MIN_CONSENT_SECONDS, le=MAX_CONSENT_SECONDS)] = 60
    timeout_answer: TimeoutAnswer = TimeoutAnswer.DENY
    code: CodeMode = CodeMode.SHOW


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the person may ask for help, and what they have to say with it."""

    allowed: bool = True
    contact: bool = True
    reason: bool = True


class Running(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a session may do, and what ends it."""

    view_only: bool = False
    capabilities: CapabilityList = (Capability.VIEW, Capability.CONTROL)
    """What may be given at most, more only where the settings say so; with `view_only` it is seeing alone."""
    seconds: Seconds = 3600
    extension_allowed: bool = True
    idle_seconds: Annotated[int, Meta(ge=MIN_IDLE_SECONDS, le=MAX_IDLE_SECONDS)] = 900
    resume_seconds: Annotated[int, Meta(ge=5, le=600)] = 60
    lease_ttl_seconds: Annotated[int, Meta(ge=30, le=900)] = LEASE_TTL_SECONDS
    when_locked: WhenLocked = WhenLocked.PAUSE
    recording: Recording = Recording.OFF
    clipboard_asked: bool = True
    """Whether the person is asked each time something is passed on from one clipboard to the other."""


class Unattended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Access where nobody is there to be asked."""

    allowed: bool = False
    approval: bool = True
    reason: bool = True
    own_devices: bool = True
    """Whether the device's owner may come from elsewhere, where it is switched on for them."""
    owner: str = ""
    """A fingerprint of whose the device is: whom it knew under another one, it does not know any more."""


class Look(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How Handrail shows itself at the device; an empty text leaves it to the brand."""

    desktop_icon: bool = False
    desktop_icon_name: Name = ""
    tray_name: Name = ""
    tray_logo: bool = True
    logo: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""
    """Which logo it is, by the SHA-256 of its file (hex); nothing where there is none, or none is to be shown."""
    tray_colour: Annotated[str, Meta(max_length=7)] = ""
    quit_allowed: bool = True


class Policy(Document, frozen=True, kw_only=True):
    """What the settings come to on one device; a device never takes one with a lower number again."""

    device: DeviceId
    number: Annotated[int, Meta(ge=0, le=MAX_NUMBER)]
    """Goes up with every change, device by device."""
    support_allowed: bool = True
    support_off_by: OffBy | None = None
    asking: Asking = Asking()
    consent: Consent = Consent()
    running: Running = Running()
    unattended: Unattended = Unattended()
    look: Look = Look()


def capabilities_under(policy: Policy) -> frozenset[Capability]:
    """Give the most that a session may do under a policy: nothing at all where support is off."""
    if not policy.support_allowed:
        return frozenset()
    offered = frozenset({Capability.VIEW}) if policy.running.view_only else frozenset(policy.running.capabilities)
    return offered & AVAILABLE


def content_of(policy: Policy) -> str:
    """Fingerprint what a policy says, whatever its number (SHA-256, hex)."""
    return hashlib.sha256(encode(replace(policy, number=0))).hexdigest()

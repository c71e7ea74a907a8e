"""What the settings come to for sessions on a device: the policy it is given, and what the server adds; pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from broker.features.settings import hours
from broker.features.settings.rules import Resolved
from broker.features.settings.setting import Key, Scope
from broker.features.settings.values import OFF
from protocol.capabilities import Capabilities, Capability, ordered
from protocol.grant import MAX_SESSION_SECONDS, CodeMode
from protocol.identifiers import DeviceId
from protocol.policy import (
    Asking,
    Consent,
    ConsentRule,
    Look,
    OffBy,
    Policy,
    Recording,
    Running,
    TimeoutAnswer,
    Unattended,
    WhenLocked,
    capabilities_under,
)

Of = TypeVar("Of", bool, int, str, tuple[str, ...])
Resolve = Callable[[Key], Resolved]
"""Gives what counts of a setting in one place."""
NO_DEVICE = DeviceId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """What the settings say about a session: the device's policy, and what only the server can know or decide."""

    policy: Policy
    approval_needed: bool
    step_up: bool
    hours: tuple[str, ...]
    """Schedules that all have to be open for a session to start."""

    @property
    def allow_remote_support(self) -> bool:
        return self.policy.support_allowed

    @property
    def capabilities(self) -> Capabilities:
        """The most that a session may do, seeing included; nothing at all where support is off."""
        return capabilities_under(self.policy)

    @property
    def session_seconds(self) -> int:
        return self.policy.running.seconds

    @property
    def consent_seconds(self) -> int:
        return self.policy.consent.seconds

    @property
    def code(self) -> CodeMode:
        return self.policy.consent.code

    @property
    def resume_seconds(self) -> int:
        return self.policy.running.resume_seconds

    @property
    def lease_ttl_seconds(self) -> int:
        return self.policy.running.lease_ttl_seconds

    def is_open(self, now: datetime) -> bool:
        """Tell whether sessions may start at a moment."""
        return hours.is_open(self.hours, now)


def session_settings_of(resolve: Resolve) -> SessionSettings:
    """Give what applies to sessions in one place."""
    return SessionSettings(
        policy=policy_of(resolve),
        approval_needed=_value(resolve, Key.APPROVAL_NEEDED, bool),
        step_up=_value(resolve, Key.STEP_UP, bool),
        hours=_words(resolve, Key.SUPPORT_HOURS),
    )


def policy_of(resolve: Resolve, device: DeviceId = NO_DEVICE, number: int = 0) -> Policy:
    """Write the policy of a device, from what counts of each setting there."""
    support = resolve(Key.ALLOW_REMOTE_SUPPORT)
    return Policy(
        device=device,
        number=number,
        support_allowed=bool(support.value),
        support_off_by=None if support.value else _off_by(support),
        asking=Asking(
            allowed=_value(resolve, Key.ALLOW_REQUESTS, bool),
            contact=_value(resolve, Key.ASK_CONTACT, bool),
            reason=_value(resolve, Key.ASK_REASON, bool),
        ),
        consent=_consent(resolve),
        running=_running(resolve),
        unattended=Unattended(
            allowed=_value(resolve, Key.UNATTENDED_ALLOWED, bool),
            approval=_value(resolve, Key.UNATTENDED_APPROVAL, bool),
            reason=_value(resolve, Key.UNATTENDED_REASON, bool),
            own_devices=_value(resolve, Key.OWN_DEVICE_ACCESS, bool),
        ),
        look=_look(resolve),
    )


def _consent(resolve: Resolve) -> Consent:
    return Consent(
        present=ConsentRule(_value(resolve, Key.CONSENT_PRESENT, str)),
        locked=ConsentRule(_value(resolve, Key.CONSENT_LOCKED, str)),
        empty=ConsentRule(_value(resolve, Key.CONSENT_EMPTY, str)),
        seconds=_value(resolve, Key.CONSENT_SECONDS, int),
        timeout_answer=TimeoutAnswer(_value(resolve, Key.CONSENT_TIMEOUT_ANSWER, str)),
        code=CodeMode(_value(resolve, Key.CODE_MODE, str)),
    )


def _running(resolve: Resolve) -> Running:
    seconds = _value(resolve, Key.SESSION_SECONDS, int)
    offered = (Capability(each) for each in _words(resolve, Key.CAPABILITIES_OFFERED))
    return Running(
        view_only=_value(resolve, Key.VIEW_ONLY, bool),
        capabilities=ordered({Capability.VIEW, *offered}),
        seconds=MAX_SESSION_SECONDS if seconds == OFF else seconds,
        extension_allowed=_value(resolve, Key.EXTENSION_ALLOWED, bool),
        idle_seconds=_value(resolve, Key.SESSION_IDLE_SECONDS, int),
        resume_seconds=_value(resolve, Key.RESUME_SECONDS, int),
        lease_ttl_seconds=_value(resolve, Key.LEASE_TTL_SECONDS, int),
        when_locked=WhenLocked(_value(resolve, Key.WHEN_LOCKED, str)),
        recording=Recording(_value(resolve, Key.RECORDING, str)),
        clipboard_asked=_value(resolve, Key.CLIPBOARD_ASKED, bool),
    )


def _look(resolve: Resolve) -> Look:
    return Look(
        desktop_icon=_value(resolve, Key.DESKTOP_ICON, bool),
        desktop_icon_name=_value(resolve, Key.DESKTOP_ICON_NAME, str),
        tray_name=_value(resolve, Key.TRAY_NAME, str),
        tray_logo=_value(resolve, Key.TRAY_LOGO, bool),
        tray_colour=_value(resolve, Key.TRAY_COLOUR, str),
        quit_allowed=_value(resolve, Key.QUIT_ALLOWED, bool),
    )


def _off_by(found: Resolved) -> OffBy:
    match found.origin.scope if found.origin else None:
        case Scope.ORGANIZATION | Scope.RULE:
            return OffBy.ORGANIZATION
        case Scope.DEVICE:
            return OffBy.DEVICE
        case _:
            return OffBy.PROVIDER


def _value(resolve: Resolve, key: Key, kind: type[Of]) -> Of:
    value = resolve(key).value
    assert isinstance(value, kind)
    return value


def _words(resolve: Resolve, key: Key) -> tuple[str, ...]:
    value = resolve(key).value
    assert isinstance(value, tuple)
    return value

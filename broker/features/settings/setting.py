"""What there is to know about a setting."""

from dataclasses import dataclass
from enum import StrEnum

from broker.features.settings.values import Form, Value


class Key(StrEnum):
    """The name of a setting, in the API and in the configuration file."""

    ALLOW_REMOTE_SUPPORT = "allow_remote_support"
    GET_HELP_NOW_OPEN = "get_help_now_open"
    ALLOW_REQUESTS = "allow_requests"
    ASK_CONTACT = "ask_contact"
    ASK_REASON = "ask_reason"
    APPROVAL_NEEDED = "approval_needed"
    SUPPORT_HOURS = "support_hours"
    OWN_DEVICE_ACCESS = "own_device_access"
    END_USER_PORTAL = "end_user_portal"
    CONSENT_PRESENT = "consent_present"
    CONSENT_LOCKED = "consent_locked"
    CONSENT_EMPTY = "consent_empty"
    CONSENT_SECONDS = "consent_seconds"
    CONSENT_TIMEOUT_ANSWER = "consent_timeout_answer"
    CODE_MODE = "code_mode"
    STEP_UP = "step_up"
    VIEW_ONLY = "view_only"
    CAPABILITIES_OFFERED = "capabilities_offered"
    SESSION_SECONDS = "session_seconds"
    EXTENSION_ALLOWED = "extension_allowed"
    SESSION_IDLE_SECONDS = "session_idle_seconds"
    RESUME_SECONDS = "resume_seconds"
    LEASE_TTL_SECONDS = "lease_ttl_seconds"
    WHEN_LOCKED = "when_locked"
    CLIPBOARD_ASKED = "clipboard_asked"
    RECORDING = "recording"
    UNATTENDED_ALLOWED = "unattended_allowed"
    UNATTENDED_APPROVAL = "unattended_approval"
    UNATTENDED_REASON = "unattended_reason"
    DESKTOP_ICON = "desktop_icon"
    DESKTOP_ICON_NAME = "desktop_icon_name"
    TRAY_NAME = "tray_name"
    TRAY_LOGO = "tray_logo"
    TRAY_COLOUR = "tray_colour"
    QUIT_ALLOWED = "quit_allowed"
    SESSION_TOLD = "session_told"
    LETTER_LANGUAGE = "letter_language"
    AUDIT_RETENTION_SECONDS = "audit_retention_seconds"
    RECORDING_RETENTION_SECONDS = "recording_retention_seconds"
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


class Section(StrEnum):
    """Where a setting stands on the page."""

    AUTHORIZATION = "authorization"
    CONSENT = "consent"
    SESSIONS = "sessions"
    UNATTENDED = "unattended"
    COMPUTER = "computer"
    KEEPING = "keeping"
    SIGN_IN = "sign_in"


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
    has_effect: bool = True
    """False while it can be set and what it decides does not exist yet: the page says so."""
    section: Section = Section.SESSIONS

"""Why a session ended, as the closed set that both sides word for people."""

from enum import StrEnum

from protocol.grant import Origin


class EndReason(StrEnum):
    """The one reason of an end; it is always recorded."""

    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    REQUEST_EXPIRED = "request_expired"
    APPROVAL_EXPIRED = "approval_expired"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_TIMED_OUT = "consent_timed_out"
    NOT_ASKED_FOR = "not_asked_for"
    NOBODY_THERE = "nobody_there"
    SOMEBODY_THERE = "somebody_there"
    OUT_OF_HOURS = "out_of_hours"
    CONNECT_FAILED = "connect_failed"
    CODES_DIFFER = "codes_differ"
    CODE_NOT_TYPED = "code_not_typed"
    DONE_AT_DEVICE = "done_at_device"
    DONE_BY_TECHNICIAN = "done_by_technician"
    DONE_BY_OWNER = "done_by_owner"
    EXPIRED = "expired"
    IDLE = "idle"
    TERMINATED = "terminated"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    VIEW_TAKEN_BACK = "view_taken_back"
    REVOKED = "revoked"
    OWN_ACCESS_OFF = "own_access_off"
    NOT_THEIRS = "not_theirs"
    DEVICE_LOST = "device_lost"
    VIEWER_LOST = "viewer_lost"
    LEASE_RAN_OUT = "lease_ran_out"
    RECORDING_FAILED = "recording_failed"
    SAFETY = "safety"
    FAILED = "failed"


def off_reason(origin: Origin) -> EndReason:
    """Name the end by whoever has the viewer: a technician, or the device's owner."""
    return EndReason.DONE_BY_OWNER if origin is Origin.OWN else EndReason.DONE_BY_TECHNICIAN

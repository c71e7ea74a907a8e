"""Why a session ended, as the closed set that both sides word for people."""

from enum import StrEnum


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
    OUT_OF_HOURS = "out_of_hours"
    CONNECT_FAILED = "connect_failed"
    DONE_AT_DEVICE = "done_at_device"
    DONE_BY_TECHNICIAN = "done_by_technician"
    EXPIRED = "expired"
    IDLE = "idle"
    TERMINATED = "terminated"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    VIEW_TAKEN_BACK = "view_taken_back"
    REVOKED = "revoked"
    DEVICE_LOST = "device_lost"
    VIEWER_LOST = "viewer_lost"
    LEASE_RAN_OUT = "lease_ran_out"
    RECORDING_FAILED = "recording_failed"
    SAFETY = "safety"
    FAILED = "failed"

"""The kinds of audit entries; a new one is a line here and a sentence in `catalogue/`."""

from enum import StrEnum


class Outcome(StrEnum):
    """How what an entry tells went, from the side of who tried it."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


class Sensitivity(StrEnum):
    """How near an entry is to a person; retention and export may treat them apart."""

    ROUTINE = "routine"
    PERSONAL = "personal"
    SECURITY = "security"


_OK, _REFUSED, _FAILED = Outcome.OK, Outcome.REFUSED, Outcome.FAILED
_ROUTINE, _PERSONAL, _SECURITY = Sensitivity.ROUTINE, Sensitivity.PERSONAL, Sensitivity.SECURITY


class AuditKind(StrEnum):
    """`subject.verb`, sensitivity, outcome."""

    sensitivity: Sensitivity
    outcome: Outcome

    def __new__(
        cls, value: str, sensitivity: Sensitivity = Sensitivity.ROUTINE, outcome: Outcome = Outcome.OK
    ) -> "AuditKind":
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.sensitivity = sensitivity
        kind.outcome = outcome
        return kind

    @property
    def subject(self) -> str:
        return self.value.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.value.partition(".")[2]

    ACCESS_DENIED = "access.denied", _SECURITY, _REFUSED
    INSTANCE_SET_UP = "instance.set_up", _SECURITY
    KEYS_CREATED = "keys.created", _SECURITY
    KEYS_ROTATED = "keys.rotated", _SECURITY
    SETTINGS_CHANGED = "settings.changed"
    SETTINGS_RULE_CREATED = "settings.rule_created"
    SETTINGS_RULE_CHANGED = "settings.rule_changed"
    SETTINGS_RULE_REMOVED = "settings.rule_removed"
    SETTINGS_RULES_ORDERED = "settings.rules_ordered"
    AUDIT_EXPORTED = "audit.exported", _SECURITY
    AUDIT_BROKEN = "audit.broken", _SECURITY, _FAILED
    AUDIT_CONTRADICTED = "audit.contradicted", _SECURITY, _FAILED

    SIGN_IN_OK = "sign_in.ok", _SECURITY
    SIGN_IN_FAILED = "sign_in.failed", _SECURITY, _FAILED
    SIGN_IN_SLOWED = "sign_in.slowed", _SECURITY, _REFUSED
    SIGN_IN_ENDED = "sign_in.ended", _SECURITY
    SIGN_IN_REVOKED = "sign_in.revoked", _SECURITY
    SIGN_INS_REVOKED = "sign_in.all_revoked", _SECURITY
    COMPANY_IDENTITY_LINKED = "company_identity.linked", _SECURITY
    TOTP_SET_UP = "totp.set_up", _SECURITY
    TOTP_REMOVED = "totp.removed", _SECURITY
    RECOVERY_CODE_USED = "recovery_code.used", _SECURITY
    RECOVERY_CODES_RENEWED = "recovery_codes.renewed", _SECURITY
    PASSKEY_ADDED = "passkey.added", _SECURITY
    PASSKEY_REMOVED = "passkey.removed", _SECURITY
    PASSKEY_WENT_BACK = "passkey.went_back", _SECURITY, _FAILED
    STEP_UP_DONE = "step_up.done", _SECURITY
    FACTORS_RESET = "factors.reset", _SECURITY
    ADMINISTRATOR_CREATED = "administrator.created", _SECURITY
    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_CHANGED = "organization.changed"
    ORGANIZATION_ARCHIVED = "organization.archived", _SECURITY
    ORGANIZATION_RESTORED = "organization.restored", _SECURITY
    ACCOUNT_CREATED = "account.created", _PERSONAL
    ACCOUNT_CHANGED = "account.changed", _PERSONAL
    ACCOUNT_DISABLED = "account.disabled", _SECURITY
    ACCOUNT_ENABLED = "account.enabled", _SECURITY
    SEE_AS_BEGUN = "see_as.begun", _SECURITY
    SEE_AS_ENDED = "see_as.ended", _SECURITY
    SEE_AS_PORTAL_BEGUN = "see_as.portal_begun", _SECURITY
    SEE_AS_PORTAL_ENDED = "see_as.portal_ended", _SECURITY
    ACCOUNT_LEAVING = "account.leaving", _SECURITY
    ACCOUNT_KEPT = "account.kept", _SECURITY
    ACCOUNT_DELETED = "account.deleted", _SECURITY
    GROUP_CREATED = "group.created", _SECURITY
    GROUP_CHANGED = "group.changed", _SECURITY
    GROUP_REMOVED = "group.removed", _SECURITY
    GROUP_ASSIGNED = "group.assigned", _SECURITY

    PORTAL_CHANGED = "portal.changed"
    PORTAL_DISABLED = "portal.disabled", _SECURITY
    PORTAL_ENABLED = "portal.enabled", _SECURITY
    PORTAL_OPENED = "portal.opened", _SECURITY
    PORTAL_CLOSED = "portal.closed", _SECURITY
    PORTAL_GROUP_CREATED = "portal_group.created", _SECURITY
    PORTAL_GROUP_CHANGED = "portal_group.changed", _SECURITY
    PORTAL_GROUP_REMOVED = "portal_group.removed", _SECURITY
    PORTAL_GROUP_EMPTIED = "portal_group.emptied", _SECURITY
    PORTAL_ACCESS_GIVEN = "portal_access.given", _SECURITY
    PORTAL_ACCESS_ENDED = "portal_access.ended", _SECURITY
    PORTAL_ACCESS_CHANGED = "portal_access.changed", _SECURITY
    MFA_REQUIRED = "mfa.required", _SECURITY
    MFA_WAIVED = "mfa.waived", _SECURITY
    REMOTE_ACCESS_ENABLED = "remote_access.enabled", _SECURITY
    REMOTE_ACCESS_DISABLED = "remote_access.disabled", _SECURITY
    REMOTE_ACCESS_FOR_ALL = "remote_access.for_all", _SECURITY
    ORGANIZATION_SELF_MANAGED = "organization.self_managed", _SECURITY
    ORGANIZATION_MANAGED = "organization.managed", _SECURITY
    SEAMLESS_GRANTED = "seamless.granted", _SECURITY
    SEAMLESS_ACTIVATED = "seamless.activated", _SECURITY
    SEAMLESS_WAITING = "seamless.waiting", _SECURITY
    SEAMLESS_REVOKED = "seamless.revoked", _SECURITY
    VISIT_BEGUN = "visit.begun", _SECURITY
    VISIT_ENDED = "visit.ended", _SECURITY

    LINK_MADE = "link.made", _SECURITY
    PASSWORD_CHANGED = "password.changed", _SECURITY
    EMAIL_CHANGED = "email.changed", _SECURITY
    MAIL_FAILED = "mail.failed", _PERSONAL, _FAILED
    MAIL_SENT_AGAIN = "mail.sent_again", _PERSONAL
    MAIL_LINK_SHOWN = "mail.link_shown", _SECURITY

    WEBHOOK_MADE = "webhook.made", _SECURITY
    WEBHOOK_CHANGED = "webhook.changed", _SECURITY
    WEBHOOK_KEY_RENEWED = "webhook.key_renewed", _SECURITY
    WEBHOOK_REMOVED = "webhook.removed", _SECURITY
    WEBHOOK_FAILED = "webhook.failed", _ROUTINE, _FAILED
    WEBHOOK_SENT_AGAIN = "webhook.sent_again"
    NOTICES_CHOSEN = "notices.chosen"

    LIST_EXPORTED = "list.exported", _SECURITY

    TOKEN_MADE = "token.made", _SECURITY
    TOKEN_REVOKED = "token.revoked", _SECURITY
    TOKEN_REFUSED = "token.refused", _SECURITY, _REFUSED

    ENROLMENT_TOKEN_CREATED = "enrolment_token.created", _SECURITY
    ENROLMENT_REFUSED = "enrolment.refused", _SECURITY, _REFUSED
    JOIN_CODE_GIVEN = "join_code.given", _SECURITY
    JOIN_CODE_RENEWED = "join_code.renewed", _SECURITY
    JOIN_REFUSED = "join.refused", _SECURITY, _REFUSED
    DEVICE_JOINED = "device.joined", _SECURITY
    DEVICE_LEFT = "device.left", _SECURITY
    DEVICE_ENROLLED = "device.enrolled", _SECURITY
    DEVICE_ASSIGNED = "device.assigned", _PERSONAL
    DEVICE_TAGGED = "device.tagged", _SECURITY
    DEVICE_GROUPED = "device.grouped", _SECURITY
    DEVICE_UNGROUPED = "device.ungrouped", _SECURITY
    DEVICE_GROUP_CREATED = "device_group.created"
    DEVICE_GROUP_CHANGED = "device_group.changed"
    DEVICE_GROUP_REMOVED = "device_group.removed", _SECURITY
    DEVICE_KEY_CHANGED = "device_key.changed", _SECURITY, _FAILED
    DEVICE_CLONE_SUSPECTED = "device.clone_suspected", _SECURITY, _FAILED
    DEVICE_LINK_REFUSED = "device.link_refused", _SECURITY, _REFUSED
    DEVICE_KEY_IN_USE = "device.key_in_use", _SECURITY, _REFUSED

    SESSION_REQUESTED = "session.requested", _PERSONAL
    SESSION_OFFERED = "session.offered", _PERSONAL
    SESSION_UNATTENDED_ASKED = "session.unattended_asked", _SECURITY
    SESSION_UNATTENDED_APPROVED = "session.unattended_approved", _SECURITY
    SESSION_OWN_BEGUN = "session.own_begun", _SECURITY
    SESSION_APPROVED = "session.approved", _PERSONAL
    SESSION_TAKEN = "session.taken", _PERSONAL
    SESSION_ASKING_CONSENT = "session.asking_consent", _PERSONAL
    SESSION_ASKING_DEVICE = "session.asking_device", _SECURITY
    SESSION_GRANTED = "session.granted", _PERSONAL
    # The device's signed yes by its policy, where nobody could be asked, and where nobody answered in time.
    SESSION_GRANTED_UNASKED = "session.granted_unasked", _SECURITY
    SESSION_GRANTED_BY_SILENCE = "session.granted_by_silence", _SECURITY
    # The person had let exactly this technician in ahead of time, as the device keeps it and signs it.
    SESSION_GRANTED_IN_ADVANCE = "session.granted_in_advance", _SECURITY
    SESSION_CONNECTING = "session.connecting"
    SESSION_ACTIVE = "session.active", _PERSONAL
    SESSION_INTERRUPTED = "session.interrupted"
    SESSION_RESUMED = "session.resumed"
    SESSION_NARROWED = "session.narrowed", _PERSONAL
    SESSION_JOINED = "session.joined", _PERSONAL
    SESSION_LEFT = "session.left", _PERSONAL
    SESSION_HANDED_OVER = "session.handed_over", _PERSONAL
    SESSION_MORE_ASKED = "session.more_asked", _PERSONAL
    SESSION_MORE_GIVEN = "session.more_given", _PERSONAL
    SESSION_MORE_REFUSED = "session.more_refused", _PERSONAL, _REFUSED
    SESSION_MORE_LAPSED = "session.more_lapsed", _PERSONAL, _REFUSED
    SESSION_PAUSED = "session.paused"
    SESSION_UNPAUSED = "session.unpaused"
    # How a session ended: one kind for each EndReason of the protocol.
    SESSION_DENIED = "session.denied", _PERSONAL, _REFUSED
    SESSION_WITHDRAWN = "session.withdrawn", _PERSONAL
    SESSION_REQUEST_EXPIRED = "session.request_expired", _PERSONAL, _REFUSED
    SESSION_APPROVAL_EXPIRED = "session.approval_expired", _PERSONAL, _REFUSED
    SESSION_CONSENT_REFUSED = "session.consent_refused", _PERSONAL, _REFUSED
    SESSION_CONSENT_TIMED_OUT = "session.consent_timed_out", _PERSONAL, _REFUSED
    OFFER_BLOCK_LIFTED = "offer_block.lifted", _SECURITY
    SESSION_NOT_ASKED_FOR = "session.not_asked_for", _SECURITY, _REFUSED
    SESSION_NOBODY_THERE = "session.nobody_there", _PERSONAL, _REFUSED
    SESSION_SOMEBODY_THERE = "session.somebody_there", _PERSONAL, _REFUSED
    SESSION_OUT_OF_HOURS = "session.out_of_hours", _PERSONAL, _REFUSED
    SESSION_CONNECT_FAILED = "session.connect_failed", _ROUTINE, _FAILED
    SESSION_CODES_DIFFER = "session.codes_differ", _SECURITY, _FAILED
    SESSION_CODE_NOT_TYPED = "session.code_not_typed", _PERSONAL, _REFUSED
    SESSION_DONE_AT_DEVICE = "session.done_at_device", _PERSONAL
    SESSION_DONE_BY_TECHNICIAN = "session.done_by_technician", _PERSONAL
    SESSION_DONE_BY_OWNER = "session.done_by_owner", _PERSONAL
    SESSION_EXPIRED = "session.expired"
    SESSION_IDLE = "session.idle"
    SESSION_TERMINATED = "session.terminated", _SECURITY
    SESSION_LOCKED = "session.locked", _PERSONAL
    SESSION_SIGNED_OUT = "session.signed_out", _PERSONAL
    SESSION_VIEW_TAKEN_BACK = "session.view_taken_back", _PERSONAL
    SESSION_REVOKED = "session.revoked", _SECURITY
    SESSION_OWN_ACCESS_OFF = "session.own_access_off", _SECURITY
    SESSION_NOT_THEIRS = "session.not_theirs", _SECURITY
    SESSION_DEVICE_LOST = "session.device_lost", _ROUTINE, _FAILED
    SESSION_VIEWER_LOST = "session.viewer_lost", _ROUTINE, _FAILED
    SESSION_LEASE_RAN_OUT = "session.lease_ran_out", _ROUTINE, _FAILED
    SESSION_RECORDING_FAILED = "session.recording_failed", _SECURITY, _FAILED
    SESSION_SAFETY = "session.safety", _SECURITY, _FAILED
    SESSION_FAILED = "session.failed", _ROUTINE, _FAILED
    # Beside the machine's own steps.
    SESSION_REJECTED = "session.rejected", _SECURITY, _FAILED
    SESSION_CODE_WRONG = "session.code_wrong", _SECURITY, _FAILED
    SESSION_CODE_TYPED = "session.code_typed", _PERSONAL
    SESSION_VISITOR_CONFIRMED = "session.visitor_confirmed", _SECURITY
    SESSION_VISITOR_FORGOTTEN = "session.visitor_forgotten", _SECURITY
    SESSION_ONE_SCREEN = "session.one_screen", _PERSONAL
    SESSION_CONTROL_USED = "session.control_used", _PERSONAL
    SESSION_CLIPBOARD_IN = "session.clipboard_in", _PERSONAL
    SESSION_CLIPBOARD_OUT = "session.clipboard_out", _PERSONAL
    SESSION_CLIPBOARD_REFUSED = "session.clipboard_refused", _PERSONAL, _REFUSED
    SESSION_PICTURE_KEPT = "session.picture_kept", _PERSONAL
    SESSION_REPORTED = "session.reported", _PERSONAL
    SESSION_NOTED = "session.noted", _PERSONAL
    SESSION_PICTURE_ADDED = "session.picture_added", _PERSONAL
    SESSION_WAITS_LONG = "session.waits_long", _PERSONAL

    MESSAGE_BY_PERSON = "message.by_person", _PERSONAL
    MESSAGE_BY_STAFF = "message.by_staff", _PERSONAL

/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { oneOf } from "./shape";

/** The one reason of an end; it is always recorded. */
export const endReasonShape = oneOf(["denied", "withdrawn", "request_expired", "approval_expired", "consent_refused", "consent_timed_out", "not_asked_for", "nobody_there", "somebody_there", "out_of_hours", "connect_failed", "codes_differ", "code_not_typed", "done_at_device", "done_by_technician", "done_by_owner", "expired", "idle", "terminated", "locked", "signed_out", "view_taken_back", "revoked", "own_access_off", "not_theirs", "device_lost", "viewer_lost", "lease_ran_out", "recording_failed", "safety", "failed"] as const);
export type EndReason = ReturnType<typeof endReasonShape>;

export const SESSION_STATES = ["requested", "approved", "asking_consent", "granted", "connecting", "active", "interrupted", "ended"] as const;
export type SessionStateName = (typeof SESSION_STATES)[number];

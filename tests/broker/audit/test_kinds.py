"""The kinds of audit entries."""

import re

from broker.audit.kinds import AuditKind, Outcome, Sensitivity


def test_each_kind_reads_subject_and_verb() -> None:
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", kind.value) for kind in AuditKind)
    assert (AuditKind.SESSION_HANDED_OVER.subject, AuditKind.SESSION_HANDED_OVER.verb) == (
        "session",
        "handed_over",
    )


def test_each_kind_declares_how_sensitive_it_is_and_how_it_went() -> None:
    assert all(isinstance(kind.sensitivity, Sensitivity) and isinstance(kind.outcome, Outcome) for kind in AuditKind)
    assert AuditKind.SIGN_IN_FAILED.outcome is Outcome.FAILED
    assert AuditKind.SESSION_CONSENT_REFUSED.outcome is Outcome.REFUSED
    assert AuditKind.ACCESS_DENIED.sensitivity is Sensitivity.SECURITY


def test_a_kind_is_found_by_its_text() -> None:
    assert AuditKind("session.terminated") is AuditKind.SESSION_TERMINATED

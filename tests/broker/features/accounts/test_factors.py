"""Tests of second factors' rules."""

from datetime import UTC, datetime, timedelta

from broker.features.accounts.factors import FRESH, Way, is_fresh, last_factor, session_step_up_needed, step_up_needed

NOW = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)


def test_what_was_shown_counts_for_ten_minutes_and_not_from_the_future() -> None:
    assert is_fresh(NOW, NOW)
    assert is_fresh(NOW - FRESH + timedelta(seconds=1), NOW)
    assert not is_fresh(NOW - FRESH, NOW)
    assert not is_fresh(NOW + timedelta(seconds=1), NOW)
    assert not is_fresh(None, NOW)


def test_the_refusal_names_each_way_with_a_sentence() -> None:
    refusal = step_up_needed((Way.APP, Way.PASSKEY))
    assert (refusal.status, refusal.code) == (403, "step_up.needed")
    assert refusal.fields == {"app": "Give a code from your app.", "passkey": "Use a passkey."}
    assert last_factor().status == 409


def test_a_session_asks_for_app_or_passkey_alone_and_says_what_to_do_where_there_is_neither() -> None:
    refusal = session_step_up_needed((Way.APP, Way.PASSKEY, Way.RECOVERY_CODE))
    assert (refusal.status, refusal.code) == (403, "step_up.session")
    assert sorted(refusal.fields or ()) == ["app", "passkey"]
    without = session_step_up_needed((Way.PASSWORD,))
    assert (without.fields, "profile" in without.message) == (None, True)

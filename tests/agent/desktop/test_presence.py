"""The age of the person's own input, whatever a session does meanwhile."""

from agent.desktop.presence import LocalInput


def test_the_servers_word_counts_while_nobody_injects() -> None:
    assert LocalInput(last_at=0.0).seen(3.0, 10.0).idle_seconds(12.0) == 5


def test_what_a_session_did_is_not_the_persons() -> None:
    local = LocalInput(last_at=0.0).injected(10.0).seen(0.1, 10.0)
    assert local.idle_seconds(10.0) == 10


def test_the_person_counts_again_when_they_do_something_after_it() -> None:
    local = LocalInput(last_at=0.0).injected(10.0).seen(0.0, 20.0)
    assert local.idle_seconds(21.0) == 1


def test_time_never_goes_back() -> None:
    assert LocalInput(last_at=10.0).seen(100.0, 20.0).idle_seconds(20.0) == 10

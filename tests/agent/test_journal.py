"""What happened on the device is kept until the broker has it."""

from pathlib import Path

from agent.identity import Identity
from agent.journal import MAX_KEPT, Journal
from protocol.envelope import keys_of, open_envelope
from protocol.grant import EVENT_TYPE, DeviceEvent
from protocol.identifiers import SessionId

SESSION = SessionId("s" * 26)


def test_events_wait_until_they_are_acknowledged(tmp_path: Path) -> None:
    journal = Journal(tmp_path, lambda: 100.0)
    first = journal.add(SESSION, "ended", {"reason": "expired"})
    second = journal.add(SESSION, "ended", {"reason": "expired"})
    assert [kept.number for kept in Journal(tmp_path, lambda: 0.0).waiting()] == [first.number, second.number]
    journal.acknowledge(first.number)
    assert journal.waiting() == (second,)


def test_numbers_go_on_after_everything_was_acknowledged(tmp_path: Path) -> None:
    journal = Journal(tmp_path, lambda: 100.0)
    first = journal.add(SESSION, "ended", {})
    journal.acknowledge(first.number)
    assert journal.add(SESSION, "ended", {}).number == first.number + 1


def test_the_oldest_give_way(tmp_path: Path) -> None:
    journal = Journal(tmp_path, lambda: 100.0)
    for _ in range(3):
        journal.add(SESSION, "ended", {})
    assert len(journal.waiting()) == 3
    assert MAX_KEPT == 1000


def test_an_event_is_signed_by_the_device_and_says_how_long_ago(tmp_path: Path) -> None:
    times = iter([100.0, 107.5])
    journal = Journal(tmp_path, lambda: next(times))
    key = Identity(tmp_path / "agent").key()
    frame = journal.frame(journal.add(SESSION, "ended", {"reason": "expired"}), key)
    event, _ = open_envelope(frame.event.encode(), EVENT_TYPE, keys_of(key.public), DeviceEvent)
    assert (event.kind, event.seconds_ago, event.detail) == ("ended", 7.5, {"reason": "expired"})


def test_a_damaged_journal_does_not_keep_the_device_from_ending_sessions(tmp_path: Path) -> None:
    (tmp_path / "journal.json").write_text("{")
    assert Journal(tmp_path, lambda: 100.0).add(SESSION, "ended", {}).number == 101

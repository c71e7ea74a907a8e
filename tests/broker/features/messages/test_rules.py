"""What a message may be, how many there may be, and until when: each limit on both sides."""

from datetime import timedelta

import msgspec
import pytest

from broker.errors import BadInput, Refusal
from broker.features.messages import rules
from protocol.grant import MAX_MESSAGE, MOST_IN_THREAD
from protocol.session.reasons import EndReason
from protocol.session.states import Ended
from tests.fakes.sessions import AT, session_of


def test_a_message_is_kept_without_signs_that_steer_and_with_at_most_two_line_breaks_in_a_row() -> None:
    assert rules.checked_text(" Hello\u202e, \x00\x1b[31mTess\u2066\n\n\n\n\nThe tray\r\n jams ") == (
        "Hello, [31mTess\n\nThe tray\n jams"
    )
    assert rules.checked_text("مرحبا 👋") == "مرحبا 👋"


@pytest.mark.parametrize("text", ["", "   ", "\u202e\u200f", "\n\n"])
def test_nothing_is_no_message(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.checked_text(text)
    assert refused.value.code == "field.text"


def test_the_longest_message_is_taken_and_one_sign_more_is_not() -> None:
    assert len(rules.checked_text("x" * MAX_MESSAGE)) == MAX_MESSAGE
    with pytest.raises(BadInput) as refused:
        rules.checked_text("x" * (MAX_MESSAGE + 1))
    assert refused.value.fields == {"text": f"Use at most {MAX_MESSAGE} characters."}


def test_a_thread_takes_so_many_messages_and_a_side_so_many_within_a_minute() -> None:
    rules.check_count(MOST_IN_THREAD - 1, rules.MOST_A_MINUTE - 1)
    with pytest.raises(Refusal) as full:
        rules.check_count(MOST_IN_THREAD, 0)
    assert (full.value.code, full.value.status) == ("message.full", 409)
    with pytest.raises(Refusal) as fast:
        rules.check_count(10, rules.MOST_A_MINUTE)
    assert (fast.value.code, fast.value.status, fast.value.retry_after) == ("message.too_fast", 429, 60)


def test_both_may_still_write_for_a_day_after_the_end() -> None:
    session = session_of()
    assert rules.closes_at(session) is None
    rules.check_open(session, AT + timedelta(days=365))
    over = msgspec.structs.replace(session, state=Ended(reason=EndReason.DENIED, at=AT, by=None, note=None, grant=None))
    closes = AT + timedelta(days=1)
    assert rules.closes_at(over) == closes
    last = closes - timedelta(milliseconds=1)
    rules.check_open(over, last)
    assert [rules.is_open(over, moment) for moment in (last, closes)] == [True, False]
    with pytest.raises(Refusal) as closed:
        rules.check_open(over, closes)
    assert closed.value.code == "message.closed"

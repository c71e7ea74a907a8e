"""Tests of the rules that a connection keeps."""

from hypothesis import given
from hypothesis import strategies as st

from broker.web.connection_watch import ConnectionWatch, Limits, Phase, Reason

LIMITS = Limits()
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def test_a_connection_that_says_nothing_is_closed_after_its_idle_time() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    assert watch.overdue(74.9) is None
    assert watch.overdue(75.0) is Reason.IDLE


def test_half_headers_are_given_ten_seconds_however_they_trickle() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    for second in range(10):
        assert watch.received(b"x", 50.0 + second) is None
    assert watch.overdue(59.9) is None
    assert watch.overdue(60.0) is Reason.SLOW_HEADERS


def test_a_body_is_given_sixty_seconds_from_the_end_of_the_headers() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    watch.received(REQUEST, 5.0)
    watch.started(5.0)
    watch.received(b"some of the body", 60.0)
    assert watch.overdue(64.9) is None
    assert watch.overdue(65.0) is Reason.SLOW_BODY


def test_a_handler_may_take_as_long_as_it_needs_and_idling_begins_after_it() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    watch.received(REQUEST, 1.0)
    watch.started(1.0)
    watch.body_read()
    assert watch.next_look() is None
    assert watch.overdue(100_000.0) is None
    watch.finished(100_000.0)
    assert watch.overdue(100_074.9) is None
    assert watch.overdue(100_075.0) is Reason.IDLE


def test_a_pipelined_request_is_watched_though_its_headers_came_early() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    watch.received(REQUEST + REQUEST, 1.0)
    watch.started(1.0)
    watch.body_read()
    watch.finished(2.0)
    watch.started(2.0)
    assert watch.overdue(62.0) is Reason.SLOW_BODY


def test_a_body_that_nobody_read_does_not_count_as_headers_of_the_next_request() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    watch.received(REQUEST, 0.0)
    watch.started(0.0)
    watch.finished(1.0, body_left=True)
    assert watch.received(b"b" * 1_000_000, 2.0) is None
    assert watch.overdue(10.9) is None
    assert watch.overdue(11.0) is Reason.SLOW_BODY


def test_somebody_who_takes_no_answer_is_cut_after_a_while() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    watch.received(REQUEST, 0.0)
    watch.started(0.0)
    watch.body_read()
    watch.writing_paused(10.0)
    assert watch.overdue(84.9) is None
    assert watch.overdue(85.0) is Reason.STALLED


def test_somebody_who_takes_it_again_in_time_is_not_cut() -> None:
    watch = ConnectionWatch(LIMITS, 0.0)
    watch.received(REQUEST, 0.0)
    watch.started(0.0)
    watch.body_read()
    watch.writing_paused(10.0)
    watch.writing_resumed()
    assert watch.overdue(1_000.0) is None


@given(st.integers(min_value=1, max_value=200), st.integers(min_value=-3, max_value=3))
def test_headers_are_measured_to_the_byte_in_whatever_pieces_they_come(piece: int, over: int) -> None:
    limits = Limits(header_bytes=400)
    request = b"G" * (400 + over - 4) + b"\r\n\r\n"
    watch = ConnectionWatch(limits, 0.0)
    body = b"b" * 500
    content = request + body
    reasons = {watch.received(content[at : at + piece], 0.0) for at in range(0, len(content), piece)} - {None}
    assert reasons == ({Reason.LARGE_HEADERS} if over > 0 else set())
    assert watch.phase is (Phase.REFUSED if over > 0 else Phase.BODY)

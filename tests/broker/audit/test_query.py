"""The filter language of lists."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.audit.query import (
    AUDIT_KEYS,
    LENGTH_LIMIT,
    PART_LIMIT,
    VALUE_LIMIT,
    Filter,
    Query,
    Value,
    parse_instant,
    parse_query,
)
from broker.errors import BadInput
from tests.fakes.clock import START


def only_filter(text: str) -> Filter:
    query = parse_query(text)
    assert query.words == ()
    assert len(query.filters) == 1
    return query.filters[0]


def test_words_match_text_without_regard_to_case() -> None:
    assert parse_query("Printer  driver").words == ("printer", "driver")


def test_quoted_words_stay_together() -> None:
    assert parse_query('"Duty Technician" x').words == ("duty technician", "x")


def test_a_filter_has_a_key_and_a_value() -> None:
    assert only_filter("device:DESK-014") == Filter(key="device", values=(Value(text="DESK-014"),))


def test_a_minus_turns_a_filter_round() -> None:
    assert only_filter("-result:ok").negated


def test_commas_mean_or_and_a_star_means_starts_with() -> None:
    assert only_filter("kind:session.*,sign_in.ok").values == (
        Value(text="session.", is_start=True),
        Value(text="sign_in.ok"),
    )
    assert only_filter("kind:*").values == (Value(text="", is_start=True),)


def test_a_quoted_value_keeps_its_spaces_and_commas_and_stars() -> None:
    assert only_filter('actor:"Duty, Technician*",x').values == (Value(text="Duty, Technician*"), Value(text="x"))


def test_a_time_of_day_is_a_word_and_no_filter() -> None:
    assert parse_query("14:05").words == ("14:05",)


def test_quotes_that_stay_open_are_no_error() -> None:
    assert parse_query('"open').words == ("open",)


@pytest.mark.parametrize("text", ["", "   ", '""', '"'])
def test_an_empty_query_asks_for_everything(text: str) -> None:
    assert parse_query(text) == Query()


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("colour:red", "query.key", "“colour:”"),
        ("https://x", "query.key", "“https:”"),
        ("kind:", "query.value", "session.requested"),
        ("kind:,", "query.value", "“kind:”"),
        ("x" * (LENGTH_LIMIT + 1), "query.too_long", "500"),
        ("x " * (PART_LIMIT + 1), "query.too_long", "20"),
        ("kind:" + "a," * (VALUE_LIMIT + 1), "query.value", "“kind:”"),
    ],
)
def test_a_wrong_query_says_what_was_expected(text: str, code: str, named: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_query(text)
    assert refused.value.code == code
    assert named in refused.value.message
    assert refused.value.fields


def test_the_limits_themselves_are_allowed() -> None:
    assert len(parse_query("x " * PART_LIMIT).words) == PART_LIMIT
    assert parse_query("x" * LENGTH_LIMIT).words
    assert len(only_filter("kind:" + ",".join("a" * VALUE_LIMIT)).values) == VALUE_LIMIT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", START - timedelta(days=2)),
        ("90m", START - timedelta(minutes=90)),
        ("3h", START - timedelta(hours=3)),
        ("1w", START - timedelta(weeks=1)),
        ("2030-01-01", datetime(2030, 1, 1, tzinfo=UTC)),
        ("2030-01-01T14:00", datetime(2030, 1, 1, 14, tzinfo=UTC)),
        ("2030-01-01T14:00+02:00", datetime(2030, 1, 1, 12, tzinfo=UTC)),
        ("2030-01-01T14:00Z", datetime(2030, 1, 1, 14, tzinfo=UTC)),
    ],
)
def test_times_are_so_long_ago_or_a_date(text: str, expected: datetime) -> None:
    assert parse_instant(text, START) == expected


@pytest.mark.parametrize("text", ["", "soon", "2x", "99999d", "2030-13-01", "d2", "0001-01-01T00:00+23:00"])
def test_what_is_no_time_says_what_is(text: str) -> None:
    with pytest.raises(BadInput, match="expects a time"):
        parse_instant(text, START)


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=80))
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    try:
        query = parse_query(text)
    except BadInput:
        return
    assert all(part.key in AUDIT_KEYS and part.values for part in query.filters)
    assert all(query.words)


@given(st.text(max_size=40))
def test_whatever_time_is_typed_is_understood_or_refused(text: str) -> None:
    try:
        assert parse_instant(text, START).tzinfo is UTC
    except BadInput:
        return

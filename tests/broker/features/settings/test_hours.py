"""Schedules as lines of text, and when they are open."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broker.features.settings.hours import MAX_WINDOWS, NotASchedule, is_open, read_schedule

BERLIN = "Europe/Berlin mon-fri 08:00-17:30, sat 09:00-12:00"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 1, 5, 7, 0, tzinfo=UTC), True),  # a Monday, 8:00 there
        (datetime(2026, 1, 5, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 5, 16, 29, tzinfo=UTC), True),
        (datetime(2026, 1, 5, 16, 30, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 6, 0, tzinfo=UTC), True),  # in summer it is 8:00 an hour earlier
        (datetime(2026, 1, 10, 8, 0, tzinfo=UTC), True),  # a Saturday
        (datetime(2026, 1, 11, 10, 0, tzinfo=UTC), False),
    ],
)
def test_it_is_open_by_the_clock_of_its_zone(moment: datetime, expected: bool) -> None:
    assert is_open((BERLIN,), moment) is expected


def test_all_schedules_have_to_be_open_and_none_is_any_time() -> None:
    noon = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    assert is_open((), noon)
    assert is_open((BERLIN, "UTC mon 12:00-24:00"), noon)
    assert not is_open((BERLIN, "UTC mon 13:00-14:00"), noon)


def test_days_go_on_over_the_end_of_the_week() -> None:
    assert read_schedule("UTC sat-mon 00:00-24:00").windows[0].days == (0, 5, 6)


def test_a_line_is_written_in_one_way() -> None:
    assert read_schedule("  UTC   MON 08:00-09:00 ,tue 10:00-11:00").words == "UTC mon 08:00-09:00, tue 10:00-11:00"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "UTC",
        "../../etc/passwd mon 08:00-09:00",
        "Mars/Olympus mon 08:00-09:00",
        "UTC mond 08:00-09:00",
        "UTC abc 08:00-09:00",
        "UTC mon 8:00-9:00",
        "UTC mon 09:00-08:00",
        "UTC mon 08:00-08:00",
        "UTC mon 08:00-24:01",
        "UTC mon 08:60-09:00",
        "UTC " + ", ".join(["mon 08:00-09:00"] * (MAX_WINDOWS + 1)),
    ],
)
def test_anything_else_is_refused(line: str) -> None:
    with pytest.raises(NotASchedule):
        read_schedule(line)


def test_as_many_windows_as_allowed_are_taken() -> None:
    assert len(read_schedule("UTC " + ", ".join(["mon 08:00-09:00"] * MAX_WINDOWS)).windows) == MAX_WINDOWS

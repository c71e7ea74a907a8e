"""Hours in which sessions may start: a schedule as one line of text, and whether it is open at a moment; pure.

A line is a time zone and windows: `Europe/Berlin mon-fri 08:00-17:30, sat 09:00-12:00`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_SCHEDULES: Final = 5
MAX_WINDOWS: Final = 14
_MIDNIGHT: Final = 24 * 60
_WINDOW: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_EXAMPLE: Final = "a time zone and windows such as “Europe/Berlin mon-fri 08:00-17:30, sat 09:00-12:00”"


class NotASchedule(Exception):
    """A line that is no schedule; the message says what it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some days of the week, from one minute of the day to before another."""

    days: tuple[int, ...]
    begins: int
    ends: int

    def takes_in(self, day: int, minute: int) -> bool:
        """Tell whether a minute lies in it."""
        return day in self.days and self.begins <= minute < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Windows in one time zone; open while one of them is."""

    words: str
    zone: str
    windows: tuple[Window, ...]

    def is_open(self, now: datetime) -> bool:
        """Tell whether it is open at a moment (aware)."""
        there = now.astimezone(ZoneInfo(self.zone))
        return any(each.takes_in(there.weekday(), there.hour * 60 + there.minute) for each in self.windows)


@lru_cache(maxsize=256)
def read_schedule(line: str) -> Schedule:
    """Read one line, or raise NotASchedule with what it can be."""
    zone, _, rest = " ".join(line.split()).partition(" ")
    # The name is looked up in the list of zones before any file is: it comes from outside.
    if zone not in _zones():
        raise NotASchedule(f"{_EXAMPLE}; there is no time zone “{zone[:40]}”")
    parts = [part.strip().lower() for part in rest.split(",")]
    if len(parts) > MAX_WINDOWS:
        raise NotASchedule(f"at most {MAX_WINDOWS} windows")
    windows = tuple(_window(part) for part in parts)
    return Schedule(words=f"{zone} {', '.join(parts)}", zone=zone, windows=windows)


def is_open(lines: Iterable[str], now: datetime) -> bool:
    """Tell whether all schedules are open at a moment; with none it is any time."""
    return all(read_schedule(line).is_open(now) for line in lines)


def _window(text: str) -> Window:
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise NotASchedule(_EXAMPLE)
    first, last = found[1], found[2] or found[1]
    if first not in DAYS or last not in DAYS:
        raise NotASchedule(f"{_EXAMPLE}; days are {', '.join(DAYS)}")
    begins, ends = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
    if max(int(found[4]), int(found[6])) > 59 or not begins < ends <= _MIDNIGHT:
        raise NotASchedule(f"{_EXAMPLE}; a window ends after it begins, at 24:00 at the latest")
    return Window(days=_days(DAYS.index(first), DAYS.index(last)), begins=begins, ends=ends)


def _days(first: int, last: int) -> tuple[int, ...]:
    """Count days on to the last, over the end of the week too."""
    count = (last - first) % len(DAYS) + 1
    return tuple(sorted((first + step) % len(DAYS) for step in range(count)))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) | {"UTC"}

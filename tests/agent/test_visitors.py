"""Whom the device lets in unattended: as long as device, key and owner are those of the day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent import clock
from agent.visitors import MOST_KNOWN, Visitors
from protocol.capabilities import Capability
from protocol.identifiers import AccountId, DeviceId
from protocol.visits import KNOWN_DAYS
from tests.fakes.visitors import let_in

TINA, OTTO = AccountId("t" * 26), AccountId("o" * 26)
DEVICE, KEY = DeviceId("d" * 26), "ab" * 32


def test_who_was_confirmed_is_known_after_a_restart_and_nobody_else(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    assert not visitors.known(TINA, "erin")
    assert visitors.remember(let_in(TINA), "erin")
    again = Visitors(tmp_path, DEVICE, KEY)
    assert again.known(TINA, "erin")
    assert not again.known(OTTO, "erin")


def test_another_owner_device_or_key_knows_nobody(tmp_path: Path) -> None:
    Visitors(tmp_path, DEVICE, KEY).remember(let_in(TINA), "erin")
    assert not Visitors(tmp_path, DEVICE, KEY).known(TINA, "nora")
    assert not Visitors(tmp_path, DeviceId("e" * 26), KEY).known(TINA, "erin")
    assert not Visitors(tmp_path, DEVICE, "cd" * 32).known(TINA, "erin")


def test_who_was_forgotten_stays_so_when_the_former_owner_has_it_back(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    visitors.remember(let_in(TINA), "erin")
    visitors.heed("erin")
    assert visitors.known(TINA, "erin")
    visitors.heed("nora")
    assert not visitors.known(TINA, "erin")


def test_without_a_policy_that_says_whose_it_is_nobody_is_known(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    assert not visitors.remember(let_in(TINA), "")
    assert not visitors.known(TINA, "")


def test_only_so_many_are_known_and_what_cannot_be_read_knows_nobody(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    for number in range(MOST_KNOWN + 1):
        visitors.remember(let_in(AccountId(f"{number:026d}")), "erin")
    assert not visitors.known(AccountId(f"{0:026d}"), "erin")
    assert visitors.known(AccountId(f"{MOST_KNOWN:026d}"), "erin")
    (tmp_path / "visitors.json").write_text("[{")
    assert not visitors.known(AccountId(f"{MOST_KNOWN:026d}"), "erin")


def test_what_cannot_be_kept_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "visitors.json").mkdir()
    assert not Visitors(tmp_path, DEVICE, KEY).remember(let_in(TINA), "erin")


def test_who_was_forgotten_is_known_no_more_even_where_it_cannot_be_kept(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    assert not visitors.forget(TINA)
    for account in (TINA, OTTO):
        visitors.remember(let_in(account), "erin")
    assert visitors.forget(TINA)
    again = Visitors(tmp_path, DEVICE, KEY)
    assert [each.account for each in again.listed("erin")] == [OTTO]
    assert not visitors.remember(let_in(TINA), "erin"), "what was taken back in a session stays so in it"
    assert not again.remember(let_in(TINA), "erin"), "after a restart, too"
    assert visitors.remember(let_in(TINA, session="another"), "erin")
    assert visitors.known(TINA, "erin")
    tmp_path.chmod(0o500)
    kept = (tmp_path / "visitors.json").read_bytes()
    visitors.forget(OTTO)
    tmp_path.chmod(0o700)
    (tmp_path / "visitors.json").write_bytes(kept)
    assert not visitors.known(OTTO, "erin")


@pytest.mark.parametrize(
    ("later", "is_known"),
    [
        (timedelta(days=KNOWN_DAYS, seconds=-1), True),
        (timedelta(days=KNOWN_DAYS), False),
        (timedelta(hours=-23), True),
        (timedelta(days=-365), False),
    ],
)
def test_after_so_many_days_or_by_a_clock_set_back_they_are_confirmed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: timedelta, is_known: bool
) -> None:
    day = datetime(2026, 3, 2, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: day)
    visitors = Visitors(tmp_path, DEVICE, KEY)
    visitors.remember(let_in(TINA), "erin")
    monkeypatch.setattr(clock, "now", lambda: day + later)
    assert (visitors.known(TINA, "erin") is not None) is is_known
    assert visitors.remember(let_in(TINA, session="later"), "erin")
    assert visitors.known(TINA, "erin")


def test_one_yes_is_remembered_once_and_the_last_one_counts(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    view = (Capability.VIEW,)
    visitors.remember(let_in(TINA, session="first", capabilities=view, seconds=600), "erin")
    assert not visitors.remember(let_in(TINA, session="first"), "erin")
    known = visitors.known(TINA, "erin")
    assert known is not None
    assert (known.capabilities, known.seconds) == (view, 600)
    visitors.remember(let_in(TINA, session="second", seconds=1800), "erin")
    assert [each.seconds for each in visitors.listed("erin")] == [1800]

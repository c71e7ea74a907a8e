"""Whom the device lets in unattended: as long as device, key and owner are those of the day."""

from pathlib import Path

from agent.visitors import MOST_KNOWN, Visitors
from protocol.identifiers import AccountId, DeviceId

TINA, OTTO = AccountId("t" * 26), AccountId("o" * 26)
DEVICE, KEY = DeviceId("d" * 26), "ab" * 32


def test_who_was_confirmed_is_known_after_a_restart_and_nobody_else(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    assert not visitors.knows(TINA, "erin")
    assert visitors.remember(TINA, "erin")
    again = Visitors(tmp_path, DEVICE, KEY)
    assert again.knows(TINA, "erin")
    assert not again.knows(OTTO, "erin")


def test_another_owner_device_or_key_knows_nobody(tmp_path: Path) -> None:
    Visitors(tmp_path, DEVICE, KEY).remember(TINA, "erin")
    assert not Visitors(tmp_path, DEVICE, KEY).knows(TINA, "nora")
    assert not Visitors(tmp_path, DeviceId("e" * 26), KEY).knows(TINA, "erin")
    assert not Visitors(tmp_path, DEVICE, "cd" * 32).knows(TINA, "erin")


def test_who_was_forgotten_stays_so_when_the_former_owner_has_it_back(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    visitors.remember(TINA, "erin")
    visitors.heed("erin")
    assert visitors.knows(TINA, "erin")
    visitors.heed("nora")
    assert not visitors.knows(TINA, "erin")


def test_without_a_policy_that_says_whose_it_is_nobody_is_known(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    assert not visitors.remember(TINA, "")
    assert not visitors.knows(TINA, "")


def test_only_so_many_are_known_and_what_cannot_be_read_knows_nobody(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    for number in range(MOST_KNOWN + 1):
        visitors.remember(AccountId(f"{number:026d}"), "erin")
    assert not visitors.knows(AccountId(f"{0:026d}"), "erin")
    assert visitors.knows(AccountId(f"{MOST_KNOWN:026d}"), "erin")
    (tmp_path / "visitors.json").write_text("[{")
    assert not visitors.knows(AccountId(f"{MOST_KNOWN:026d}"), "erin")


def test_what_cannot_be_kept_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "visitors.json").mkdir()
    assert not Visitors(tmp_path, DEVICE, KEY).remember(TINA, "erin")


def test_who_was_forgotten_is_known_no_more_even_where_it_cannot_be_kept(tmp_path: Path) -> None:
    visitors = Visitors(tmp_path, DEVICE, KEY)
    assert not visitors.forget(TINA)
    for account in (TINA, OTTO):
        visitors.remember(account, "erin")
    assert visitors.forget(TINA)
    again = Visitors(tmp_path, DEVICE, KEY)
    assert (again.knows(TINA, "erin"), again.knows(OTTO, "erin")) == (False, True)
    assert visitors.remember(TINA, "erin")
    assert visitors.knows(TINA, "erin")
    tmp_path.chmod(0o500)
    kept = (tmp_path / "visitors.json").read_bytes()
    visitors.forget(OTTO)
    tmp_path.chmod(0o700)
    (tmp_path / "visitors.json").write_bytes(kept)
    assert not visitors.knows(OTTO, "erin")

"""The device alone keeps what was given ahead of time: signed, bounded, void after a jump of its clock."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.advance import AdvanceKeeper
from agent.identity import DeviceKey, Identity
from protocol.advance import MOST_WINDOWS, Advance, AdvanceProblem
from protocol.grant import Origin, Who
from tests.protocol.documents import proposal
from tests.protocol.test_advance import BOTH, NOON, window

OFFER = proposal(origin=Origin.OFFER, seconds=600, capabilities=BOTH, recording=False)
KNOWN = (OFFER.who,)


class Device:
    """A device with both its clocks in hand; they go on together unless a test says otherwise."""

    def __init__(self, directory: Path, boot: str = "one") -> None:
        self.passed = timedelta()
        self.jumped = timedelta()
        self.key: DeviceKey = Identity(directory).key()
        self.keeper = AdvanceKeeper(
            directory=directory,
            key=self.key,
            boot=boot,
            now=lambda: NOON + self.passed + self.jumped,
            monotonic=self._passed,
        )

    def _passed(self) -> float:
        return self.passed.total_seconds()


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path)


def given(device: Device, *windows: Advance) -> None:
    for each in windows:
        assert device.keeper.give(each, KNOWN) is None


def test_a_window_answers_in_its_time_until_it_is_over_or_taken_back(device: Device) -> None:
    given(
        device, window(id="a"), window(id="b", begins_at=NOON + timedelta(hours=5), ends_at=NOON + timedelta(hours=6))
    )
    assert device.keeper.answer(OFFER) is None, "not yet"
    device.passed = timedelta(hours=2)
    answer = device.keeper.answer(OFFER)
    assert answer is not None
    assert (answer.window, answer.seconds) == ("a", 600)
    device.keeper.revoke("a")
    assert device.keeper.answer(OFFER) is None
    assert [each.id for each in device.keeper.standing()] == ["b"]
    device.passed = timedelta(hours=6)
    assert device.keeper.standing() == ()


def test_no_more_are_kept_than_there_may_be_and_only_for_who_was_here(device: Device) -> None:
    given(device, *(window(id=str(at)) for at in range(MOST_WINDOWS)))
    assert device.keeper.give(window(id="more"), KNOWN) is AdvanceProblem.TOO_MANY
    device.keeper.revoke("0")
    assert device.keeper.give(window(id="more"), ()) is AdvanceProblem.UNKNOWN_PERSON
    given(device, window(id="more"))


def test_the_longest_names_fit_or_are_refused(device: Device) -> None:
    who = Who(name="語" * 200, email="語" * 200, company="語" * 200, signed_in_by="語" * 200)
    kept = [device.keeper.give(window(id=str(at), who=who), (who,)) for at in range(MOST_WINDOWS)]
    assert kept[0] is None
    assert set(kept) <= {None, AdvanceProblem.TOO_MANY}
    assert len(device.keeper.standing()) == kept.count(None)


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-365), timedelta(minutes=6)])
def test_a_jump_of_the_clock_voids_all_for_good(device: Device, jump: timedelta) -> None:
    given(device, window())
    device.passed, device.jumped = timedelta(hours=2), jump
    assert device.keeper.answer(OFFER) is None
    device.jumped = timedelta()
    assert device.keeper.standing() == (), "the clock that was set right again brings nothing back"


def test_a_clock_that_is_set_right_by_minutes_is_no_jump(device: Device) -> None:
    given(device, window())
    device.passed, device.jumped = timedelta(hours=2), timedelta(minutes=5)
    assert device.keeper.answer(OFFER) is not None


@pytest.mark.parametrize(
    ("jump", "stays"), [(timedelta(hours=2), True), (timedelta(days=-365), False), (timedelta(days=365), False)]
)
def test_over_a_restart_it_stays_unless_the_clock_jumped_with_it(
    device: Device, tmp_path: Path, jump: timedelta, stays: bool
) -> None:
    given(device, window())
    again = Device(tmp_path, boot="two")
    again.jumped = jump
    assert (again.keeper.answer(OFFER) is not None) is stays
    # From its first look on the new boot counts like the old one.
    again.jumped += timedelta(minutes=6)
    assert again.keeper.answer(OFFER) is None


def test_what_somebody_else_wrote_or_changed_is_nothing(device: Device, tmp_path: Path) -> None:
    given(device, window())
    device.passed = timedelta(hours=2)
    path = tmp_path / "advance.json"
    own = path.read_bytes()
    other = Device(tmp_path / "other")
    given(other, window())
    for content in ((tmp_path / "other" / "advance.json").read_bytes(), own.replace(b'"p":"', b'"p":"A'), b"", b"{}"):
        path.write_bytes(content)
        assert device.keeper.answer(OFFER) is None
    path.write_bytes(own)
    assert device.keeper.answer(OFFER) is not None


def test_a_window_for_nobody_covers_nobody(device: Device) -> None:
    nobody = replace(OFFER.who, email="")
    assert device.keeper.give(window(who=nobody), (nobody,)) is AdvanceProblem.UNKNOWN_PERSON


def test_a_disk_that_takes_nothing_keeps_no_window_and_brings_none_back(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(device, window(id="a"), window(id="b"))

    def full(path: Path, content: bytes) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("agent.advance.write_private", full)
    assert device.keeper.give(window(id="c"), KNOWN) is AdvanceProblem.NOT_KEPT
    device.keeper.revoke("a")
    assert not device.keeper.stands("a"), "taken back all the same"
    device.jumped = timedelta(days=365)
    assert device.keeper.standing() == ()
    device.jumped = timedelta()
    assert device.keeper.standing() == (), "what was void stays void"

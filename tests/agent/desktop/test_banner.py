"""The banner says who, the code, the time left; it warns at two minutes and tells the truth when it is lost."""

import pytest

from agent.desktop.banner import Banner, Tone, banner_for, ended_banner, in_threes, minutes_and_seconds
from agent.desktop.situation import Situation, heard
from agent.desktop.texts import load_texts
from protocol.capabilities import Capability
from protocol.links.core_desktop import Condition, EndSession, UpdateSession
from protocol.session.reasons import EndReason
from tests.agent.desktop.messages import NOON, SESSION, end, session

TEXTS = load_texts("en")


def drawn(*, update: UpdateSession | None = None, now: float = 0.0, **changes: object) -> Banner:
    """Draw the banner of a session, perhaps after an update."""
    situation = heard(Situation(), session(**changes), 0.0)
    if update is not None:
        situation = heard(situation, update, 0.0)
    assert situation.session is not None
    return banner_for(situation.session, TEXTS, now)


def test_who_sees_and_controls_the_code_in_threes_and_the_time_left() -> None:
    banner = drawn(seconds_left=761)
    assert (banner.tone, banner.line) == (Tone.LIVE, "Duty technician sees and controls")
    assert (banner.code, banner.left, banner.warning) == ("418 209", "12:41", "")


def test_view_only_says_so_and_has_nothing_to_narrow() -> None:
    banner = drawn(capabilities=(Capability.VIEW,))
    assert banner.line == "Duty technician sees this screen"
    assert banner.takes_back == ()


def test_one_screen_alone_is_named() -> None:
    assert drawn(screen=2).line == "Duty technician sees and controls screen 2"
    assert drawn(screen=2, capabilities=(Capability.VIEW,)).line == "Duty technician sees screen 2"


@pytest.mark.parametrize(("left", "tone"), [(121, Tone.LIVE), (120, Tone.WAIT), (1, Tone.WAIT)])
def test_from_two_minutes_on_it_warns(left: int, tone: Tone) -> None:
    banner = drawn(seconds_left=left)
    assert banner.tone is tone
    assert (banner.warning == "Two minutes left.") is (tone is Tone.WAIT)


def test_lost_is_not_violet_and_counts_down() -> None:
    update = UpdateSession(session=SESSION, condition=Condition.LOST, lost_at=NOON, resume_seconds=60)
    banner = drawn(update=update, now=8.0)
    at = f"{NOON.astimezone():%H:%M:%S}"
    assert banner.tone is Tone.QUIET
    assert banner.line == f"Lost at {at}. Nobody sees anything. Back within 52 s, or it ends."
    assert banner.can_end


def test_who_drives_and_who_watches_is_told() -> None:
    banner = drawn(update=UpdateSession(session=SESSION, driver="Colleague", watchers=("Auditor",)))
    assert banner.line == "Colleague sees and controls"
    assert "Also watching: Auditor." in banner.detail


@pytest.mark.parametrize("reason", list(EndReason))
def test_every_end_has_its_sentence(reason: EndReason) -> None:
    banner = ended_banner(EndSession(session=SESSION, reason=reason), TEXTS)
    assert banner.line == "Ended. Nobody is connected."
    assert banner.detail.endswith(".")
    assert not banner.can_end


def test_the_sentence_of_an_end_by_the_technician() -> None:
    assert ended_banner(end(), TEXTS).detail == "The technician ended the session. Nobody is connected."


@pytest.mark.parametrize("reason", [EndReason.VIEWER_LOST, EndReason.DEVICE_LOST, EndReason.LEASE_RAN_OUT])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_no_end_names_a_time_that_a_setting_changes(reason: EndReason, language: str) -> None:
    for own in (False, True):
        told = ended_banner(EndSession(session=SESSION, reason=reason, own=own), load_texts(language)).detail
        assert not any(sign.isdigit() for sign in told), told


def test_the_window_is_called_by_what_is_so() -> None:
    assert drawn().title == "Handrail: Somebody sees this screen"
    paused = drawn(update=UpdateSession(session=SESSION, condition=Condition.PAUSED))
    assert paused.title == "Handrail: Paused: the screen is locked."
    lost = drawn(update=UpdateSession(session=SESSION, condition=Condition.LOST, lost_at=NOON, resume_seconds=60))
    assert lost.title == "Handrail: Lost. Nobody sees anything."
    assert ended_banner(end(), TEXTS).title == "Handrail: The technician ended the session. Nobody is connected."


def test_codes_and_times_as_people_read_them() -> None:
    assert in_threes("000120") == "000 120"
    assert [minutes_and_seconds(seconds) for seconds in (0, 59, 761, 3761)] == ["0:00", "0:59", "12:41", "1:02:41"]

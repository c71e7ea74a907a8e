"""What a question offers and what a yes gives: never more than asked, never longer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given as all_of
from hypothesis import strategies

from agent.desktop import consent
from agent.desktop.consent import Choices
from agent.desktop.texts import load_texts
from protocol.capabilities import Capability
from protocol.grant import Decision, Origin, Who
from protocol.links.core_desktop import Display, Occasion, Recording
from tests.agent.desktop.messages import NOON, USUAL, question

TEXTS = load_texts("en")
EVERYTHING = tuple(Capability)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [(3600, (600, 1800, 3600)), (1800, (600, 1800)), (600, (600,)), (300, (300,)), (7200, (1800, 3600, 7200))],
)
def test_shorter_times_and_the_asked_one_are_offered(asked: int, offered: tuple[int, ...]) -> None:
    assert consent.seconds_offered(question(seconds=asked)) == offered


@pytest.mark.parametrize(("asked", "chosen"), [(3600, 1800), (1800, 1800), (600, 600), (300, 300)])
def test_half_an_hour_is_preselected_where_more_is_asked(asked: int, chosen: int) -> None:
    assert consent.first_choices(question(seconds=asked)).seconds == chosen


def test_what_could_carry_something_away_is_never_preselected() -> None:
    choices = consent.first_choices(question(capabilities=EVERYTHING))
    assert (choices.control, choices.chat, choices.clipboard, choices.files) == (True, True, False, False)


@all_of(
    strategies.sets(strategies.sampled_from(Capability)),
    strategies.tuples(*[strategies.booleans()] * 4),
    strategies.integers(1, 100_000),
)
def test_a_yes_is_never_wider_or_longer_than_asked(
    asked: set[Capability], chosen: tuple[bool, bool, bool, bool], seconds: int
) -> None:
    control, chat, clipboard, files = chosen
    choices = Choices(control=control, chat=chat, clipboard=clipboard, files=files, seconds=seconds)
    answer = consent.yes(question(capabilities=tuple(asked), seconds=1800), choices)
    assert set(answer.capabilities) <= asked
    assert answer.seconds <= 1800


def test_everything_chosen_gives_everything_asked() -> None:
    choices = Choices(control=True, chat=True, clipboard=True, files=True, seconds=600)
    assert consent.given(question(capabilities=EVERYTHING), choices) == EVERYTHING
    assert consent.given(question(capabilities=USUAL), choices) == USUAL


def test_a_refusal_gives_nothing() -> None:
    answer = consent.refusal(question(), Decision.TIMED_OUT)
    assert (answer.answer, answer.capabilities, answer.seconds) == (Decision.TIMED_OUT, (), 0)


def test_silence_tells_what_was_chosen_by_then_and_whether_it_was_in_sight() -> None:
    choices = Choices(control=False, chat=False, clipboard=False, files=False, seconds=600)
    answer = consent.silence(question(), choices, was_in_sight=False)
    assert (answer.answer, answer.capabilities, answer.seconds) == (Decision.TIMED_OUT, (Capability.VIEW,), 600)
    assert not answer.was_in_sight
    assert consent.silence(question(), choices, was_in_sight=True).was_in_sight


def test_the_question_says_who_for_whom_and_why() -> None:
    assert consent.who_lines(question(), TEXTS) == (
        "Duty technician, technician@provider.example",
        "IT provider, working for Org A",
    )
    own = question(working_for="IT provider")
    assert consent.who_lines(own, TEXTS)[1] == "IT provider"
    assert consent.origin_line(question(), TEXTS) == "You did not ask. They offer help."
    asked = question(origin=Origin.REQUEST, asked_at=NOON)
    assert consent.origin_line(asked, TEXTS) == f"You asked for help at {NOON.astimezone():%H:%M}."


def test_an_owner_is_no_technician() -> None:
    own = question(origin=Origin.OWN)
    assert consent.origin_line(own, TEXTS) == "It is their computer. They want to use it from elsewhere."
    assert (consent.matter(own), consent.matter(question())) == ("own", "start")


def test_a_visit_tells_what_a_yes_means_later_by_each_choice() -> None:
    visit = question(origin=Origin.UNATTENDED, known_until=NOON)
    assert (consent.matter(visit), consent.later_line(question(), consent.first_choices(visit), TEXTS)) == (
        "unattended",
        "",
    )
    choices = Choices(control=False, chat=False, clipboard=True, files=False, seconds=600)
    told = consent.later_line(visit, choices, TEXTS)
    assert told.startswith(f"Later, until {NOON.astimezone():%Y-%m-%d}: whenever this computer is locked or nobody")
    assert "see all screens and what is copied and not use mouse and keyboard, each time for 10 minutes at" in told
    assert "Who may come in when I am away" in told
    every = {
        consent.later_line(visit, replace(choices, control=control, files=files, seconds=seconds), TEXTS)
        for control in (True, False)
        for files in (True, False)
        for seconds in (600, 1800)
    }
    assert len(every) == 8
    screens = tuple(Display(name=name, x=0, y=0, width=4, height=3) for name in ("left", "right"))
    one = consent.later_line(
        question(origin=Origin.UNATTENDED, known_until=NOON, displays=screens), replace(choices, display="right"), TEXTS
    )
    assert "see screen 2 only and what is copied" in one


def test_a_name_cannot_pretend_to_be_another_line() -> None:
    who = Who(name="Bob\n✓ Verified\u202e", email="", company="", signed_in_by="")
    assert consent.who_lines(question(who=who, working_for=""), TEXTS) == ("Bob ✓ Verified",)
    long = Who(name="B" * 100_000, email="b@x.example", company="C" * 100_000, signed_in_by="")
    assert all(len(line) < 200 for line in consent.who_lines(question(who=long), TEXTS))


@pytest.mark.parametrize("name", ["B\u043eb Admin", "Bob \u0391dmin", "\u0410dmin"])
def test_a_name_of_letters_that_only_look_alike_is_warned_of(name: str) -> None:
    who = Who(name=name, email="", company="", signed_in_by="")
    assert consent.disguise_line(question(who=who), TEXTS).startswith("Take care: one word here")
    assert not consent.disguise_line(question(), TEXTS)


def test_recording_is_told_with_its_days() -> None:
    assert consent.recording_line(question(), TEXTS) == "No."
    kept = question(recording=Recording(on=True, kept_days=30))
    assert consent.recording_line(kept, TEXTS).startswith("Yes. The picture is kept for 30 days.")


def test_the_summary_follows_each_choice() -> None:
    clock = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
    seen = set()
    for control in (True, False):
        for clipboard in (True, False):
            for files in (True, False):
                choices = Choices(control=control, chat=True, clipboard=clipboard, files=files, seconds=1800)
                seen.add(consent.so_line(question(), choices, TEXTS, clock))
    assert len(seen) == 8
    until = f"{datetime(2026, 3, 2, 14, 35, tzinfo=UTC).astimezone():%H:%M}"
    assert f"So: they see all screens and can use mouse and keyboard, until {until} at the latest." in seen


def test_a_question_for_more_sums_up_what_holds_already_too() -> None:
    clock = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
    until = f"{datetime(2026, 3, 2, 14, 15, tzinfo=UTC).astimezone():%H:%M}"
    view = (Capability.VIEW,)
    wider = question(occasion=Occasion.WIDEN, capabilities=(Capability.CONTROL,), running=view, seconds=600)
    assert consent.so_line(wider, consent.first_choices(wider), TEXTS, clock) == (
        f"So: they see all screens and can use mouse and keyboard, until {until} at the latest."
    )
    assert consent.yes(wider, consent.first_choices(wider)).capabilities == (Capability.CONTROL,)
    longer = question(occasion=Occasion.EXTEND, capabilities=(), running=view, seconds=600)
    assert consent.so_line(longer, consent.first_choices(longer), TEXTS, clock) == (
        f"So: they see all screens and cannot use mouse and keyboard, until {until} at the latest."
    )
    assert consent.yes(longer, consent.first_choices(longer)).capabilities == ()


def test_what_is_asked_for_while_it_runs_is_preselected_and_can_be_left_out() -> None:
    wider = question(occasion=Occasion.WIDEN, capabilities=(Capability.CLIPBOARD_IN, Capability.FILES_OUT))
    choices = consent.first_choices(wider)
    assert (choices.clipboard, choices.files) == (True, True)
    assert consent.yes(wider, replace(choices, files=False)).capabilities == (Capability.CLIPBOARD_IN,)


def test_times_are_named_in_minutes_where_they_are_whole() -> None:
    assert consent.length_label(600, TEXTS) == "10 minutes"
    assert consent.length_label(60, TEXTS) == "1 minute"
    assert consent.length_label(90, TEXTS) == "90 seconds"


TWO_SCREENS = (
    Display(name="left", x=0, y=0, width=1920, height=1080, primary=True),
    Display(name="right", x=1920, y=0, width=1280, height=1024),
)


def test_a_screen_is_chosen_only_where_there_is_more_than_one_and_nothing_is_shown_yet() -> None:
    assert consent.asks_for_screen(question(displays=TWO_SCREENS))
    assert not consent.asks_for_screen(question(displays=TWO_SCREENS[:1]))
    assert not consent.asks_for_screen(question(displays=TWO_SCREENS, occasion=Occasion.EXTEND))
    assert consent.screen_labels(question(displays=TWO_SCREENS), TEXTS) == [
        (None, "All screens"),
        ("left", "Screen 1 (1920 × 1080, main)"),
        ("right", "Screen 2 (1280 × 1024)"),
    ]


def test_the_one_screen_is_in_the_answer_and_in_the_sum() -> None:
    asked = question(displays=TWO_SCREENS)
    choices = replace(consent.first_choices(asked), display="right")
    assert consent.yes(asked, choices).display == "right"
    assert consent.silence(asked, choices, was_in_sight=True).display == "right"
    assert "they see screen 2 only" in consent.so_line(asked, choices, TEXTS, NOON)
    assert "they see all screens" in consent.so_line(asked, consent.first_choices(asked), TEXTS, NOON)
    more = question(occasion=Occasion.EXTEND, screen=2)
    assert "they see screen 2 only" in consent.so_line(more, consent.first_choices(more), TEXTS, NOON)

"""What a consent question offers, what the person chose of it, and the sentence that sums it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from agent.desktop.foreign_text import clean_name, mixes_alphabets
from agent.desktop.texts import Texts
from protocol.capabilities import Capability, ordered
from protocol.grant import Decision, Origin
from protocol.links.core_desktop import AnswerConsent, AskConsent, Occasion

CLIPBOARD: Final = frozenset({Capability.CLIPBOARD_IN, Capability.CLIPBOARD_OUT})
FILES: Final = frozenset({Capability.FILES_IN, Capability.FILES_OUT})
_USUAL_SECONDS: Final = (600, 1800, 3600)
_PREFERRED_SECONDS: Final = 1800
# What these ask has a title and a heading of its own.
_OWN_WORDS: Final = frozenset({Origin.OWN, Origin.UNATTENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person would give with a yes."""

    control: bool
    chat: bool
    clipboard: bool
    files: bool
    seconds: int
    display: str | None = None
    """The one screen that is given, by its name; None for all."""


def offers_control(question: AskConsent) -> bool:
    """Tell whether mouse and keyboard are asked for."""
    return Capability.CONTROL in question.capabilities


def asks_for_time(question: AskConsent) -> bool:
    """Tell whether the person chooses a time; where a running session shall do more, its end stays as agreed."""
    return question.occasion is not Occasion.WIDEN


def asks_for_capabilities(question: AskConsent) -> bool:
    """Tell whether the person chooses what they may do; where it is only about time, that stays as it is."""
    return question.occasion is not Occasion.EXTEND


def seconds_offered(question: AskConsent) -> tuple[int, ...]:
    """Give the times to choose from: the usual ones below what is asked, and what is asked."""
    if not asks_for_time(question):
        return (question.seconds,)
    shorter = tuple(seconds for seconds in _USUAL_SECONDS if seconds < question.seconds)
    longest = (question.seconds,)
    return (shorter + longest)[-3:]


def first_choices(question: AskConsent) -> Choices:
    """Preselect what is asked, but never what could carry something away, and half an hour rather than more.

    A question that comes while a session runs is about just what it asks for, so that this is preselected.
    """
    asked = frozenset(question.capabilities)
    fitting = [seconds for seconds in seconds_offered(question) if seconds <= _PREFERRED_SECONDS]
    widens = question.occasion is Occasion.WIDEN
    return Choices(
        control=Capability.CONTROL in asked,
        chat=Capability.CHAT in asked,
        clipboard=widens and bool(asked & CLIPBOARD),
        files=widens and bool(asked & FILES),
        seconds=fitting[-1] if fitting else question.seconds,
    )


def asks_for_screen(question: AskConsent) -> bool:
    """Tell whether the person chooses a screen: where there is more than one, and nothing is shown yet."""
    return question.occasion is Occasion.START and len(question.displays) > 1


def screen_labels(question: AskConsent, texts: Texts) -> list[tuple[str | None, str]]:
    """Name the screens to choose from, all of them first."""
    each = [
        (
            display.name,
            texts(
                "consent.screen",
                number=number,
                width=display.width,
                height=display.height,
                main=_word(display.primary),
            ),
        )
        for number, display in enumerate(question.displays, start=1)
    ]
    return [(None, texts("consent.all_screens")), *each]


def screen_number(question: AskConsent, choices: Choices) -> int | None:
    """Give the number of the one screen that is or would be seen; None for all."""
    if question.screen is not None:
        return question.screen
    names = [display.name for display in question.displays]
    return names.index(choices.display) + 1 if choices.display in names else None


def given(question: AskConsent, choices: Choices) -> tuple[Capability, ...]:
    """Give the capabilities of a yes: never one that was not asked for."""
    wanted = {Capability.VIEW}
    if choices.control:
        wanted.add(Capability.CONTROL)
    if choices.chat:
        wanted.add(Capability.CHAT)
    if choices.clipboard:
        wanted |= CLIPBOARD
    if choices.files:
        wanted |= FILES
    return ordered(wanted & frozenset(question.capabilities))


def yes(question: AskConsent, choices: Choices) -> AnswerConsent:
    """Say yes to what was chosen."""
    return AnswerConsent(
        question=question.question,
        answer=Decision.YES,
        capabilities=given(question, choices),
        seconds=min(choices.seconds, question.seconds),
        display=choices.display,
    )


def silence(question: AskConsent, choices: Choices, *, was_in_sight: bool) -> AnswerConsent:
    """Say that time ran out, and what was chosen by then; core knows what that means."""
    chosen = yes(question, choices)
    return replace(chosen, answer=Decision.TIMED_OUT, was_in_sight=was_in_sight)


def refusal(question: AskConsent, decision: Decision) -> AnswerConsent:
    """Say anything but yes."""
    return AnswerConsent(question=question.question, answer=decision)


def who_lines(question: AskConsent, texts: Texts) -> tuple[str, ...]:
    """Say who asks, and for whom; names are foreign text and lose what could disguise them."""
    name = clean_name(question.who.name) or texts("word.nameless")
    email, company = clean_name(question.who.email), clean_name(question.who.company)
    working_for = clean_name(question.working_for)
    first = texts("consent.who", name=name, email=email) if email else name
    if company and working_for and working_for != company:
        return first, texts("consent.company_for", company=company, organization=working_for)
    return (first, company) if company else (first,)


def disguise_line(question: AskConsent, texts: Texts) -> str:
    """Warn of a name, address or company that mixes letters of alphabets that look alike; nothing where none does."""
    who = question.who
    is_mixed = any(mixes_alphabets(clean_name(said)) for said in (who.name, who.email, who.company))
    return texts("consent.mixed_alphabets") if is_mixed else ""


def matter(question: AskConsent) -> str:
    """Name what the window is about, as its title and heading are keyed."""
    if question.occasion is not Occasion.START or question.origin not in _OWN_WORDS:
        return question.occasion.value
    return question.origin.value


def origin_line(question: AskConsent, texts: Texts) -> str:
    """Say whether the person asked, and when; or that somebody who sees the screen asks for more."""
    if question.occasion is not Occasion.START:
        return texts(f"consent.now.{question.occasion}")
    if question.origin is Origin.UNATTENDED:
        return texts("consent.unattended")
    if question.origin is Origin.OFFER:
        return texts("consent.offer")
    if question.origin is Origin.OWN:
        return texts("consent.own")
    if question.asked_at is None:
        return texts("consent.request")
    return texts("consent.request_at", time=texts.time(question.asked_at))


def recording_line(question: AskConsent, texts: Texts) -> str:
    """Say whether it is recorded."""
    if not question.recording.on:
        return texts("consent.recording.no")
    if question.recording.kept_days is None:
        return texts("consent.recording.yes")
    return texts("consent.recording.days", days=question.recording.kept_days)


def signed_in_line(question: AskConsent, texts: Texts) -> tuple[str, bool]:
    """Say how they signed in, and whether that is known at all."""
    how = clean_name(question.who.signed_in_by)
    if not how:
        return texts("consent.signed_in_unknown"), False
    key = f"consent.how.{how.replace(' ', '_')}"
    return texts("consent.signed_in", how=texts(key) if texts.has(key) else how), True


def so_line(question: AskConsent, choices: Choices, texts: Texts, clock: datetime) -> str:
    """Sum up what a yes would mean, with what is allowed already, until when at the latest."""
    running = frozenset(question.running)
    seconds = choices.seconds if asks_for_time(question) else question.seconds
    number = screen_number(question, choices)
    return texts(
        "consent.so",
        screens="all" if number is None else "one",
        number=number or 0,
        control=_word(choices.control or Capability.CONTROL in running),
        clipboard=clipboard_word(running | _clipboard(question, choices)),
        files=_word(choices.files or bool(running & FILES)),
        time=texts.time(clock + timedelta(seconds=seconds)),
    )


def later_line(question: AskConsent, choices: Choices, texts: Texts) -> str:
    """Say what a yes to a visit means later, while nobody can be asked: for what, until when, how to take it back."""
    if question.known_until is None:
        return ""
    number = screen_number(question, choices)
    return texts(
        "consent.later",
        screens="all" if number is None else "one",
        number=number or 0,
        control=_word(choices.control),
        clipboard=clipboard_word(_clipboard(question, choices)),
        files=_word(choices.files),
        day=texts.day(question.known_until),
        length=length_label(choices.seconds, texts),
    )


def _clipboard(question: AskConsent, choices: Choices) -> frozenset[Capability]:
    """Give what of the clipboard was chosen: both ways, or the one that was asked for."""
    asked = frozenset(question.capabilities) & CLIPBOARD
    return (asked or CLIPBOARD) if choices.clipboard else frozenset()


def clipboard_word(capabilities: Iterable[Capability]) -> str:
    """Choose the words for what of the clipboard is given: that it can be read, or only that text can be put on it."""
    if Capability.CLIPBOARD_OUT in frozenset(capabilities):
        return "yes"
    return "in" if Capability.CLIPBOARD_IN in frozenset(capabilities) else "no"


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"


def length_label(seconds: int, texts: Texts) -> str:
    """Name a length of time as a choice."""
    if seconds % 60:
        return texts("consent.seconds", seconds=seconds)
    return texts("consent.minutes", minutes=seconds // 60)

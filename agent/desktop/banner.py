"""What the banner says: who sees this screen, the code, the time left, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from agent.desktop.consent import CLIPBOARD, FILES
from agent.desktop.foreign_text import clean_name
from agent.desktop.situation import RunningSession, whole_seconds
from agent.desktop.texts import Texts
from protocol.capabilities import Capability
from protocol.links.core_desktop import Condition, EndSession

WARNING_SECONDS: Final = 120
ENDED_SECONDS: Final = 5.0


class Taking(StrEnum):
    """What the person takes back with one press, while the rest goes on."""

    # In the order they stand on the banner: what matters most is next to *Done*.
    CHAT = "chat"
    FILES = "files"
    CLIPBOARD = "clipboard"
    CONTROL = "control"


TAKEN: Final = {
    Taking.CONTROL: frozenset({Capability.CONTROL}),
    Taking.CLIPBOARD: CLIPBOARD,
    Taking.FILES: FILES,
    Taking.CHAT: frozenset({Capability.CHAT}),
}
"""What each of them takes away."""


class Tone(StrEnum):
    """The colour of the banner; violet only where somebody sees this screen."""

    LIVE = "live"
    WAIT = "wait"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """One banner as drawn: texts, tone, and which buttons stand on it."""

    tone: Tone
    line: str
    title: str
    """What the window is called: read by a screen reader, and found by whoever looks for it."""
    code: str = ""
    left: str = ""
    detail: str = ""
    warning: str = ""
    takes_back: tuple["Taking", ...] = ()
    can_end: bool = True


def in_threes(code: str) -> str:
    """Write a code as people read it aloud: 418 209."""
    return f"{code[:3]} {code[3:]}"


def minutes_and_seconds(seconds: int) -> str:
    """Write a countdown: 12:41, or 1:02:41 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def banner_for(session: RunningSession, texts: Texts, now: float) -> Banner:
    """Draw up the banner of a running session."""
    left = session.seconds_left(now)
    name = clean_name(session.who.name, 40) or texts("word.somebody")
    driver = clean_name(session.driver or "", 40) or name
    control = "yes" if session.is_controlled else "no"
    if session.condition is Condition.LOST:
        return Banner(
            tone=Tone.QUIET,
            line=_lost_line(session, texts, now),
            title=_titled(texts("banner.lost"), texts),
            detail=_detail(session, texts, name),
        )
    if session.condition is Condition.CONNECTING:
        connecting = texts("banner.connecting", name=name)
        title = _titled(connecting, texts)
        return Banner(tone=Tone.QUIET, line=connecting, title=title, detail=_detail(session, texts, name))
    is_paused = session.condition is Condition.PAUSED
    line = texts("banner.paused") if is_paused else _sees(session, driver, control, texts)
    is_short = left is not None and left <= WARNING_SECONDS
    return Banner(
        tone=Tone.WAIT if is_short else Tone.LIVE,
        line=line,
        title=_titled(line, texts) if is_paused else texts("banner.title"),
        code=in_threes(session.code) if session.code else "",
        left="" if left is None else minutes_and_seconds(left),
        detail=_detail(session, texts, name),
        warning=texts("banner.two_minutes") if is_short else "",
        takes_back=takes_back(session),
    )


def takes_back(session: RunningSession) -> tuple[Taking, ...]:
    """Give what can be taken back now: only what they have."""
    return tuple(taking for taking in Taking if TAKEN[taking] & session.capabilities)


def ended_banner(message: EndSession, texts: Texts) -> Banner:
    """Draw up what stays for five seconds after the end."""
    detail = end_sentence(message, texts)
    title = _titled(detail, texts)
    return Banner(tone=Tone.QUIET, line=texts("banner.ended"), title=title, detail=detail, can_end=False)


def end_sentence(message: EndSession, texts: Texts) -> str:
    """Say why the session ended, as the person at the device should read it."""
    key = f"ended.{message.reason}"
    key = f"{key}_own" if message.own and texts.has(f"{key}_own") else key
    return texts(key, by=clean_name(message.by or "") or texts("word.somebody"))


def _titled(sentence: str, texts: Texts) -> str:
    """Name the window by what is so, where nobody sees this screen."""
    return texts("banner.title_of", sentence=sentence)


def _sees(session: RunningSession, name: str, control: str, texts: Texts) -> str:
    if session.screen is None:
        return texts("banner.sees", name=name, control=control)
    return texts("banner.sees_one", name=name, control=control, number=session.screen)


def _lost_line(session: RunningSession, texts: Texts, now: float) -> str:
    if session.resumes_until is None:
        return texts("banner.lost")
    seconds = whole_seconds(session.resumes_until, now)
    if session.lost_at is None:
        return texts("banner.lost_within", seconds=seconds)
    return texts("banner.lost_since", time=texts.time(session.lost_at, seconds=True), seconds=seconds)


def _detail(session: RunningSession, texts: Texts, name: str) -> str:
    company = clean_name(session.who.company)
    since = texts.time(session.since)
    key = "banner.detail_company" if company else "banner.detail"
    sentences = [texts(key, name=name, company=company, time=since)]
    if session.own:
        sentences.append(texts("banner.own"))
    if session.unasked:
        sentences.append(texts("banner.unasked"))
    if session.in_advance:
        sentences.append(texts("banner.in_advance"))
    if session.watchers:
        watchers = texts.listed(clean_name(watcher, 40) for watcher in session.watchers)
        sentences.append(texts("banner.watchers", names=watchers))
    sentences.append(texts("banner.recorded" if session.recording.on else "banner.not_recorded"))
    if session.code:
        sentences.append(texts("banner.same_code_own" if session.own else "banner.same_code"))
    return " ".join(sentences)

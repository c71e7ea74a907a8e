"""The one menu of the tray: which sign, first line and items stand in which situation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from agent.desktop.banner import Taking, takes_back
from agent.desktop.foreign_text import clean_name
from agent.desktop.situation import OPEN_REQUEST, RunningSession, Situation
from agent.desktop.texts import Texts
from protocol.links.core_desktop import Condition, RequestState, ShowRequest, Standing
from protocol.policy import OffBy


class Sign(StrEnum):
    """The shape of the tray icon."""

    RAIL = "rail"
    QUESTION = "question"
    IN_SESSION = "in_session"
    STRUCK = "struck"


class Action(StrEnum):
    """What an item does."""

    GET_SUPPORT = "get_support"
    MY_RECEIPTS = "my_receipts"
    AHEAD_OF_TIME = "ahead_of_time"
    IS_THIS_MY_IT = "is_this_my_it"
    CHECK_CONNECTION = "check_connection"
    OPEN_PORTAL = "open_portal"
    QUIT = "quit"
    MY_REQUEST = "my_request"
    MESSAGES = "messages"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    DONE = "done"
    TAKE_BACK_CONTROL = "take_back_control"
    CLIPBOARD_OFF = "clipboard_off"
    FILES_OFF = "files_off"
    WHO_IS_THIS = "who_is_this"
    VISITORS = "visitors"


_TAKES_BACK: Final = {
    Taking.CONTROL: Action.TAKE_BACK_CONTROL,
    Taking.CLIPBOARD: Action.CLIPBOARD_OFF,
    Taking.FILES: Action.FILES_OFF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item; the main one of a situation stands out, and one that cannot be chosen now says why."""

    action: Action
    label: str
    is_main: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What the tray shows: `line` is the first, disabled line; with a name of its own the tooltip begins with that."""

    sign: Sign
    line: str
    items: tuple[Item, ...]
    name: str
    tooltip: str


def menu_for(situation: Situation, texts: Texts, *, now: float, clock: datetime) -> Menu:
    """Draw up the menu; what stops comes before what waits, and what waits before what is quiet."""
    if situation.session is not None:
        return _in_session(situation, situation.session, texts, now)
    if situation.questions:
        return _menu(Sign.QUESTION, texts("menu.line.question"), (Action.ANSWER, Action.IS_THIS_MY_IT), texts)
    if situation.code_asked is not None:
        return _menu(Sign.QUESTION, texts("menu.line.code"), (Action.ANSWER, Action.IS_THIS_MY_IT), texts)
    if situation.standing is Standing.NOT_CONNECTED:
        return _not_connected(situation, texts)
    if situation.standing is Standing.SWITCHED_OFF:
        by = situation.off_by or OffBy.ORGANIZATION
        line = clean_name(situation.reason or "", 200) or texts(f"menu.line.switched_off.{by}")
        actions = (Action.CHECK_CONNECTION, Action.MY_RECEIPTS, *_visitors(situation), Action.GET_SUPPORT)
        return _menu(Sign.STRUCK, line, actions, texts, off=frozenset({Action.GET_SUPPORT}))
    if situation.request is not None and situation.request.state in OPEN_REQUEST:
        waiting = (Action.MY_REQUEST, Action.MESSAGES, Action.WITHDRAW, *_visitors(situation), Action.IS_THIS_MY_IT)
        line = request_line(situation.request, texts, clock)
        return _menu(Sign.QUESTION, line, waiting, texts, unread=_unread(situation))
    return _ready(situation, texts)


def _visitors(situation: Situation) -> tuple[Action, ...]:
    """Offer to take back what somebody was let in for, where there is anybody."""
    return (Action.VISITORS,) if situation.visitors else ()


def request_line(request: ShowRequest, texts: Texts, clock: datetime) -> str:
    """Say where an open request stands: since when, and which place in line."""
    if request.state is RequestState.APPROVED:
        return texts("request.line.approved")
    minutes = 0 if request.asked_at is None else max(0, int((clock - request.asked_at).total_seconds() // 60))
    if request.place_in_line is None:
        return texts("request.line.waiting", minutes=minutes)
    return texts("request.line.in_line", minutes=minutes, place=request.place_in_line)


def _ready(situation: Situation, texts: Texts) -> Menu:
    actions = [Action.MY_RECEIPTS, Action.AHEAD_OF_TIME, *_visitors(situation)]
    actions += [Action.IS_THIS_MY_IT, Action.CHECK_CONNECTION]
    if situation.thread is not None:
        actions.insert(0, Action.MESSAGES)
    if not situation.requests_off:
        actions.insert(0, Action.GET_SUPPORT)
    if situation.introduction.portal_url:
        actions.append(Action.OPEN_PORTAL)
    if situation.introduction.may_quit:
        actions.append(Action.QUIT)
    if situation.requests_off:
        actions.append(Action.GET_SUPPORT)
    off = frozenset({Action.GET_SUPPORT} if situation.requests_off else ())
    return _menu(Sign.RAIL, texts("menu.line.ready"), tuple(actions), texts, off=off, unread=_unread(situation))


def _not_connected(situation: Situation, texts: Texts) -> Menu:
    line = texts("menu.line.not_connected")
    if situation.since is not None:
        line = texts("menu.line.not_connected_since", time=texts.time(situation.since))
    actions = [Action.CHECK_CONNECTION, Action.MY_RECEIPTS, Action.AHEAD_OF_TIME, *_visitors(situation)]
    if situation.introduction.may_quit:
        actions.append(Action.QUIT)
    return _menu(Sign.STRUCK, line, tuple(actions), texts)


def _in_session(situation: Situation, session: RunningSession, texts: Texts, now: float) -> Menu:
    actions = [Action.DONE]
    if situation.questions or situation.code_asked is not None:
        actions.append(Action.ANSWER)
    can_take_back = takes_back(session)
    actions += [action for taking, action in _TAKES_BACK.items() if taking in can_take_back]
    actions += [Action.MESSAGES, Action.WHO_IS_THIS]
    sign = Sign.IN_SESSION if session.condition in (Condition.ACTIVE, Condition.PAUSED) else Sign.STRUCK
    return _menu(sign, session_line(session, texts, now), tuple(actions), texts, unread=_unread(situation))


def _unread(situation: Situation) -> int:
    """Count what is new in the thread that *Messages* opens."""
    thread = situation.thread
    return thread.unread if thread is not None and thread.session == situation.writes_to else 0


def session_line(session: RunningSession, texts: Texts, now: float) -> str:
    """Say who sees this screen, what they may do and for how long."""
    if session.condition in (Condition.LOST, Condition.CONNECTING):
        return texts(f"menu.line.{session.condition}")
    control = "yes" if session.is_controlled else "no"
    left = session.seconds_left(now)
    name = clean_name(session.who.name, 40) or texts("word.somebody")
    if left is None:
        return texts("menu.line.session", name=name, control=control)
    return texts("menu.line.session_minutes", name=name, control=control, minutes=-(-left // 60))


def _menu(
    sign: Sign,
    line: str,
    actions: tuple[Action, ...],
    texts: Texts,
    *,
    off: frozenset[Action] = frozenset(),
    unread: int = 0,
) -> Menu:
    items = tuple(
        Item(
            action=action,
            label=texts(f"menu.item.{action}_off" if action in off else f"menu.item.{action}", count=unread),
            is_main=at == 0,
            is_off=action in off,
        )
        for at, action in enumerate(actions)
    )
    tooltip = texts("menu.tooltip", line=line) if texts.product != texts.pattern("product") else line
    return Menu(sign=sign, line=line, items=items, name=texts.product, tooltip=tooltip)

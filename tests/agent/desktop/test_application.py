"""The whole desktop process, from core's messages to a real desktop and back."""

import shlex
import subprocess
import time
from pathlib import Path

import pytest
from Xlib.display import Display

from agent.desktop.desktop_icon import FILE_NAME
from protocol.capabilities import Capability
from protocol.links.core_desktop import (
    AnswerConsent,
    Condition,
    Injected,
    Leave,
    Narrow,
    Ping,
    Pong,
    Quit,
    Ready,
    ReleaseAll,
    RequestHelp,
    RequestState,
    ShowLook,
    ShowReceipts,
    ShowRequest,
    ShowStanding,
    Standing,
    UpdateSession,
    WantCheck,
    WantReceipts,
    WithdrawRequest,
)
from protocol.links.desktop_messages import MessageOutcome, ReadMessages, ShowMessages, WriteMessage
from protocol.links.desktop_visitors import ForgetVisitor, ShowVisitors
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove
from tests.agent.desktop import person
from tests.agent.desktop.messages import (
    NOON,
    SESSION,
    USUAL,
    end,
    inject,
    introduction,
    question,
    receipt,
    said,
    session,
    typed,
    visitor,
    written,
)
from tests.agent.desktop.stage import ROOT, Core, desktop_on, private_display, tray_host, wait_until
from tests.agent.desktop.stage import end as end_process
from tests.agent.desktop.test_input_x11 import Target

pytestmark = pytest.mark.display


def held_keys(environment: dict[str, str]) -> int:
    """Count the keys and buttons that are down on a display."""
    server = Display(environment["DISPLAY"])
    try:
        buttons = server.screen().root.query_pointer().mask >> 8 & 0x1F
        return sum(bin(octet).count("1") for octet in server.query_keymap()) + bin(buttons).count("1")
    finally:
        server.close()


def hold_shift_and_button() -> tuple[Key, PointerButton]:
    """Press and keep."""
    return (
        Key(code="ShiftLeft", text="", down=True, modifiers=()),
        PointerButton(button=Button.LEFT, down=True, x=900, y=600),
    )


def test_looks_come_and_go_with_the_policy(tmp_path: Path) -> None:
    desktop, run = tmp_path / "Desktop", tmp_path / "run"
    desktop.mkdir()
    run.mkdir(mode=0o700)
    with private_display(tray=False) as environment:
        own = {**environment, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(run), "XDG_CONFIG_HOME": str(tmp_path)}
        with desktop_on(own, core=2**22 + 1) as core:
            core.say(introduction())
            core.say(ShowStanding(standing=Standing.READY))
            core.say(
                ShowLook(name="Org A Help", colour="#7A9E2F", desktop_icon=True, desktop_icon_name="Help\u202e me")
            )
            person.await_window(own, "Org A Help")
            icon = desktop / FILE_NAME
            wait_until(icon.exists, "the icon on the desktop")
            written = icon.read_text()
            assert "Name=Help me\n" in written
            # What a desktop does with it; the two ways of quoting are undone as the specification says.
            line = next(each for each in written.splitlines() if each.startswith("Exec=")).removeprefix("Exec=")
            subprocess.run(shlex.split(line), cwd=ROOT, env=own, timeout=60, check=True)
            person.await_window(own, "Org A Help: Get remote support")
            core.say(ShowLook())
            wait_until(lambda: not icon.exists(), "the icon to go")
            person.await_window(own, "^Handrail$")


def test_a_tray_host_that_dies_leaves_the_menu_in_a_window_until_it_is_back() -> None:
    with (
        private_display(tray=False) as environment,
        tray_host(environment) as host,
        desktop_on(environment, core=2**22 + 1) as core,
    ):
        assert core.expect(Ready).tray
        core.say(introduction())
        core.say(ShowStanding(standing=Standing.READY))
        person.await_no_window(environment, "^Handrail$")
        end_process(host)
        person.await_window(environment, "^Handrail$")
        with tray_host(environment):
            person.await_no_window(environment, "^Handrail$")
            person.choose_from_tray(environment, 1)
            person.await_window(environment, person.FORM)


def test_ready_tells_who_and_what_is_here(core: Core) -> None:
    ready = core.expect(Ready)
    assert [(display.width, display.height) for display in ready.displays] == [(1280, 800)]
    assert ready.person
    assert ready.tray
    assert not ready.locked


def test_input_of_a_session_reaches_the_program_with_the_keys(core: Core) -> None:
    target = Target(core.environment)
    try:
        core.say(session())
        core.say(inject(*typed("Grüße 😀")))
        target.awaits("Grüße 😀")
        assert core.expect(Injected).held == 0
    finally:
        target.close()


def test_input_is_held_while_a_question_is_open_and_passes_after_it(core: Core) -> None:
    target = Target(core.environment)
    try:
        core.say(session())
        core.say(question())
        person.await_window(core.environment, person.QUESTION)
        core.say(inject(*typed("no")))
        assert core.expect(Injected).held == 4
        person.say_no(core.environment)
        core.expect(AnswerConsent)
        person.go_to(core.environment, "Typing target")
        core.say(inject(*typed("yes")))
        target.awaits("yes")
    finally:
        target.close()


def test_input_without_control_or_for_another_session_is_held(core: Core) -> None:
    core.say(session(capabilities=(Capability.VIEW,)))
    core.say(inject(PointerMove(number=1, x=5, y=5)))
    assert core.expect(Injected).held == 1
    core.say(session(session="another"))
    core.say(inject(PointerMove(number=1, x=5, y=5)))
    assert core.expect(Injected).held == 1


def test_a_session_cannot_press_our_own_buttons(core: Core) -> None:
    core.say(session())
    left, top, width, _height = person.place_of(core.environment, person.await_window(core.environment, person.BANNER))
    x, y = left + width - 50, top + 24
    press = [PointerButton(button=Button.LEFT, down=down, x=x, y=y) for down in (True, False)]
    core.say(inject(*press))
    assert core.expect(Injected).held == 1
    core.say(Ping(number=3))
    core.expect(Pong)
    assert [message for message in core.said if not isinstance(message, Ready)] == []


def test_a_question_lets_go_of_a_drag_that_is_on(core: Core) -> None:
    core.say(session())
    core.say(inject(*hold_shift_and_button()))
    core.expect(Injected)
    assert held_keys(core.environment) == 2
    core.say(question())
    wait_until(lambda: held_keys(core.environment) == 0, "all keys and buttons to be let go")


@pytest.mark.parametrize("covered", [Condition.PAUSED, Condition.LOST])
def test_nothing_is_held_or_pressed_while_the_session_is_not_seen(core: Core, covered: Condition) -> None:
    core.say(session())
    core.say(inject(*hold_shift_and_button()))
    assert core.expect(Injected).held == 0
    core.say(UpdateSession(session=SESSION, condition=covered))
    wait_until(lambda: held_keys(core.environment) == 0, "all keys and buttons to be let go")
    core.say(UpdateSession(session=SESSION, capabilities=USUAL, seconds_left=100))
    core.say(inject(PointerMove(number=1, x=5, y=5)))
    assert core.expect(Injected).held == 1
    core.say(UpdateSession(session=SESSION, condition=Condition.ACTIVE))
    core.say(inject(PointerMove(number=2, x=5, y=5)))
    assert core.expect(Injected).held == 0


@pytest.mark.parametrize("how", ["socket", "release", "end", "leave"])
def test_everything_is_let_go_when(core: Core, how: str) -> None:
    core.say(session())
    core.say(inject(*hold_shift_and_button()))
    core.expect(Injected)
    assert held_keys(core.environment) == 2
    match how:
        case "socket":
            core.connected.close()
        case "release":
            core.say(ReleaseAll())
        case "end":
            core.say(end())
        case "leave":
            core.say(Leave())
    wait_until(lambda: held_keys(core.environment) == 0, "all keys and buttons to be let go")


def test_the_process_ends_with_its_core(core: Core) -> None:
    core.connected.close()
    assert core.process.wait(20) == 0


def test_nonsense_from_core_ends_the_process_too(core: Core) -> None:
    core.connected.sendall(b"\x00\x00\x00\x02{]")
    assert core.process.wait(20) == 0


def test_a_request_goes_from_the_tray_to_core_and_back_to_the_person(core: Core) -> None:
    core.say(introduction())
    core.say(ShowStanding(standing=Standing.READY))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 1)
    person.go_to(core.environment, person.FORM)
    person.write(core.environment, "It does not print")
    person.press(core.environment, "Tab", "Tab", "space")
    request = core.expect(RequestHelp)
    assert (request.name, request.email) == ("Accounts assistant", "assistant@a.example")
    assert request.reason == "It does not print"
    core.say(ShowRequest(state=RequestState.WAITING, request="r", reason=request.reason, place_in_line=2))
    person.go_to(core.environment, person.STATUS)
    person.press(core.environment, "shift+Tab", "space")
    assert core.expect(WithdrawRequest).request is None


def test_a_denial_comes_to_the_person_though_nothing_is_open(core: Core) -> None:
    core.say(introduction())
    core.say(ShowRequest(state=RequestState.DENIED, request="r", reason="It does not print", note="Call us first"))
    person.await_window(core.environment, person.STATUS)


def test_a_request_of_one_word_is_not_sent(core: Core) -> None:
    core.say(introduction())
    core.say(ShowStanding(standing=Standing.READY))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 1)
    person.go_to(core.environment, person.FORM)
    person.write(core.environment, "Help")
    person.press(core.environment, "ctrl+Return")
    time.sleep(0.5)
    assert core.all_of(RequestHelp) == []
    person.write(core.environment, " me")
    person.press(core.environment, "ctrl+Return")
    assert core.expect(RequestHelp).reason == "Help me"


def test_the_tray_takes_control_back(core: Core) -> None:
    core.say(session())
    person.await_window(core.environment, person.BANNER)
    person.choose_from_tray(core.environment, 2)
    assert core.expect(Narrow).capabilities == (Capability.VIEW, Capability.CHAT)
    core.say(inject(PointerMove(number=1, x=5, y=5)))
    assert core.expect(Injected).held == 1


def test_receipts_trust_check_and_quit_are_in_the_tray(core: Core) -> None:
    core.say(introduction(portal_url=""))
    core.say(ShowStanding(standing=Standing.READY))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 2)
    core.expect(WantReceipts)
    core.say(ShowReceipts(receipts=(receipt(),)))
    person.await_window(core.environment, person.RECEIPTS)
    person.choose_from_tray(core.environment, 4)
    person.await_window(core.environment, person.TRUST)
    person.choose_from_tray(core.environment, 5)
    core.expect(WantCheck)
    person.choose_from_tray(core.environment, 6)
    core.expect(Quit)


def test_whom_the_person_let_in_for_later_is_taken_back_from_the_tray(core: Core) -> None:
    core.say(introduction(portal_url=""))
    core.say(ShowStanding(standing=Standing.READY))
    core.say(ShowVisitors(visitors=(visitor(), visitor(account="o" * 26))))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 4)
    person.go_to(core.environment, person.VISITORS)
    person.press(core.environment, "shift+Tab", "space")
    assert core.expect(ForgetVisitor).account == "t" * 26
    core.say(ShowVisitors(visitors=()))
    time.sleep(0.3)
    person.press(core.environment, "Escape")
    person.await_no_window(core.environment, person.VISITORS)


def test_without_a_tray_a_small_window_has_the_same_items() -> None:
    with private_display(tray=False) as environment, desktop_on(environment) as core:
        assert not core.expect(Ready).tray
        core.say(introduction())
        core.say(ShowStanding(standing=Standing.READY))

        def is_open() -> bool:
            """Press again where it was pressed before the item could be chosen, or had the keys."""
            if person.windows(environment, person.FORM):
                return True
            person.go_to(environment, "^Handrail$")
            person.press(environment, "space")
            return False

        wait_until(is_open, "the form")


def test_messages_open_by_themselves_are_written_by_hand_and_are_read_when_the_person_comes_to_them(core: Core) -> None:
    core.say(ShowStanding(standing=Standing.READY))
    core.say(ShowRequest(state=RequestState.WAITING, request="request-1", asked_at=NOON))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 2)
    person.go_to(core.environment, person.MESSAGES)
    person.write(core.environment, "Are you there?")
    person.press(core.environment, "ctrl+Return")
    sent = core.expect(WriteMessage)
    assert (sent.session, sent.text) == ("request-1", "Are you there?")
    core.say(MessageOutcome(is_kept=False, trouble="Wait a minute."))
    person.press(core.environment, "ctrl+Return")
    assert core.expect(WriteMessage).text == "Are you there?", "what was not kept is still in the field"
    core.say(MessageOutcome(is_kept=True))
    core.say(ShowMessages(session="request-1", messages=(written(), said("Yes.", 2)), read=0))
    assert core.expect(ReadMessages) == ReadMessages(session="request-1", number=2)

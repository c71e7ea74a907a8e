"""The real window for the code: six digits and no fewer, another try, and every way out means no."""

import pytest

from agent.desktop.code_window import read_digits
from protocol.links.desktop_code import AnswerCode, AskCode, CodeOutcome, EndCode
from tests.agent.desktop import person
from tests.agent.desktop.messages import TECHNICIAN
from tests.agent.desktop.stage import Core

TITLE = "Handrail: Type the code"


def ask(question: str = "code-1", *, tries_left: int = 3, begins: bool = True) -> AskCode:
    return AskCode(question=question, who=TECHNICIAN, seconds=120, tries_left=tries_left, begins=begins)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("418209", "418209"),
        ("418 209", "418209"),
        ("418-209", "418209"),
        ("41820", None),
        ("4182099", None),
        ("41820x", None),
        ("", None),
        ("٤١٨٢٠٩", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    assert read_digits(typed) == read


@pytest.mark.display
def test_by_the_keys_alone_a_code_is_typed_again_after_a_wrong_one_and_the_window_goes(core: Core) -> None:
    core.say(ask())
    person.await_active(core.environment, TITLE)
    person.write(core.environment, "418 20")
    person.press(core.environment, "Return")
    person.write(core.environment, "9")
    person.press(core.environment, "Return")
    assert core.expect(AnswerCode).code == "418209"
    assert core.all_of(AnswerCode) == []
    core.say(ask(tries_left=2))
    person.go_to(core.environment, TITLE)
    person.write(core.environment, "000001")
    person.press(core.environment, "Return")
    assert core.expect(AnswerCode).code == "000001"
    core.say(EndCode(question="code-1", outcome=CodeOutcome.MATCHES))
    person.await_no_window(core.environment, TITLE)
    assert core.all_of(AnswerCode) == []


@pytest.mark.display
def test_it_takes_no_keys_from_other_work_and_escape_means_no(core: Core) -> None:
    core.say(ask(begins=False))
    person.await_window(core.environment, TITLE)
    person.press(core.environment, "1", "Return")
    assert core.all_of(AnswerCode) == []
    person.go_to(core.environment, TITLE)
    person.press(core.environment, "Escape")
    assert core.expect(AnswerCode).code is None
    core.say(ask("code-2"))
    person.await_active(core.environment, TITLE)
    core.say(EndCode(question="code-2", outcome=CodeOutcome.DIFFERS))
    person.await_window(core.environment, "^Handrail$")

"""What the two processes of the agent say about a typed code survives the codec, six digits and no others."""

import msgspec
import pytest

from protocol import codec
from protocol.errors import Malformed
from protocol.grant import CODE_TRIES, Who
from protocol.links.core_desktop import FromCore, FromDesktop
from protocol.links.desktop_code import AnswerCode, AskCode, CodeOutcome, EndCode

WHO = Who(name="Duty technician", email="t@provider.example", company="IT provider", signed_in_by="passkey")
ASKED = AskCode(question="q", who=WHO, seconds=120, tries_left=CODE_TRIES, begins=True)


@pytest.mark.parametrize("message", [ASKED, EndCode(question="q", outcome=CodeOutcome.GONE)])
def test_what_core_says_arrives(message: FromCore) -> None:
    assert codec.decode(codec.encode(message), FromCore) == message


@pytest.mark.parametrize("code", ["418209", None])
def test_what_the_person_typed_arrives(code: str | None) -> None:
    message = AnswerCode(question="q", code=code)
    assert codec.decode(codec.encode(message), FromDesktop) == message


@pytest.mark.parametrize("code", ["41820", "4182099", "41820x", ""])
def test_a_code_is_six_digits(code: str) -> None:
    with pytest.raises(Malformed):
        codec.decode(codec.encode(AnswerCode(question="q", code=code)), FromDesktop)


@pytest.mark.parametrize("tries", [0, CODE_TRIES + 1])
def test_there_is_no_try_beyond_the_last(tries: int) -> None:
    with pytest.raises(Malformed):
        codec.decode(codec.encode(msgspec.structs.replace(ASKED, tries_left=tries)), FromCore)

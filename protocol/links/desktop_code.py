"""How the person at the device is asked for the code that the technician reads out."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from protocol.grant import CODE_TRIES, Who
from protocol.links.desktop_frames import Code, CoreToDesktop, DesktopToCore, Duration, Identifier


class CodeOutcome(StrEnum):
    """What became of asking for the code."""

    MATCHES = "matches"
    DIFFERS = "differs"
    NOT_TYPED = "not_typed"
    GONE = "gone"


class AskCode(CoreToDesktop, frozen=True, kw_only=True, tag="ask_code"):
    """Ask the person for the code; again with fewer tries after another one was typed."""

    question: Identifier
    who: Who
    seconds: Duration
    tries_left: Annotated[int, Meta(ge=1, le=CODE_TRIES)]
    begins: bool
    """Whether the person said yes just now; else it comes while they do something else."""


class EndCode(CoreToDesktop, frozen=True, kw_only=True, tag="end_code"):
    """Take the field for the code off the screen, and say what became of it."""

    question: Identifier
    outcome: CodeOutcome


class AnswerCode(DesktopToCore, frozen=True, kw_only=True, tag="answer_code"):
    """Give the code that the person typed; None where they do not want to go on."""

    question: Identifier
    code: Code | None = None

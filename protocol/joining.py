"""How a computer that is not enrolled joins for one session: codes, the proof of its key, bodies of the calls."""

import hashlib
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.enrolment import ROOT_MARK_LENGTH, EnrolAnswer
from protocol.links.agent_broker import Facts
from protocol.trust import PublicKey

CODE_DIGITS: Final = 9
CODE_SECONDS: Final = 600
MAX_TARGET: Final = 500
_FINGERPRINT_LENGTH: Final = 64

JoinCode = Annotated[str, Meta(pattern="^[0-9]{9}$")]
Secret = Annotated[str, Meta(min_length=16, max_length=200)]
Proof = Annotated[bytes, Meta(min_length=64, max_length=64)]


class JoinState(StrEnum):
    """Where a computer that shows a code stands."""

    WAITING = "waiting"
    JOINED = "joined"
    OVER = "over"


class CodeAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /api/join/codes: a computer's fresh key, the proof that it is held, and what the computer says of itself."""

    public_key: PublicKey
    proof: Proof
    facts: Facts


class CodeGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that the person reads out, and the secret by which the computer asks whether it was typed."""

    code: JoinCode
    secret: Secret
    seconds: int


class CodeLook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /api/join/look: asks what became of a code."""

    secret: Secret


class CodeStanding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of a code; who the computer is now, once it has joined."""

    state: JoinState
    joined: EnrolAnswer | None = None


class CodeTyped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /api/join/requests: the code of an approved request, typed at the computer that is to be helped."""

    code: JoinCode
    public_key: PublicKey
    proof: Proof
    facts: Facts


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where to ask for help, taken apart: the address, and the mark of the root that pins the instance."""

    url: str
    root_mark: str


def read_target(text: str) -> Target | None:
    """Take `URL#ROOT` apart; ROOT is the root's fingerprint, or the first half of it. None without that form."""
    url, sharp, mark = text.strip().rpartition("#")
    mark = mark.lower()
    whole = (
        bool(sharp) and bool(url) and len(text) <= MAX_TARGET and len(mark) in (ROOT_MARK_LENGTH, _FINGERPRINT_LENGTH)
    )
    if not whole or any(digit not in "0123456789abcdef" for digit in mark):
        return None
    return Target(url=url, root_mark=mark[:ROOT_MARK_LENGTH])


def read_code(text: str) -> str | None:
    """Read a code as people type it, with spaces or dashes; None where it has not nine digits."""
    digits = "".join(sign for sign in text if sign not in " -\u00a0\u2009\u202f")
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None


def code_text(code: str) -> str:
    """Write a code in threes, as it is read out."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def asking_bytes(root: bytes, public_key: bytes) -> bytes:
    """Build what a computer signs to show that it holds the key for which it wants a code of this instance."""
    return hashlib.sha256(b"handrail.join.v1\0" + root + b"\0" + public_key).digest()


def typing_bytes(code: str, public_key: bytes) -> bytes:
    """Build what a computer signs to show that it holds the key that it brings with a typed code."""
    return hashlib.sha256(b"handrail.join_request.v1\0" + code.encode() + b"\0" + public_key).digest()

"""What core and desktop say to each other about the clipboard: read it, put something on it, ask the person."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from protocol.clipboard import MAX_TEXT_BYTES, ClipboardDirection
from protocol.grant import Decision, Who
from protocol.links.desktop_frames import CoreToDesktop, Count, DesktopToCore, Duration, Identifier

PIECE_BYTES: Final = 128 * 1024
"""Of one piece: written as base64 it leaves a third of a frame free."""
MAX_PIECES: Final = MAX_TEXT_BYTES // PIECE_BYTES
MAX_PREVIEW: Final = 1000
"""Characters of what is passed on that the person reads before they answer."""

PieceNumber = Annotated[int, Meta(ge=1, le=MAX_PIECES)]
Piece = Annotated[bytes, Meta(min_length=1, max_length=PIECE_BYTES)]


class Unread(StrEnum):
    """Why there is nothing to pass on from this clipboard."""

    EMPTY = "empty"
    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"
    FAILED = "failed"


class AskClipboard(CoreToDesktop, frozen=True, kw_only=True, tag="ask_clipboard"):
    """Ask the person whether this is passed on, once; core keeps it until the answer."""

    question: Identifier
    who: Who
    direction: ClipboardDirection
    preview: Annotated[str, Meta(max_length=MAX_PREVIEW)]
    characters: Count
    seconds: Duration


class WithdrawClipboard(CoreToDesktop, frozen=True, kw_only=True, tag="withdraw_clipboard"):
    """Take that question off the screen."""

    question: Identifier


class ReadClipboard(CoreToDesktop, frozen=True, kw_only=True, tag="read_clipboard"):
    """Read the text that the person copied last; it comes in pieces, or the reason why not."""

    transfer: Count


class PutClipboard(CoreToDesktop, frozen=True, kw_only=True, tag="put_clipboard"):
    """Put this text on the clipboard once its last piece is there."""

    transfer: Count
    piece: PieceNumber
    of: PieceNumber
    content: Piece


class AnswerClipboard(DesktopToCore, frozen=True, kw_only=True, tag="answer_clipboard"):
    """Give the person's answer: yes, no, or none in time."""

    question: Identifier
    answer: Decision


class ClipboardRead(DesktopToCore, frozen=True, kw_only=True, tag="clipboard_read"):
    """One piece of the text on the clipboard, as UTF-8."""

    transfer: Count
    piece: PieceNumber
    of: PieceNumber
    content: Piece


class ClipboardUnread(DesktopToCore, frozen=True, kw_only=True, tag="clipboard_unread"):
    """There is nothing to pass on, and why."""

    transfer: Count
    why: Unread


class ClipboardWasSet(DesktopToCore, frozen=True, kw_only=True, tag="clipboard_was_set"):
    """Say whether the text is on the clipboard now."""

    transfer: Count
    done: bool


ClipboardFromCore = AskClipboard | WithdrawClipboard | ReadClipboard | PutClipboard
ClipboardFromDesktop = AnswerClipboard | ClipboardRead | ClipboardUnread | ClipboardWasSet

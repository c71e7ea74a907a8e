"""What mails say: sentences from the catalogue, filled in as plain text and as HTML; pure."""

import html
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from broker.features.settings.catalogue import LETTER_LANGUAGES
from broker.storage.work import View

MAX_VALUE_CHARACTERS: Final = 254
LANGUAGE: Final = "language"
"""The value of a letter that names its language."""
_RIGHT_TO_LEFT: Final = frozenset({"ar"})
_PAGE: Final = (
    '<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="margin:0;padding:24px;background:#f6f7f9;color:#1b2430;'
    'font:16px/24px system-ui,sans-serif">'
    '<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d5dae1;'
    'border-radius:10px">{content}</div></body></html>'
)
_BUTTON: Final = (
    '<p><a href="{link}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#187a92;'
    'color:#ffffff;text-decoration:none">{words}</a></p><p style="color:#55606e;word-break:break-all">{link}</p>'
)


LanguageOf = Callable[[View, str | None], str]
"""Gives the language of the letters to people of an organization; None is the provider."""


def always_english(_view: View, _organization: str | None) -> str:
    """Write in English, where nothing is set."""
    return LETTER_LANGUAGES[0]


class LetterKind(StrEnum):
    """Every mail there is; each has its sentences in `catalogue/`."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name, no secret
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name, no secret
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGED = "email_changed"
    SEAMLESS_ACCESS = "seamless_access"
    SEAMLESS_DEFAULT = "seamless_default"
    APP_SET_UP = "app_set_up"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    FACTORS_RESET = "factors_reset"
    NOTICE = "notice"


class Sentences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter in the catalogue: what stands before and after its one button."""

    subject: str
    before: tuple[str, ...]
    button: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter in words: one line of subject, and the same content twice."""

    subject: str
    text: str
    html: str


def write_letter(kind: LetterKind, values: Mapping[str, str], link: str | None) -> Written:
    """Fill a letter in; whatever people wrote stays one line of plain text, in the HTML part too.

    It is written in the language that its values name, or in English.
    """
    language = values.get(LANGUAGE, "")
    language = language if language in LETTER_LANGUAGES else LETTER_LANGUAGES[0]
    words = catalogue(language)[kind]
    filled = _Filled({name: one_line(value) for name, value in values.items()})
    before = [line.format_map(filled) for line in words.before]
    after = [line.format_map(filled) for line in words.after]
    subject = one_line(words.subject.format_map(filled))
    middle = [f"{words.button}:\n{link}"] if link else []
    return Written(
        subject=subject,
        text="\n\n".join([*before, *middle, *after]) + "\n",
        html=_PAGE.format(
            language=language,
            direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
            title=html.escape(subject),
            content=_content(before, words.button, link, after),
        ),
    )


def one_line(value: str) -> str:
    """Make a short line of what somebody wrote: no line ends, no control or direction signs."""
    plain = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in value)
    return " ".join(plain.split())[:MAX_VALUE_CHARACTERS]


@cache
def catalogue(language: str = "en") -> Mapping[str, Sentences]:
    """Read the sentences of a language."""
    text = (Path(__file__).parent / "catalogue" / f"{language}.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Sentences])


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _content(before: list[str], words: str, link: str | None, after: list[str]) -> str:
    button = _BUTTON.format(link=html.escape(link, quote=True), words=html.escape(words)) if link else ""
    return "".join(map(_paragraph, before)) + button + "".join(map(_paragraph, after))


def _paragraph(line: str) -> str:
    return f"<p>{html.escape(line)}</p>"

"""The rules of passwords and e-mail addresses; pure."""

import re
import unicodedata
from collections.abc import Set
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

MIN_CHARACTERS: Final = 12
MAX_CHARACTERS: Final = 128
MAX_EMAIL_CHARACTERS: Final = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets

_EMAIL: Final = re.compile(
    r"[^\s@\x00-\x1f\x7f<>()\[\],;:\\\"]{1,64}@[^\s@\x00-\x1f\x7f<>()\[\],;:\\\"]+\.[^\s@.<>\"]{1,63}"
)
# How people dress a common word up.
_DISGUISES: Final = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})


class PasswordRule(StrEnum):
    """One line of the list that the form ticks off."""

    LENGTH = "length"
    UPPER = "upper"
    LOWER = "lower"
    DIGIT = "digit"
    SYMBOL = "symbol"
    NOT_EMAIL = "not_email"
    NOT_COMMON = "not_common"


class PasswordProfile(StrEnum):
    """`nist` drops the rule about the kinds of characters, never those about length and e-mail address."""

    STANDARD = "standard"
    NIST = "nist"


_COMPOSITION: Final = frozenset({PasswordRule.UPPER, PasswordRule.LOWER, PasswordRule.DIGIT, PasswordRule.SYMBOL})

SENTENCES: Final = {
    PasswordRule.LENGTH: f"{MIN_CHARACTERS} to {MAX_CHARACTERS} characters",
    PasswordRule.UPPER: "a capital letter",
    PasswordRule.LOWER: "a small letter",
    PasswordRule.DIGIT: "a digit",
    PasswordRule.SYMBOL: "a symbol",
    PasswordRule.NOT_EMAIL: "not your e-mail address",
    PasswordRule.NOT_COMMON: "not a common one",
}


def normalized(password: str) -> str:
    """Spell a password in the one way that is checked and hashed, whatever keyboard it came from (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def broken_rules(
    password: str,
    email: str,
    *,
    profile: PasswordProfile = PasswordProfile.STANDARD,
    common: Set[str] | None = None,
) -> tuple[PasswordRule, ...]:
    """List the rules that a password does not keep, in the order of the form."""
    text = normalized(password)
    kept = {
        PasswordRule.LENGTH: MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS,
        PasswordRule.UPPER: any(sign.isupper() for sign in text),
        PasswordRule.LOWER: any(sign.islower() for sign in text),
        PasswordRule.DIGIT: any(sign.isdecimal() for sign in text),
        PasswordRule.SYMBOL: any(not sign.isalnum() and not sign.isspace() for sign in text),
        PasswordRule.NOT_EMAIL: _squeezed(password) != _squeezed(email),
        PasswordRule.NOT_COMMON: not _is_common(text, common_passwords() if common is None else common),
    }
    return tuple(rule for rule in asked_rules(profile) if not kept[rule])


def asked_rules(profile: PasswordProfile) -> tuple[PasswordRule, ...]:
    """List the rules that a profile asks for, in the order of the form."""
    waived = _COMPOSITION if profile is PasswordProfile.NIST else frozenset()
    return tuple(rule for rule in PasswordRule if rule not in waived)


def is_email(text: str) -> bool:
    """Tell whether a text has the form of an e-mail address that mail can be sent to."""
    return len(text) <= MAX_EMAIL_CHARACTERS and text.isprintable() and _EMAIL.fullmatch(text) is not None


def email_key(email: str) -> str:
    """Spell an address in the one way by which accounts are found."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def is_same_address(one: str, other: str) -> bool:
    """Compare addresses by their bytes but for the case of a to z: what accounts are found by folds more letters."""
    return one.strip().encode().lower() == other.strip().encode().lower()


@cache
def common_passwords() -> frozenset[str]:
    """Read the bundled list: lower case words."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _squeezed(text: str) -> str:
    return "".join(normalized(text).casefold().split())


def _is_common(password: str, common: Set[str]) -> bool:
    folded = _squeezed(password)
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)
    letters = re.sub(r"[^a-z]", "", bare.translate(_DISGUISES))
    plain = re.sub(r"[^a-z]", "", folded)
    return any(_is_repeated(word, common) for word in (folded, plain, letters) if word)


def _is_repeated(word: str, common: Set[str]) -> bool:
    """Tell whether the whole word is one common word, or the same one again and again."""
    sizes = (size for size in range(1, len(word) + 1) if len(word) % size == 0)
    return any(word[:size] in common and word[:size] * (len(word) // size) == word for size in sizes)

"""Who one can be in the demo: four people, with what they sign in by."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyotp

PROVIDER = "Rowan IT Support"
CUSTOMER = "Alder & Sons"
OTHER_CUSTOMER = "Birch Clinic"

_WORDS = (Path(__file__).parent / "look" / "words.txt").read_text("utf-8").split()


class Role(StrEnum):
    """The names of the four in the ready file."""

    PROVIDER_ADMIN = "provider_admin"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"
    END_USER = "end_user"


TITLES = {
    Role.PROVIDER_ADMIN: "provider administrator",
    Role.TECHNICIAN: "technician",
    Role.AUDITOR: "auditor",
    Role.END_USER: "end user",
}
NAMES = {
    Role.PROVIDER_ADMIN: ("Ada Berg", "admin@provider.example"),
    Role.TECHNICIAN: ("Tom Reyes", "technician@provider.example"),
    Role.AUDITOR: ("Ines Roth", "auditor@provider.example"),
    Role.END_USER: ("Mia Alder", "mia@alder.example"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One account of the demo, with its secrets in plain text: they protect nothing but the demo."""

    role: Role
    name: str
    email: str
    password: str
    totp_secret: str | None

    def code_now(self) -> str | None:
        return pyotp.TOTP(self.totp_secret).now() if self.totp_secret else None


def invent_people() -> tuple[DemoPerson, ...]:
    """Give the four with fresh passwords and, for staff, fresh secrets for codes."""
    return tuple(
        DemoPerson(
            role=role,
            name=name,
            email=email,
            password=_password(),
            totp_secret=None if role is Role.END_USER else pyotp.random_base32(),
        )
        for role, (name, email) in NAMES.items()
    )


def _password() -> str:
    """Three words and four digits: easy to type, and with an upper, a lower, a digit and a symbol in it."""
    words = [secrets.choice(_WORDS).capitalize() for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04d}"])

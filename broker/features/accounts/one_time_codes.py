"""Codes from an app (TOTP, RFC 6238) and recovery codes; pure."""

import base64
import hashlib
import hmac
import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

import pyotp
import segno

STEP_SECONDS: Final = 30
WINDOW_STEPS: Final = 1
SECRET_BYTES: Final = 20  # RFC 4226, section 4, R6: 160 bits
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10  # 80 bits: too many to guess, so that a plain hash keeps them
ISSUER: Final = "Handrail"


def new_secret(randomness: Callable[[int], bytes]) -> str:
    """Make a secret for the app, in base32."""
    return base64.b32encode(randomness(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Tell whether a text is a base32 secret of at least 80 bits."""
    return re.fullmatch(r"[A-Z2-7]{16,64}", text) is not None and len(text) % 8 == 0


def matching_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """Find the time step that a code belongs to, one step early or late allowed; a step works once."""
    digits = "".join(code.split())
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.HOTP(secret)
    found = None
    for step in range(present - WINDOW_STEPS, present + WINDOW_STEPS + 1):
        if hmac.compare_digest(generator.at(step), digits) and (last_step is None or step > last_step):
            found = step
    return found


def app_address(secret: str, email: str) -> str:
    """Give the otpauth: address that an app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_picture(text: str) -> str:
    """Draw a QR code as an SVG document."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def new_recovery_codes(randomness: Callable[[int], bytes]) -> tuple[str, ...]:
    """Make ten codes such as `abcd-efgh-ijkl-mnop`."""
    return tuple(
        _grouped(base64.b32encode(randomness(_RECOVERY_BYTES)).decode().lower()) for _ in range(RECOVERY_CODES)
    )


def recovery_hash(account: str, code: str) -> str:
    """Hash a recovery code as it is stored: however it is typed, and useless for another account."""
    plain = re.sub(r"[\s-]", "", code).lower()
    return hashlib.sha256(f"recovery:{account}:{plain}".encode(errors="replace")).hexdigest()


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))

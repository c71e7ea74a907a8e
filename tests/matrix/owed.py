"""Routes whose rows are still owed: nothing is added here, and what has its row goes."""

from typing import Final

OWED: Final = frozenset(
    {
        "DELETE /api/me/app",
        "DELETE /api/me/passkeys/{passkey}",
        "GET /api/accounts/{account_id}/factors",
        "GET /api/me/factors",
        "POST /api/accounts/{account_id}/factors/reset",
        "POST /api/me/app",
        "POST /api/me/app/confirm",
        "POST /api/me/passkeys",
        "POST /api/me/passkeys/wanted",
        "POST /api/me/recovery-codes",
        "POST /api/me/step-up/app",
        "POST /api/me/step-up/passkey",
        "POST /api/me/step-up/passkey-asked",
        "POST /api/me/step-up/password",
        "POST /api/me/step-up/recovery-code",
        "POST /api/sign-in/new-passkey",
        "POST /api/sign-in/new-passkey-wanted",
        "POST /api/sign-in/passkey",
        "POST /api/sign-in/passkey-asked",
        "POST /api/sign-in/second-passkey",
        "POST /api/sign-in/second-passkey-asked",
        "PUT /api/accounts/{account_id}/factors",
    }
)

"""The rows of API tokens, which no token makes or revokes."""

from collections.abc import Mapping

from broker.access.permissions import Permission
from tests.matrix.actors import Who
from tests.matrix.rows import NOTHING_HERE, Row


def token_rows(all_signed: Mapping[Who, str]) -> dict[str, Row]:
    """Give them; one's own are everybody's who is signed in."""
    return {
        "GET /api/own-tokens": Row(for_programs=False, but=all_signed),
        "POST /api/own-tokens": Row(
            for_programs=False,
            needs=Permission.DEVICE_READ,
            good="201",
            elsewhere="400 token.wrong_permissions",
            body={"name": "Mine", "permissions": ["device:read"], "organizations": ["{organization}"]},
        ),
        "POST /api/own-tokens/{token_id}/revoke": Row(
            for_programs=False, but=dict.fromkeys(all_signed, NOTHING_HERE), path={"token_id": "{token}"}
        ),
        "GET /api/tokens": Row(
            needs=Permission.TOKEN_READ, elsewhere="200", query="q={mark}&organization={organization}"
        ),
        "POST /api/tokens": Row(
            for_programs=False,
            needs=Permission.TOKEN_CHANGE,
            good="201",
            body={"organization_id": "{organization}", "name": "Theirs", "permissions": ["device:read"]},
        ),
        "POST /api/tokens/{token_id}/revoke": Row(
            for_programs=False, needs=Permission.TOKEN_CHANGE, path={"token_id": "{token}"}
        ),
    }

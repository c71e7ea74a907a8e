"""The rows of sessions: asked for, offered, answered, ended, and what stands against offers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from broker.access.permissions import Permission
from tests.matrix.rows import MISSING_RIGHT, Row, listed

SESSION_ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "GET /api/sessions": listed(Permission.SESSION_READ, owner="200", query="device={device}"),
        "GET /api/sessions/{session_id}": Row(
            needs=Permission.SESSION_READ, owner="200", path={"session_id": "{session}"}
        ),
        "GET /api/sessions/{session_id}/picture": Row(
            needs=Permission.SESSION_READ, owner="200", path={"session_id": "{session}"}
        ),
        "POST /api/sessions": Row(
            needs=Permission.SESSION_OFFER,
            good="409 device.offline",
            body={"device_id": "{device}", "reason": "to help", "capabilities": ["view"], "seconds": 600},
        ),
        "POST /api/sessions/unattended": Row(
            needs=Permission.SESSION_UNATTENDED,
            good="409 unattended.off",
            body={"device_id": "{device}", "reason": "to update it", "capabilities": ["view"], "seconds": 600},
        ),
        "GET /api/requests/form": Row(owner="200", query="device={device}"),
        "POST /api/requests": Row(
            owner="409 session.request_open",
            body={"device_id": "{device}", "reason": "please help", "name": "Somebody"},
        ),
        "POST /api/sessions/{session_id}/approve": Row(
            needs=Permission.SESSION_APPROVE, path={"session_id": "{session}"}, body={"note": ""}
        ),
        "POST /api/sessions/{session_id}/take": Row(
            needs=Permission.SESSION_OFFER,
            good="409 request.needs_approval",
            path={"session_id": "{session}"},
            body={"note": ""},
        ),
        "POST /api/sessions/{session_id}/note": Row(
            needs=Permission.SESSION_APPROVE,
            good="409 session.refused_state",
            path={"session_id": "{session}"},
            body={"note": "We call you at two."},
        ),
        "POST /api/sessions/{session_id}/deny": Row(
            needs=Permission.SESSION_APPROVE, path={"session_id": "{session}"}, body={"note": ""}
        ),
        "POST /api/sessions/{session_id}/withdraw": Row(
            needs=Permission.SESSION_READ, good=MISSING_RIGHT, owner="200", path={"session_id": "{session}"}
        ),
        "POST /api/sessions/{session_id}/terminate": Row(
            needs=Permission.SESSION_TERMINATE, path={"session_id": "{session}"}, body={"reason": ""}
        ),
        "GET /api/offer-blocks": listed(Permission.SESSION_READ, query="device={device}&account={staff}"),
        "POST /api/offer-blocks/{block_id}/lift": Row(
            needs=Permission.SESSION_UNBLOCK, path={"block_id": "{offer_block}"}, body={}
        ),
        "POST /api/sessions/{session_id}/done": Row(
            needs=Permission.SESSION_READ,
            good=MISSING_RIGHT,
            owner="200",
            path={"session_id": "{session}"},
        ),
    }
)

"""The rows of joining by code: a computer proves its key, a technician their right, and no code here works."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from broker.access.permissions import Permission
from tests.matrix.actors import END_USERS, STAFF, Who
from tests.matrix.rows import NOTHING_HERE, Row

TOKEN = "A" * 43
NO_FACTS: Final[Mapping[str, object]] = {
    "name": "x",
    "system": "x",
    "version": "x",
    "person": None,
    "displays": [],
    "addresses": [],
}
ALL_SIGNED = dict.fromkeys((END_USERS | STAFF.keys()) - {Who.OWNER_SHUT_OUT}, "200")

JOIN_ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "POST /api/join/codes": Row(
            all="403 join.refused",
            body={"public_key": "A" * 43 + "=", "proof": "AQEB" * 21 + "AQ==", "facts": NO_FACTS},
        ),
        "POST /api/join/look": Row(all=NOTHING_HERE, body={"secret": TOKEN}),
        "POST /api/join/requests": Row(
            all="403 join.refused",
            body={
                "code": "000000000",
                "public_key": "A" * 43 + "=",
                "proof": "AQEB" * 21 + "AQ==",
                "facts": NO_FACTS,
            },
        ),
        "POST /api/join": Row(
            needs=Permission.SESSION_OFFER,
            good="403 join.refused",
            body={
                "code": "000000000",
                "organization_id": "{organization}",
                "reason": "to help",
                "capabilities": ["view"],
                "seconds": 600,
            },
        ),
        "GET /api/sessions/{session_id}/join-help": Row(
            needs=Permission.SESSION_READ, good=NOTHING_HERE, owner=NOTHING_HERE, path={"session_id": "{session}"}
        ),
        "POST /api/sessions/{session_id}/join-code": Row(
            needs=Permission.SESSION_READ, good="409 join.over", owner="409 join.over", path={"session_id": "{session}"}
        ),
        "GET /api/get-help-now": Row(but=ALL_SIGNED),
        "GET /api/open-portal/get-help-now": Row(all=NOTHING_HERE, query="slug={mark}"),
    }
)

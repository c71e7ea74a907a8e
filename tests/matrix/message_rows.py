"""The rows of messages: whoever may read or write where the request is, and whose it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from broker.access.permissions import Permission
from tests.matrix.join_rows import TOKEN
from tests.matrix.rows import NOTHING_HERE, Row

_PATH = {"session_id": "{session}"}

MESSAGE_ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "GET /api/messages/unread": Row(needs=Permission.MESSAGE_READ, owner="200", elsewhere="200"),
        "GET /api/sessions/{session_id}/messages": Row(needs=Permission.MESSAGE_READ, owner="200", path=_PATH),
        "POST /api/sessions/{session_id}/messages": Row(
            needs=Permission.MESSAGE_WRITE, good="201", owner="201", path=_PATH, body={"text": "Hello {mark}"}
        ),
        "POST /api/sessions/{session_id}/messages/read": Row(
            needs=Permission.MESSAGE_READ, owner="200", path=_PATH, body={"number": 1}
        ),
        "POST /api/open-portal/messages": Row(all=NOTHING_HERE, body={"secret": TOKEN, "text": "Hello"}),
        "POST /api/open-portal/messages/read": Row(all=NOTHING_HERE, body={"secret": TOKEN, "number": 1}),
    }
)

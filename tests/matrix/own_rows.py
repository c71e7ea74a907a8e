"""The rows of reaching one's own devices from elsewhere: the switch, and its use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from broker.access.permissions import Permission
from tests.matrix.actors import Who
from tests.matrix.rows import MISSING_RIGHT, Row

_PERSON: Final = {"account_id": "{person}"}
_ORGANIZATION: Final = {"organization_id": "{organization}"}

OWN_ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "GET /api/accounts/{account_id}/remote-access": Row(needs=Permission.ACCOUNT_READ, path=_PERSON),
        "POST /api/accounts/{account_id}/remote-access/enable": Row(
            for_programs=False,
            needs=Permission.REMOTE_ACCESS_CHANGE,
            good="409 remote_access.unmet",
            path=_PERSON,
        ),
        "POST /api/accounts/{account_id}/remote-access/disable": Row(
            needs=Permission.REMOTE_ACCESS_CHANGE, path=_PERSON
        ),
        "GET /api/organizations/{organization_id}/remote-access": Row(
            needs=Permission.REMOTE_ACCESS_CHANGE, path=_ORGANIZATION
        ),
        "POST /api/organizations/{organization_id}/remote-access/enable-all": Row(
            for_programs=False,
            needs=Permission.REMOTE_ACCESS_CHANGE,
            good="400 account.name_not_typed",
            path=_ORGANIZATION,
            body={"name": "Another"},
        ),
        # Nobody of the staff comes this way, whatever they hold.
        "POST /api/devices/{device_id}/connect": Row(
            for_programs=False,
            owner="409 own_access.not_enabled",
            path={"device_id": "{device}"},
            but={Who.OWNER_LIMITED: MISSING_RIGHT},
        ),
    }
)

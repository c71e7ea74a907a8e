"""The rows of settings of organizations and devices."""

from typing import Final

from broker.access.permissions import Permission
from tests.matrix.rows import Row

SETTING: Final = {"changes": [{"key": "allow_remote_support", "value": False, "version": 0}]}
_ORGANIZATION: Final = {"organization_id": "{organization}"}
_DEVICE: Final = {"device_id": "{device}"}

SETTINGS_ROWS: Final = {
    "GET /api/organizations/{organization_id}/settings": Row(needs=Permission.SETTINGS_READ, path=_ORGANIZATION),
    "PATCH /api/organizations/{organization_id}/settings": Row(
        needs=Permission.SETTINGS_CHANGE, path=_ORGANIZATION, body=SETTING
    ),
    "GET /api/devices/{device_id}/settings": Row(needs=Permission.SETTINGS_READ, path=_DEVICE),
    "PATCH /api/devices/{device_id}/settings": Row(needs=Permission.SETTINGS_CHANGE, path=_DEVICE, body=SETTING),
}

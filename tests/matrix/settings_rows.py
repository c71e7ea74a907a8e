"""The rows of settings of organizations and devices."""

from typing import Final

from broker.access.permissions import Permission
from tests.matrix.rows import Row

SETTING: Final = {"changes": [{"key": "allow_remote_support", "value": False, "version": 0}]}
_ORGANIZATION: Final = {"organization_id": "{organization}"}
_RULE: Final = {"rule_id": "{setting_rule}"}
_TAGGED: Final = {"name": "Finance", "conditions": ["tag:finance"]}
_DEVICE: Final = {"device_id": "{device}"}

SETTINGS_ROWS: Final = {
    "GET /api/organizations/{organization_id}/settings": Row(needs=Permission.SETTINGS_READ, path=_ORGANIZATION),
    "PATCH /api/organizations/{organization_id}/settings": Row(
        needs=Permission.SETTINGS_CHANGE, path=_ORGANIZATION, body=SETTING
    ),
    "GET /api/devices/{device_id}/settings": Row(needs=Permission.SETTINGS_READ, path=_DEVICE),
    "PATCH /api/devices/{device_id}/settings": Row(needs=Permission.SETTINGS_CHANGE, path=_DEVICE, body=SETTING),
    "GET /api/organizations/{organization_id}/setting-rules": Row(needs=Permission.SETTINGS_READ, path=_ORGANIZATION),
    "POST /api/organizations/{organization_id}/setting-rules": Row(
        needs=Permission.SETTINGS_CHANGE, good="201", path=_ORGANIZATION, body=_TAGGED
    ),
    "POST /api/organizations/{organization_id}/setting-rules/order": Row(
        needs=Permission.SETTINGS_CHANGE,
        path=_ORGANIZATION,
        body={"rules": ["{setting_rule}"], "before": ["{setting_rule}"]},
    ),
    "POST /api/setting-rules/{rule_id}": Row(
        needs=Permission.SETTINGS_CHANGE, path=_RULE, body={"version": 1, **_TAGGED}
    ),
    "POST /api/setting-rules/{rule_id}/remove": Row(needs=Permission.SETTINGS_CHANGE, path=_RULE),
    "GET /api/setting-rules/{rule_id}/settings": Row(needs=Permission.SETTINGS_READ, path=_RULE),
    "PATCH /api/setting-rules/{rule_id}/settings": Row(needs=Permission.SETTINGS_CHANGE, path=_RULE, body=SETTING),
}

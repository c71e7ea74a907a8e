"""The rows of who is told: what one is told oneself, and webhooks."""

from collections.abc import Mapping

from broker.access.permissions import Permission
from tests.matrix.actors import Who
from tests.matrix.rows import Row


def notice_rows(all_signed: Mapping[Who, str], not_by_token: Mapping[Who, str]) -> dict[str, Row]:
    """Give them; one's own are everybody's who is signed in, and a program changes nothing of them."""
    return {
        "GET /api/notices": Row(but=all_signed),
        "POST /api/notices/read": Row(but={**all_signed, **not_by_token}, body={"ids": None}),
        "GET /api/notice-choices": Row(but=all_signed),
        "PUT /api/notice-choices": Row(
            but={**all_signed, **not_by_token}, body={"choices": [{"happening": "ended", "ways": ["mail"]}]}
        ),
        **_WEBHOOKS,
    }


_HOOK: dict[str, object] = {"name": "Hook {mark}", "happenings": ["ended"]}
_WEBHOOKS = {
    "GET /api/webhooks": Row(needs=Permission.WEBHOOK_READ, elsewhere="200"),
    "POST /api/webhooks": Row(
        for_programs=False,
        needs=Permission.WEBHOOK_CHANGE,
        good="201",
        body={**_HOOK, "organization_id": "{organization}", "form": "plain", "url": "https://hooks.example/a"},
    ),
    "PUT /api/webhooks/{webhook_id}": Row(
        for_programs=False,
        needs=Permission.WEBHOOK_CHANGE,
        path={"webhook_id": "{webhook}"},
        body={**_HOOK, "is_on": False},
    ),
    "POST /api/webhooks/{webhook_id}/key": Row(
        for_programs=False, needs=Permission.WEBHOOK_CHANGE, path={"webhook_id": "{webhook}"}
    ),
    "POST /api/webhooks/{webhook_id}/remove": Row(needs=Permission.WEBHOOK_CHANGE, path={"webhook_id": "{webhook}"}),
    "GET /api/webhooks/{webhook_id}/deliveries": Row(needs=Permission.WEBHOOK_READ, path={"webhook_id": "{webhook}"}),
    "POST /api/webhooks/{webhook_id}/deliveries/{delivery_id}/send": Row(
        needs=Permission.WEBHOOK_CHANGE, path={"webhook_id": "{webhook}", "delivery_id": "{delivery}"}
    ),
    "POST /api/webhook-previews": Row(needs=Permission.WEBHOOK_READ, elsewhere="200", body={"form": "slack"}),
}

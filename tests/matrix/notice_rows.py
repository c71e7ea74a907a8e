"""The rows of what one is told, and chooses to be told."""

from collections.abc import Mapping

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
    }

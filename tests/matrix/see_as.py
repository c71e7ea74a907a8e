"""The rows of the matrix about see as."""

from collections.abc import Mapping

from broker.access.permissions import Permission
from tests.matrix.actors import Who
from tests.matrix.rows import Row


def rows(all_signed: Mapping[Who, str]) -> dict[str, Row]:
    """Give them; who is signed in at all may stop what is nothing of theirs, and nothing happens."""
    return {
        "POST /api/see-as": Row(
            for_programs=False, needs=Permission.ACCOUNT_READ, good="201", body={"account_id": "{person}"}
        ),
        "POST /api/see-as/portal": Row(
            for_programs=False,
            needs=Permission.PORTAL_READ,
            good="201",
            body={"organization_id": "{organization}", "portal_group_id": "{portal_group}"},
        ),
        "POST /api/see-as/{sight}/stop": Row(for_programs=False, but=all_signed, path={"sight": "a" * 26}),
    }

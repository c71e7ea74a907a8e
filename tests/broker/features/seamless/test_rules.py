"""Who decides for an organization, and how a visit is found on its log."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from broker.audit.query import parse_query
from broker.errors import Conflict, PermissionMissing
from broker.features.seamless import rules
from tests.fakes.actors import ORG_A, ORG_B, named, staff

BEGUN = datetime(2026, 5, 4, 14, 2, 0, 500_000, tzinfo=UTC)


def test_only_the_organization_itself_decides_and_no_visitor_of_it() -> None:
    own = staff(organization=ORG_A)
    rules.check_is_own(own, ORG_A)
    for other in (staff(), staff(organization=ORG_B), replace(own, visit=named("visit"))):
        with pytest.raises(PermissionMissing):
            rules.check_is_own(other, ORG_A)


def test_a_console_is_opened_from_the_provider_console() -> None:
    rules.check_from_provider_console(staff())
    with pytest.raises(Conflict):
        rules.check_from_provider_console(replace(staff(), console=ORG_A))


def test_the_search_for_a_visit_is_one_that_the_audit_log_understands() -> None:
    account = named("ada")
    query = rules.entries_query(account, BEGUN, BEGUN.replace(minute=20))
    assert query == f"actor:{account} after:2026-05-04T14:02:00Z before:2026-05-04T14:20:01Z"
    assert [part.key for part in parse_query(query).filters] == ["actor", "after", "before"]
    assert "before" not in rules.entries_query(account, BEGUN, None)

"""Tests of `handrail people`, on a real state directory."""

import pytest

from broker.commands.organizations import main as organizations
from broker.commands.people import main
from tests.broker.commands.console import Console

pytestmark = pytest.mark.slow


def test_an_end_user_is_added_found_disabled_and_enabled(console: Console) -> None:
    home = console.run(organizations, "add", "--name", "Org A").item["id"]
    made = console.run(main, "add", "--organization", home, "--name", "Mia", "--email", "mia@a.example").item
    assert (made["kind"], made["status"]) == ("end_user", "active")
    assert console.run(main, "disable", made["id"]).item["status"] == "disabled"
    assert [each["id"] for each in console.run(main, "list", "--status", "disabled").lines] == [made["id"]]
    assert console.run(main, "enable", made["id"]).item["status"] == "active"
    assert console.run(main, "list", "--organization", home, "--search", "nobody").lines == []
    refused = console.run(main, "add", "--organization", "a" * 26, "--name", "Mia", "--email", "m@a.example")
    assert (refused.status, refused.complaint) == (1, "handrail people: Nothing here for you.\n")

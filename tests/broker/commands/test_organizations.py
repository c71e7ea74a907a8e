"""Tests of `handrail organizations`, on a real state directory."""

import pytest

from broker.commands.admin import main as admin
from broker.commands.organizations import main
from broker.commands.people import main as people
from tests.broker.commands.console import Console
from tests.fakes.accounts import PASSWORD

pytestmark = pytest.mark.slow


def test_an_organization_is_added_changed_archived_and_restored(console: Console) -> None:
    made = console.run(main, "add", "--name", "Org A").item
    assert made["slug"] == "org-a"
    person = ("add", "--organization", made["id"], "--name", "Mia", "--email", "mia@a.example")
    contact = console.run(people, *person).item["id"]
    changed = console.run(main, "change", made["id"], "--name", "Org Z", "--main-contact", contact).item
    assert (changed["name"], changed["slug"], changed["main_contact"]["name"]) == ("Org Z", "org-a", "Mia")
    assert console.run(main, "change", made["id"], "--main-contact", "").item["main_contact"] is None
    assert console.run(main, "archive", made["id"]).item["archived_at"] is not None
    assert console.run(main, "list").lines == []
    assert [each["name"] for each in console.run(main, "list", "--archived").lines] == ["Org Z"]
    assert console.run(main, "restore", made["id"]).item["archived_at"] is None
    assert [each["id"] for each in console.run(main, "list", "--search", "org").lines] == [made["id"]]


def test_what_is_refused_is_one_line_and_status_one(console: Console) -> None:
    console.run(main, "add", "--name", "Org A")
    said = console.run(main, "add", "--name", "Org A")
    assert (said.status, said.out) == (1, "")
    assert said.complaint == "handrail organizations: There is an organization of this name.\n"
    assert console.run(main, "archive", "a" * 26).complaint == "handrail organizations: Nothing here for you.\n"


def test_somebody_of_its_staff_is_appointed_though_nobody_in_the_portal_could(console: Console) -> None:
    made = console.run(main, "add", "--name", "Org A").item
    staff = ("--kind", "staff", "--organization", made["id"], "--name", "Nora", "--email", "nora@a.example")
    added = console.run(admin, "add-account", *staff, "--password-stdin", typed=PASSWORD.encode())
    assert added.status == 0, added.complaint
    appoint = ("appoint", made["id"], "--email")
    assert console.run(main, *appoint, " NORA@a.example").item["id"] == made["id"]
    again = console.run(main, *appoint, "nora@a.example")
    assert again.complaint == "handrail organizations: They are its administrator already.\n"
    person = ("add", "--organization", made["id"], "--name", "Mia", "--email", "mia@a.example")
    console.run(people, *person)
    for wrong in ("mia@a.example", "nobody@a.example"):
        said = console.run(main, *appoint, wrong)
        assert (
            said.complaint == "handrail organizations: Nobody of this organization's staff has this e-mail address.\n"
        )

"""Tests of `import` and `export` at the console."""

from pathlib import Path

import pytest

from broker.commands.organizations import main as organizations
from broker.commands.people import main as people
from tests.broker.commands.console import Console

pytestmark = pytest.mark.slow

HEADER = b"organization,name,email\n"
ROWS = b"org-a,Mia,mia@a.example\norg-a,Joe,joe@a.example\n"


def test_a_file_is_looked_at_imported_and_exported(console: Console, tmp_path: Path) -> None:
    console.run(organizations, "add", "--name", "Org A")
    file = tmp_path / "people.csv"
    file.write_bytes(HEADER + ROWS)
    expected = {"rows": 2, "created": 2, "changed": 0, "unchanged": 0, "problems": 0}
    assert console.run(people, "import", str(file), "--dry-run").item == expected
    assert console.run(people, "list").lines == []
    assert console.run(people, "import", str(file)).item == expected
    again = console.run(people, "import", "-", typed=HEADER + ROWS)
    assert (again.status, again.item["unchanged"]) == (0, 2)
    out = tmp_path / "out.csv"
    assert console.run(people, "export", str(out)).status == 0
    assert out.read_bytes().count(b"\r\n") == 3
    assert console.run(people, "export", "-").out.replace("\r\n", "\n") == out.read_text("utf-8")
    taken = console.run(people, "export", str(out))
    assert (taken.status, taken.complaint) == (1, "handrail people: File exists\n")


def test_each_bad_row_is_told_and_nothing_is_done(console: Console) -> None:
    console.run(organizations, "add", "--name", "Org A")
    said = console.run(people, "import", "-", typed=HEADER + ROWS + b"nowhere,Ann,ann@a.example\n")
    assert (said.status, said.item["problems"], said.item["created"]) == (1, 1, 0)
    assert said.complaint.startswith("row 4, organization: There is no such organization.")
    assert console.run(people, "list").lines == []
    unread = console.run(people, "import", "-", typed=b"name\n")
    assert (unread.status, unread.out) == (1, "")
    assert unread.complaint.startswith("handrail people: The column “organization” is missing.")

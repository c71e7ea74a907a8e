"""Links in documents lead somewhere, and decisions are numbered without a gap."""

import re
from pathlib import Path

from protocol.session.reasons import EndReason
from tests.architecture.tree import ROOT, text_of, tracked_files

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE_PATH = re.compile(r"`((?:agent|broker|certs|protocol|tests|tools|bench|web_viewer|docs)/[\w./-]*[\w/])`")


def documents() -> list[Path]:
    return [name for name in tracked_files() if name.suffix == ".md" and "node_modules" not in name.parts]


def anchors_of(text: str) -> set[str]:
    """The anchors of the headings, as forges spell them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def test_each_link_between_documents_resolves() -> None:
    broken = []
    for name in documents():
        text = FENCE.sub("", text_of(name) or "")
        for target in LINK.findall(text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (ROOT / name.parent / path).resolve() if path else ROOT / name
            if not file.exists() or (anchor and anchor not in anchors_of(file.read_text("utf-8"))):
                broken.append(f"{name}: {target}")
    assert not broken


def test_each_path_named_in_a_document_exists() -> None:
    gone: list[str] = []
    for name in documents():
        if name.parts[0] == "docs" or name.name in {"README.md", "CONTRIBUTING.md"}:
            gone.extend(
                f"{name}: {path}" for path in CODE_PATH.findall(text_of(name) or "") if not (ROOT / path).exists()
            )
    assert not gone, f"the code moved; mend the document: {gone}"


def test_decisions_are_numbered_without_a_gap() -> None:
    pages = sorted(name.name for name in tracked_files() if name.parent == Path("docs/decisions"))
    assert [page[:5] for page in pages] == [f"{number:04d}-" for number in range(1, len(pages) + 1)]


def test_each_end_of_a_session_stands_once_in_the_table_of_ends() -> None:
    table = (text_of(Path("docs/session.md")) or "").partition("## How a session ends")[2]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| `")]
    named = [reason for row in rows for reason in re.findall(r"`(\w+)`", row[1])]
    assert sorted(named) == sorted(reason.value for reason in EndReason)
    scenarios = {name for row in rows for name in re.findall(r"`(test_\w+\.py)`", row[2])}
    assert all((ROOT / "tests/end_to_end" / name).exists() for name in scenarios), scenarios

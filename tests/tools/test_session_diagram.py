"""The page of the session shows the table as it is."""

from pathlib import Path

import pytest

from protocol.session.states import AnyState
from tools import session_diagram


def test_page_is_up_to_date() -> None:
    assert session_diagram.main(["--check"]) == 0


def test_stale_page_is_noticed_and_redrawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_diagram, "PAGE", tmp_path / "session.md")
    assert session_diagram.main(["--check"]) == 1
    assert session_diagram.main([]) == 0
    assert session_diagram.main(["--check"]) == 0


def test_words_around_the_diagram_stay() -> None:
    page = session_diagram.page(f"# Before\n{session_diagram.BEGIN}\nold\n{session_diagram.END}\n## After\n")
    assert page.startswith("# Before\n")
    assert page.endswith("\n## After\n")
    assert "old" not in page


@pytest.mark.parametrize("state", AnyState.__args__, ids=lambda state: str(state.__name__))
def test_every_state_is_drawn(state: type) -> None:
    assert f" {state.__name__}" in session_diagram.diagram()

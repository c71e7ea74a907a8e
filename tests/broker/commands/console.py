"""A console for the tests of subcommands: a state directory of one's own, and what was printed."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended, and what it said."""

    status: int
    out: str
    complaint: str

    @property
    def item(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Runs subcommands on one database."""

    state: Path
    database_url: str
    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, main: Callable[[Sequence[str]], int], *arguments: str, typed: bytes = b"") -> Said:
        self.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
        status = main([*arguments, "--state-dir", str(self.state), "--database-url", self.database_url])
        shown = self.capture.readouterr()
        return Said(status=status, out=shown.out, complaint=shown.err)

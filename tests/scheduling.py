"""Who runs which test when several run at once: by their groups, and past a worker that crashed."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController


class PastCrashes(LoadGroupScheduling):  # type: ignore[misc]
    """Counts the test that a worker crashed in as over, and gives on what that worker had not begun.

    As it comes, `loadgroup` lines up what a crashed worker had finished too, and waits for ever for its results
    (pytest-xdist 3.8).
    """

    def remove_node(self, node: WorkerController) -> str | None:
        workload: dict[str, dict[str, bool]] = self.assigned_work.pop(node)
        left = [test for unit in workload.values() for test, is_over in unit.items() if not is_over]
        if not left:
            return None
        for scope, unit in workload.items():
            if rest := {test: False for test, is_over in unit.items() if not is_over and test != left[0]}:
                self.workqueue[scope] = rest
        for other in self.assigned_work:
            self._reschedule(other)
        return left[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PastCrashes | None:
    return PastCrashes(config, log) if config.getoption("dist") == "loadgroup" else None

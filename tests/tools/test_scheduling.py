"""A crash in one test is that test's failure, and no wait without an end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CRASHES = """
import os, signal, pytest

@pytest.mark.parametrize("number", range(20))
def test_one(number):
    if number in (3, 11):
        os.kill(os.getpid(), signal.SIGKILL)

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(4))
def test_together(number):
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_worker_that_crashes_costs_the_one_test_it_ran(tmp_path: Path) -> None:
    (tmp_path / "test_crashes.py").write_text(CRASHES)
    command = [sys.executable, "-m", "pytest", "-p", "tests.scheduling", "-p", "no:cacheprovider", "-n", "2"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COVERAGE"))}
    ran = subprocess.run(
        [*command, "--dist", "loadgroup", "--rootdir", str(tmp_path), "-q", str(tmp_path)],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout
    assert ran.stdout.splitlines()[-1].startswith("3 failed, 21 passed"), ran.stdout

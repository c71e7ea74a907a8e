"""Set-up does its work once, and again when what it depends on changed."""

from pathlib import Path

import pytest

from tools import set_up


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    monkeypatch.setattr(set_up, "STAMPS", tmp_path / ".stamps")
    return tmp_path


def test_work_is_done_again_only_when_an_input_changed_or_an_output_is_gone(root: Path) -> None:
    done: list[str] = []
    source, output = root / "source", root / "output"
    source.write_text("one")

    def build() -> None:
        done.append(source.read_text())
        output.write_text("built")

    set_up.unless_unchanged("build", [source], build, output)
    set_up.unless_unchanged("build", [source], build, output)
    assert done == ["one"]
    source.write_text("two")
    set_up.unless_unchanged("build", [source], build, output)
    output.unlink()
    set_up.unless_unchanged("build", [source], build, output)
    assert done == ["one", "two", "two"]


def test_work_that_failed_is_tried_again(root: Path) -> None:
    def fail() -> None:
        raise SystemExit("no")

    with pytest.raises(SystemExit):
        set_up.unless_unchanged("build", [], fail)
    done: list[bool] = []
    set_up.unless_unchanged("build", [], lambda: done.append(True))
    assert done == [True]


def test_remarks_in_the_list_of_packages_are_no_packages(tmp_path: Path) -> None:
    listed = tmp_path / "list"
    listed.write_text("# remark\n\nxvfb\n  openbox  \n")
    assert set_up.listed_packages(listed) == ["xvfb", "openbox"]

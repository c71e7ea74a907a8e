"""The private desktop's home directory."""

from pathlib import Path

from broker.demo.desktop_look import NOTES_NAME, furnish, programs


def test_every_file_of_the_look_is_laid_out(tmp_path: Path) -> None:
    home = furnish(tmp_path)
    assert (home / ".config/openbox/rc.xml").is_file()
    assert (home / ".themes/Handrail/openbox-3/themerc").is_file()
    assert "Notes" in (home / NOTES_NAME).read_text("utf-8")


def test_the_editor_is_calm_whoever_runs_the_demo(tmp_path: Path) -> None:
    """The editor finds the style that hides its warning to administrators where GTK looks for it."""
    assert "opacity: 0" in (furnish(tmp_path) / ".config/gtk-3.0/gtk.css").read_text("utf-8")


def test_what_a_person_wrote_stays_when_the_desktop_starts_again(tmp_path: Path) -> None:
    notes = furnish(tmp_path) / NOTES_NAME
    notes.write_text("mine", "utf-8")
    assert (furnish(tmp_path) / NOTES_NAME).read_text("utf-8") == "mine"


def test_the_window_manager_starts_before_the_windows(tmp_path: Path) -> None:
    assert list(programs(tmp_path)) == ["openbox", "trayer", "terminal", "editor"]

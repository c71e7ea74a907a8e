"""Tests mirror the code: each module has a test module of its own, or a stated reason why not."""

from pathlib import Path

from tests.architecture.exceptions import WITHOUT_OWN_TEST
from tests.architecture.tree import PRODUCT, ROOT, python_files, syntax_of

MEASURED = (*PRODUCT, "tools")


def test_module_of(module: Path) -> Path:
    return Path("tests") / module.parent / f"test_{module.stem.strip('_')}.py"


test_module_of.__test__ = False  # type: ignore[attr-defined]


def modules_without_test() -> set[str]:
    modules = [name for name in python_files(*MEASURED) if has_code(name)]
    return {str(name) for name in modules if not (ROOT / test_module_of(name)).is_file()}


def has_code(name: Path) -> bool:
    """Tell whether there is anything to test: a package's opening sentence alone is not."""
    return any(syntax_of(name).body[1:]) and "migrations/versions" not in str(name)


def test_each_module_has_its_test_module() -> None:
    untested = modules_without_test() - set(WITHOUT_OWN_TEST)
    remedy = "add the test module, or a line with the reason to tests/architecture/exceptions.py"
    assert not untested, f"{remedy}: " + ", ".join(
        f"{name} -> {test_module_of(Path(name))}" for name in sorted(untested)
    )


def test_no_exception_outlives_its_reason() -> None:
    needless = set(WITHOUT_OWN_TEST) - modules_without_test()
    assert not needless, f"these have a test module or are gone; take them off the list: {sorted(needless)}"


def test_each_exception_says_why() -> None:
    assert all(len(reason.split()) >= 2 for reason in WITHOUT_OWN_TEST.values())

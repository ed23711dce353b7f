"""The house: ten packages, imports that go down, small modules, and tests that stand where the code stands."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest
from books import ROOT

PACKAGE = ROOT / "src/helpers"
TESTS = ROOT / "tests"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.stem not in ("__init__", "__main__"))
MOST_LINES = 250
NO_PACKAGE = {"books", "oracle", "repository", "browser"}  # folders of tests/ that mirror none


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def packages() -> set[str]:
    return {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}


def test_imports_go_down():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_package_has_its_layer():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = " ".join(project["tool"]["importlinter"]["contracts"][0]["layers"])
    assert set(re.findall(r"helpers\.(\w+)", layers)) == packages()


def test_at_most_twelve_entries_stand_at_the_top():
    entries = [path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"]
    assert len(entries) <= 12 and {entry for entry in entries if entry.endswith(".py")} == {
        "__init__.py",
        "__main__.py",
    }


@pytest.mark.parametrize("package", sorted(packages()))
def test_a_package_says_what_it_promises(package: str):
    sentence = (PACKAGE / package / "__init__.py").read_text(encoding="utf-8").partition("\n")[0]
    assert sentence.startswith('"""') and len(sentence.split()) >= 7


def test_modules_are_small():
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert [name for name, count in lines.items() if count > MOST_LINES] == []
    assert statistics.median(lines.values()) <= 125


def test_modules_are_named_by_what_they_hold():
    vague = {"utils", "util", "common", "misc", "tools", "base", "core", "shared"}
    assert [name_of(path) for path in MODULES if path.stem in vague] == []


def test_tests_stand_in_the_folders_of_the_package():
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    mirrored = [folder for folder in folders if not NO_PACKAGE & set(folder.parts)]
    assert [folder.as_posix() for folder in mirrored if not (PACKAGE / folder / "__init__.py").is_file()] == []
    assert packages() <= {folder.parts[0] for folder in mirrored if folder.parts}


def test_a_module_without_a_test_file_of_its_name_is_used_by_a_test():
    graph, tested = grimp.build_graph("helpers", cache_dir=None), imported_by_tests()
    if "helpers.commands.cli" in tested:  # which imports a command by its name when it is called
        tested |= {
            command for path in MODULES for command in re.findall(r'"(helpers[.\w]+):\w+"', path.read_text("utf-8"))
        }
    started = {module for path in MODULES for module in re.findall(r'"-m", "(helpers[.\w]+)"', path.read_text("utf-8"))}
    run = {
        path.with_name(name)
        for path in MODULES
        for name in re.findall(r'with_name\("(\w+\.py)"\)', path.read_text("utf-8"))
    }
    lost = []
    for path in MODULES:
        module = "helpers." + name_of(path).removesuffix(".py").replace("/", ".")
        own = (TESTS / name_of(path)).with_name(f"test_{path.stem}.py")
        if (
            not own.is_file()
            and module not in started
            and path not in run
            and not tested & {module, *graph.find_downstream_modules(module)}
        ):
            lost.append(name_of(path))
    assert lost == []


def imported_by_tests() -> set[str]:
    """Return the modules that test files import, and the packages around them, which are then loaded."""
    found = set()
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers"):
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found | {name.rpartition(".")[0] for name in found} - {"helpers"}


def test_test_files_import_no_test_files():
    for path in TESTS.rglob("*.py"):
        assert not re.search(r"^ *(?:from|import) test_\w+", path.read_text(encoding="utf-8"), re.MULTILINE), path

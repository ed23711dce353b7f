"""CONTRIBUTING.md is a walk, docs/authoring.md goes on with it: files are saved, commands print what is shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
AUTHORING = (ROOT / "docs/authoring.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
WALK = "".join(
    text.partition(heading)[2].partition("\n## ")[0]
    for text, heading in (
        (CONTRIBUTING, "## Add a study in seven steps"),
        (AUTHORING, "## A study that no chapter uses"),
    )
)
ADDED = ("data", "chapters", "references.bib", "numbers.lock", "_config.yml", "_toc.yml", "requirements.lock")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository of its own with the book of this one."""
    folder = tmp_path_factory.mktemp("walk") / "clone"
    folder.mkdir()
    for name in ADDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "The book"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / "_build").mkdir()  # as whoever has built or checked the book has it: what passed is not checked again
    return folder


def run(command: str, folder: Path) -> str:
    """Return what a command of the walk prints; `review` is the one of this Python."""
    words = command.split()
    assert words[0] == "review" or command == "make check-data", command
    arguments = words[1:] if words[0] == "review" else ["check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    process = [sys.executable, "-m", "helpers", *arguments]
    result = subprocess.run(process, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
    return result.stdout


def same(shown: str, printed: str) -> bool:
    """Return whether a line is printed as shown, `...` standing for any words that are not promised."""
    return re.fullmatch(".+".join(map(re.escape, shown.rstrip().split("..."))), printed.rstrip()) is not None


def printed_as_shown(shown: list[str], printed: list[str]) -> bool:
    """Return whether lines are printed in the order shown, `...` standing for any number of others."""
    place, any_number = 0, False
    for line in shown:
        if line == "...":
            any_number = True
            continue
        found = [n for n in range(place, len(printed)) if same(line, printed[n])]
        if not found or (not any_number and found[0] != place):
            return False
        place, any_number = found[0] + 1, False
    return any_number or place == len(printed)


@pytest.mark.slow
def test_the_walk_runs_as_it_is_written(clone: Path):
    commands = []
    for block in BLOCK.finditer(WALK):
        if block["kind"] == "console":
            for part in block["content"].split("$ ")[1:]:
                command, *shown = part.rstrip("\n").split("\n")
                printed = run(command, clone).rstrip("\n").split("\n")
                assert printed_as_shown(shown, printed), f"{command} prints:\n" + "\n".join(printed)
                commands.append(command.split(" --")[0])
        else:
            path = clone / block["file"]
            before = path.read_text(encoding="utf-8") if path.suffix == ".md" else ""
            path.write_text(before + block["content"], encoding="utf-8", newline="\n")
    assert commands.count("review new study") == 2 and {"review accept", "review check", "review diff"} <= set(commands)


def test_lines_that_are_not_printed_are_noticed():
    assert printed_as_shown(["a 1", "...", "c"], ["a 1", "b", "c"])
    assert printed_as_shown(["... numbers, 2 moved"], ["1556 numbers, 2 moved"])
    assert not printed_as_shown(["... numbers, 2 moved"], ["1556 numbers, 3 moved"])
    assert not printed_as_shown(["a", "c"], ["a", "b", "c"])
    assert not printed_as_shown(["a", "...", "d"], ["a", "b", "c"])
    assert not printed_as_shown(["a"], ["a", "b"])


def test_the_walk_promises_numbers_and_has_seven_steps():
    assert re.findall(r"^\*\*(\d)\. ", CONTRIBUTING, re.MULTILINE) == list("1234567")
    assert "44.9% (31.9-58.7%)" in WALK and "'44.9%'" in WALK
    assert len(CONTRIBUTING.splitlines()) < 140


def test_every_command_and_every_table_is_told_to_authors():
    from helpers.commands.cli import COMMANDS

    told = CONTRIBUTING + AUTHORING
    assert [name for name in sorted(COMMANDS) if f"review {name}" not in told] == []
    assert [path.name for path in (ROOT / "data").glob("*.csv") if path.name not in told] == []

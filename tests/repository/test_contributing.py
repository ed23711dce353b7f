"""CONTRIBUTING.md is a walk: its files are saved, its commands run, and each prints what is shown there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
WALK = TEXT.partition("## From an empty clone")[2].partition("\n## ")[0]
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


def same(line: str) -> str:
    """Return a line without its digits: the book grows, and its walk need not be written anew."""
    return re.sub(r"\d+", "#", line.rstrip())


def printed_as_shown(shown: list[str], printed: list[str]) -> bool:
    """Return whether lines are printed in the order shown, `...` standing for any number of others."""
    place, any_number = 0, False
    for line in shown:
        if line == "...":
            any_number = True
            continue
        found = [n for n in range(place, len(printed)) if same(printed[n]) == same(line)]
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
    assert printed_as_shown(["a 1", "...", "c"], ["a 2", "b", "c"])
    assert not printed_as_shown(["a", "c"], ["a", "b", "c"])
    assert not printed_as_shown(["a", "...", "d"], ["a", "b", "c"])
    assert not printed_as_shown(["a"], ["a", "b"])


def test_every_command_and_every_table_is_told_to_authors():
    from helpers.commands.cli import app

    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    names |= {group.name for group in app.registered_groups}
    assert [name for name in sorted(names) if f"review {name}" not in TEXT] == []
    assert [path.name for path in (ROOT / "data").glob("*.csv") if path.stem not in TEXT] == []

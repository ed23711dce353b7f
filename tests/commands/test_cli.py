"""What every command does alike: it explains itself, says as much as is wanted, and loads nothing to be listed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from books import copy_small_book
from typer.main import get_command
from typer.testing import CliRunner, Result

from helpers import __version__
from helpers.commands.cli import app
from helpers.commands.steps import step

GROUP = get_command(app)
NAMES = [name for name in GROUP.commands if name != "new"] + ["new study"]
SLOW = ("pandas", "numpy", "scipy", "yaml", "jsonschema", "rich", "helpers.commands.check", "helpers.evidence")


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book with a chapter in which many roles are wrong."""
    folder = copy_small_book(tmp_path_factory.mktemp("cli") / "book")
    with (folder / "chapters/index.md").open("a", encoding="utf-8") as chapter:
        chapter.writelines(f"\nWrong {{stat}}`n(nobody{number})`.\n" for number in range(25))
    return folder


def run(*words: str, **environment: str | None) -> Result:
    return CliRunner().invoke(app, list(words), env=environment)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_with_an_example(name: str, flag: str):
    result = run(*name.split(), flag)
    assert result.exit_code == 0 and result.output.startswith(f"Usage: root {name} ")
    assert f"Example: review {name}" in result.output and "<bool>" not in result.output
    assert "-q, --quiet" in result.output and "-v, --verbose" in result.output


def test_help_lists_every_command_with_what_it_does():
    listed = run("--help").output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == list(GROUP.commands)
    assert all(line.endswith(".") and len(line.split()) > 3 for line in listed)


def test_the_version_is_the_packages():
    assert run("--version").output == f"review {__version__}\n"


def test_a_command_that_is_none_is_answered_with_the_nearest():
    result = run("chekc")
    assert result.exit_code == 2 and "Did you mean 'check'" in result.output


def test_help_and_completion_load_no_command():
    code = f"""
import sys
from helpers.commands.cli import app
try:
    app(["--help"], prog_name="review")
except SystemExit:
    pass
print("loaded:", *(name for name in {SLOW!r} if name in sys.modules))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr == "" and "check  " in result.stdout and result.stdout.splitlines()[-1] == "loaded:"


def test_many_faults_of_a_kind_are_counted_and_all_are_listed_when_asked_for(bad: Path):
    few, every = run("check", "--root", str(bad)), run("check", "--verbose", "--root", str(bad))
    assert few.exit_code == every.exit_code == 1
    assert few.stdout.count("unknown study") == 10 and every.stdout.count("unknown study") == 25
    assert "chapters/index.md: 15 more like it: " in few.stdout and "more like it" not in every.stdout
    assert few.stdout.splitlines()[-1] == every.stdout.splitlines()[-1]
    assert every.stderr.startswith("Checking the book: ") and few.stderr == ""


def test_forms_for_programs_hold_every_fault(bad: Path):
    for form in ("lines", "github"):
        assert run("check", "--format", form, "--root", str(bad)).stdout.count("unknown study") == 25


def test_a_quiet_command_prints_its_answer_alone(bad: Path, book: Path):
    assert run("check", "-q", "--root", str(book)).output == ""
    assert "unknown study" in run("check", "-q", "--root", str(bad)).stdout
    assert run("check", "--root", str(book)).output == "No faults.\n"  # what one call says does not stay


def test_colours_are_for_terminals_that_want_them(bad: Path):
    for wanted, environment in ((True, {"NO_COLOR": None, "TERM": "xterm"}), (False, {"NO_COLOR": "1"})):
        words = ["check", "--root", str(bad)]
        told = CliRunner().invoke(app, words, env=environment, color=True).stdout
        assert ("\x1b[1mchapters/index.md line" in told) == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_what_takes_more_than_a_second_is_shown_at_a_terminal_and_wiped_out():
    import pty

    main, other = pty.openpty()
    code = "import time\nfrom helpers.commands.steps import step\nwith step('Waiting'): time.sleep(1.5)\nprint('done')"
    environment = {**os.environ, "TERM": "xterm"}
    result = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=other, env=environment)
    os.close(other)
    shown = os.read(main, 10_000).decode()
    os.close(main)
    assert result.stdout == b"done\n" and "Waiting ..." in shown and shown.rstrip().endswith("\x1b[2K")


def test_where_no_terminal_is_nothing_is_shown(capsys: pytest.CaptureFixture):
    with step("Waiting"):
        pass
    assert capsys.readouterr() == ("", "")

"""Draw what commands print, for the documents: from what they print today, on the small book of the tests.

Run: make screens. Each drawing is an SVG that loads nothing.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from helpers.commands.cli import app

DOCS = Path(__file__).resolve().parent
WIDTH = 110
SCREENS = {
    "terminal-check": "review check",
    "terminal-correct": "review correct counts alpha2020trial drug nrp primary events=7 printed=70 "
    "--note 'The table prints 70%.'",
}
REMOTE_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def screens() -> dict[str, str]:
    """Return the drawings by name: a slip in a table, and its correction."""
    sys.path.insert(0, str(DOCS.parent / "tests"))
    from books import copy_small_book, edit

    with tempfile.TemporaryDirectory() as folder:
        book = copy_small_book(Path(folder) / "book")
        run = CliRunner().invoke
        run(app, ["accept", "--root", str(book)])
        drawn = {}
        for name, command in SCREENS.items():
            slip = ("8,10,80", "11,10,80")
            if name == "terminal-check":
                edit(book / "data/counts.csv", *slip)
            words = [*shlex.split(command)[1:], "--root", str(book)]
            told = run(app, words, input="n\n", color=True, env={"NO_COLOR": None, "TERM": "xterm"}).stdout
            drawn[name] = drawing(command, told)
            if name == "terminal-check":
                edit(book / "data/counts.csv", *reversed(slip))
        return drawn


def drawing(command: str, told: str) -> str:
    """Return a terminal with a command and what it printed."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(f"$ {command}", style="bold", highlight=False, markup=False)
    console.print(Text.from_ansi(told.rstrip()))
    return REMOTE_FONT.sub("", console.export_svg(title="review", unique_id="review")) + "\n"


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    for name, text in screens().items():
        (DOCS / f"{name}.svg").write_text(text, encoding="utf-8", newline="\n")

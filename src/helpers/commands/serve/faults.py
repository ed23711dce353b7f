"""What a check or a build complained of, as file, line and message: for the browser and the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.commands.terminal import visible

WARNING = re.compile(r"(?:(?P<file>.+?)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<message>.*)")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
KEPT = "Notebook exception traceback saved in"  # a file that goes with the failed build
MOST = 200
LONGEST = 2_000  # letters of a message
TABLE = ".csv"  # in such a file a line is a row


@dataclass(frozen=True)
class Fault:
    """One fault. Parameters: file, relative to the book, or ""; line, or 0; message; remedy, or ""."""

    file: str
    line: int
    message: str
    remedy: str = ""

    @property
    def place(self) -> str:
        """Return file and line in words."""
        word = "row" if self.file.endswith(TABLE) else "line"
        return self.file + (f" {word} {self.line}" if self.line else "")

    def __str__(self) -> str:
        """Return one line that a terminal can show."""
        said = f"{self.message}. {self.remedy}" if self.remedy else self.message
        return visible(f"{self.place}: {said}" if self.place else said)

    def as_dict(self) -> dict[str, str]:
        """Return what a browser shows."""
        return {**asdict(self), "place": self.place}


def together(checked: Iterable[Fault], built: Iterable[Fault]) -> list[Fault]:
    """Return what a check and a build found, each once: in the words of the check, which knows the remedy."""
    found = list(checked)
    return found + [fault for fault in built if not any(each.message in fault.message for each in found)]


def read_faults(report: str, root: Path) -> list[Fault]:
    """Return the faults that a failed build reports, each once; where it names none, its last words.

    Parameters: report, its error stream, untrusted text; root, the book's folder.
    """
    lines = [COLOUR.sub("", line).rstrip() for line in report.splitlines()]
    found = [_fault(match, root) for line in lines if (match := WARNING.fullmatch(line)) and KEPT not in line]
    if not found:
        last = [line for line in lines if line and not line.startswith("=")][-5:]
        found = [Fault("", 0, "\n".join(last)[-LONGEST:] or "The build ended without saying why.")]
    return list(dict.fromkeys(found))[:MOST]


def _fault(match: re.Match[str], root: Path) -> Fault:
    file = match["file"] or ""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(root):
        file = path.relative_to(root).as_posix()
    return Fault(file, int(match["line"] or 0), match["message"][:LONGEST])

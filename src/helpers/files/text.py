"""From bytes to text: what must be true of any file before its content can be judged."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from helpers.files.conflicts import MARK, find_conflict_problems
from helpers.files.problems import Place, Problem, quote

MOST_BYTES = 16 * 1024 * 1024
MOST_FAULTS = 20  # of letters that nobody sees: a damaged file has thousands
NO_LETTERS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")  # of control; the other line ends too
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # change the order in which letters are shown
UNSEEN = re.compile(  # have no width; joiners do in some scripts, and tell nothing between letters of ASCII
    "[\u00ad\u180e\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]|(?<=[!-~])[\u200c\u200d](?=[!-~])"
)
HIDDEN = re.compile(f"{NO_LETTERS.pattern}|{TURNING.pattern}|{UNSEEN.pattern.partition('|')[0]}|[\u200c\u200d]")
SEEN = bytes((9, 10, *range(32, 127)))  # of ASCII
KINDS = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
}


def read_text(path: Path, name: str, *, foreign: bool = False) -> tuple[str, list[Problem]]:
    """Read a file as UTF-8 text with line feeds only.

    Parameters: path, the file; name, how messages call it; foreign, not a file of the book: a byte order mark and
    line ends of other systems are taken as they come. Returns: the text (empty when unreadable) and every fault found
    in its bytes.
    """
    data, problems = read_bytes(path, name)
    return ("", problems) if problems else text_of(data, name, foreign=foreign)


def read_bytes(path: Path, name: str) -> tuple[bytes, list[Problem]]:
    """Return what a file holds, or the fault that it cannot be read.

    Parameters: path; name, how messages call it. Only plain files are read, and of one too large no more than shows
    that it is: what never ends, or never begins, is a fault like any other.
    """
    try:
        data = bounded(path)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return b"", [Place(name).fault("the file must be there", f"reading it failed: {reason}", "Restore it.")]
    except ValueError as error:
        remedy = "Put a file in its place, or name another one."
        return b"", [Place(name).fault("only a plain file is read", str(error), remedy)]
    if len(data) > MOST_BYTES:
        return b"", [_too_large(name, max(len(data), path.stat().st_size))]
    return data, []


def bounded(path: Path) -> bytes:
    """Return what a plain file holds, at most MOST_BYTES and one more. Raises: OSError; ValueError for no such file."""
    if "\0" in str(path):
        raise ValueError("its name holds a NUL")
    _refuse_strange(os.stat(path).st_mode)  # before it is opened: opening alone may wait, or move a device
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        _refuse_strange(os.fstat(handle).st_mode)  # what it is now
        return file.read(MOST_BYTES + 1)


def conflicts_in(path: Path, name: str) -> list[Problem]:
    """Return the fault of a file in which a merge left two versions. Parameters: path; name, how messages call it."""
    try:
        return find_conflict_problems(bounded(path), name)
    except (OSError, ValueError):  # whoever needs the file says so
        return []


def _refuse_strange(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise ValueError(f"it is {next((kind for is_, kind in KINDS.items() if is_(mode)), 'no plain file')}")


def text_of(data: bytes, name: str, *, foreign: bool = False) -> tuple[str, list[Problem]]:
    """Return bytes as text, as `read_text` does. Parameters: data; name; foreign, as there."""
    if foreign:
        data = data.removeprefix(MARK).replace(b"\r\n", b"\n")
    problems = []

    def fault(offset: int, rule: str, found: str, remedy: str) -> None:
        line = data.count(b"\n", 0, offset) + 1
        problems.append(Place(name, line=line).fault(rule, found, remedy))

    if not data.strip():
        found = f"it holds {len(data)} bytes"
        return "", [Place(name).fault("the file must not be empty", found, "Restore its content.")]
    if len(data) > MOST_BYTES:
        return "", [_too_large(name, len(data))]
    if conflicts := find_conflict_problems(data, name):
        return "", conflicts
    if data.startswith(MARK):
        fault(0, "the file must not begin with a byte order mark", "it does", "Save it as UTF-8 without BOM.")
        data = data[3:]
    if b"\0" in data:
        fault(data.index(b"\0"), "text holds no NUL byte", "there is one", "Save the file as UTF-8 text.")
    if b"\r" in data:
        offset = data.index(b"\r")
        fault(offset, "lines end with a line feed alone", "there is a carriage return", "Save it with LF ends.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = quote(data[max(0, error.start - 10) : error.end + 10])
        fault(error.start, "text is UTF-8", f"these bytes are not: {bad}", "Save the file as UTF-8.")
        text = ""
    if problems:
        return "", problems
    return text, [] if foreign else find_letter_problems(text, name)


def _too_large(name: str, size: int) -> Problem:
    return Place(name).fault(f"a file holds at most {MOST_BYTES} bytes", f"it holds {size} bytes", "Split it.")


def find_letter_problems(text: str, name: str) -> list[Problem]:
    """Return the letters of a text that nobody sees: what they do to the others is hidden from who reads the file.

    Parameters: text, with line feeds alone; name, how messages call its file.
    """
    others = text.encode("utf-8", "surrogatepass").translate(None, SEEN)  # most letters are none of these
    if not others or not HIDDEN.search(others.decode("utf-8", "surrogatepass")):
        return []
    found = [
        ("text holds no control characters", NO_LETTERS, "Delete it."),
        ("letters are shown in the order in which they stand", TURNING, "Delete it: it turns the order around."),
        ("every letter of a text can be seen", UNSEEN, "Delete it: it has no width."),
    ]
    problems = []
    for rule, pattern, remedy in found:
        for match in [*pattern.finditer(text)][:MOST_FAULTS]:
            line, column = text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
            around = text[match.start() - min(column - 1, 15) : match.end() + 15].partition("\n")[0]
            said = f"U+{ord(match[0]):04X} in {quote(around)}"
            problems.append(Place(name, line=line, column=column).fault(rule, said, remedy))
    return problems

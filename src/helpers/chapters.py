"""Chapters as an author writes them: where their roles and citations stand, without building the book."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.evidence import Evidence
from helpers.expressions import holds, quantity
from helpers.lookup import QuantityError
from helpers.problems import Problem, quote
from helpers.prose import read_fixed, read_holds
from helpers.table_files import read_text

TICKS = re.compile(r"(?:\{(stat|holds|fixed|cite(?::[a-z]+)?)\})?(`+)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)\Z")
KEY = re.compile(r"[a-z][a-z0-9]*")
VERBATIM = re.compile(r"\s*(?!\{)|\s*\{(?:code|code-cell|code-block|sourcecode|math|raw|eval-rst)\}")


@dataclass(frozen=True)
class Role:
    """A role in a chapter: its name, content, file (relative to the book) and line."""

    name: str
    content: str
    file: str
    line: int


def find_chapters(root: Path) -> list[Path]:
    """Return the Markdown files of the book's chapters, in order of their paths."""
    return sorted((root / "chapters").rglob("*.md"))


def find_roles(text: str, file: str) -> Iterator[Role]:
    """Yield the roles of a chapter's text, skipping code: fenced blocks, cells and spans.

    Parameters: text, Markdown; file, how messages call it. Takes time in proportion to the text, whatever it is.
    """
    paragraph, start = [], 1
    for number, line in enumerate((*_prose_lines(text), ""), 1):
        if line.strip():
            paragraph.append(line)
            continue
        if paragraph:
            yield from _roles_of_paragraph("\n".join(paragraph), file, start)
        paragraph, start = [], number + 1


def _prose_lines(text: str) -> Iterator[str]:
    """Yield every line; those of code, and the fences themselves, come empty."""
    fences: list[tuple[str, bool]] = []  # open ones: their marks, and whether they hold code
    for line in text.split("\n"):
        fence = FENCE.match(line)
        marks, code = fences[-1] if fences else ("", False)
        if fence and marks and fence[1].startswith(marks) and not fence[2].strip():
            fences.pop()
            yield ""
        elif fence and not code and "`" not in fence[2]:
            fences.append((fence[1], bool(VERBATIM.match(fence[2]))))
            yield ""
        else:
            yield "" if code else line


def _roles_of_paragraph(text: str, file: str, first_line: int) -> Iterator[Role]:
    ticks = list(TICKS.finditer(text))
    places: dict[int, list[int]] = defaultdict(list)  # by number of backticks: a span ends where as many stand
    for place, tick in enumerate(ticks):
        places[len(tick[2])].append(place)
    place = 0
    while place < len(ticks):
        opening, same = ticks[place], places[len(ticks[place][2])]
        later = bisect_right(same, place)
        if later == len(same):
            place += 1
            continue
        closing = ticks[same[later]]
        if opening[1]:
            line = first_line + text.count("\n", 0, opening.start())
            yield Role(opening[1], " ".join(text[opening.end() : closing.start(2)].split()), file, line)
        place = same[later] + 1


def line_of(source: str, name: str, content: str, block_line: int) -> int:
    """Return the line of a role in its file; MyST knows only the first line of the block around it.

    Parameters: source, path of the file; name and content of the role; block_line, where to begin.
    """
    try:
        text = Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return block_line
    wanted = " ".join(content.split())
    found = [role.line for role in find_roles(text, source) if (role.name, role.content) == (name, wanted)]
    return next((line for line in found if line >= block_line), found[0] if found else block_line)


def find_names(root: Path, keys: Container[str]) -> set[str]:
    """Return which of the keys stand in a chapter: in a citation, an expression or a cell."""
    texts = (read_text(path, path.name)[0] for path in find_chapters(root))
    return {word for text in texts for word in KEY.findall(text) if word in keys}


def find_chapter_problems(root: Path, evidence: Evidence | None) -> tuple[dict[str, tuple[str, int]], list[Problem]]:
    """Read every chapter: return citations (key to file and line of first use) and the faults of its roles.

    Parameters: root, the book's folder; evidence, or None when the data are at fault: then nothing is evaluated.
    """
    citations: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    for path in find_chapters(root):
        file = path.relative_to(root).as_posix()
        text, faults = read_text(path, file)
        problems += faults
        for role in find_roles(text, file):
            if role.name.startswith("cite"):
                for key in role.content.split(","):
                    citations.setdefault(key.strip(), (role.file, role.line))
            elif evidence is not None:
                problems += _find_role_problems(role, evidence)
    return citations, problems


def _find_role_problems(role: Role, evidence: Evidence) -> Iterator[Problem]:
    rule, remedy = f"the role {{{role.name}}} can be read", "Correct the role."
    try:
        if role.name == "stat":
            quantity(role.content, evidence)
        elif role.name == "fixed":
            read_fixed(role.content)
        else:
            words, condition = read_holds(role.content)
            true, used = holds(condition, evidence)
            if not true:
                rule, remedy = f"{quote(words)} holds", "Write what the data say now."
                raise QuantityError("; ".join(f"{found.expression} is {found.text}" for found in used))
    except QuantityError as error:
        yield Problem(role.file, role.line, rule, str(error), remedy, unit="line")

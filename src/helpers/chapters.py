"""Chapters as an author writes them: what they show, cite and type, without building the book."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.evidence import Evidence
from helpers.expressions import holds, quantity
from helpers.inline_prose import GAP
from helpers.lookup import QuantityError
from helpers.markdown import Passage, Role, read_chapter
from helpers.meant import Meant
from helpers.problems import Problem, quote
from helpers.prose import read_fixed, read_holds
from helpers.seen_numbers import Shown
from helpers.table_files import read_text
from helpers.typed_numbers import Typed, find_typed

OURS = ("stat", "holds", "fixed", "cite")
KEY = re.compile(r"[a-z][a-z0-9]*")
SHOWN_BEFORE, SHOWN_AFTER = 40, 30  # letters around a typed number
TYPED = {
    "number": (
        "a number is computed by {stat} or {holds}, or declared by {fixed} with its reason",
        "Write its expression, or {fixed}`number :: reason` (for a label in a cell: fixed(number, reason)).",
    ),
    "word": (
        "a word that stands for a number is {holds} with its condition, or {fixed} with its reason",
        "Write {holds}`word :: condition`, {fixed}`word :: reason`, or other words.",
    ),
    "claim": (
        "a claim of amount or significance is {holds} with its condition, or {fixed} with its reason",
        "Write {holds}`word :: condition`, {fixed}`word :: reason`, or other words.",
    ),
    "hint": (
        "a comparison may go stale",
        "Consider {holds}`word :: condition`.",
    ),
}


def find_chapters(root: Path) -> list[Path]:
    """Return the Markdown files of the book's chapters, in order of their paths."""
    return sorted((root / "chapters").rglob("*.md"))


def find_roles(text: str, file: str) -> Iterator[Role]:
    """Yield a chapter's own roles and citations, also those in the captions of its cells, but none in code.

    Parameters: text, Markdown; file, how messages call it.
    """
    yield from (role for role in read_chapter(text, file).roles if role.name.startswith(OURS))


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


@dataclass(frozen=True)
class Reading:
    """What reading every chapter found: citations (key to file and line of first use), faults, hints, numbers shown."""

    citations: dict[str, tuple[str, int]]
    problems: list[Problem]
    hints: list[Problem]
    shown: list[Shown]


def read_chapters(root: Path, evidence: Evidence | None) -> Reading:
    """Read every chapter: its citations, what its roles show, and what is typed where the data should speak.

    Parameters: root, the book's folder; evidence, or None when the data are at fault: then nothing is evaluated.
    """
    found = Reading({}, [], [], [])
    meant = Meant(evidence)
    for path in find_chapters(root):
        file = path.relative_to(root).as_posix()
        text, faults = read_text(path, file)
        found.problems.extend(faults)
        chapter = read_chapter(text, file)
        for role in chapter.roles:
            if role.name.startswith("cite"):
                for key in role.content.split(","):
                    found.citations.setdefault(key.strip(), (role.file, role.line))
            elif evidence is not None and role.name in ("stat", "holds", "fixed"):
                try:
                    found.shown.append(_show(role, evidence))
                except _Refused as refused:
                    found.problems.append(refused.problem)
        for passage in chapter.passages:
            typed = find_typed(passage.text, hints=True)
            found.problems.extend(_typed_problem(file, passage, each, meant) for each in typed if each.kind != "hint")
            found.hints.extend(_typed_problem(file, passage, each, meant) for each in typed if each.kind == "hint")
    return found


def _typed_problem(file: str, passage: Passage, typed: Typed, meant: Meant) -> Problem:
    line, column = passage.place(typed.start, typed.end)
    rule, remedy = TYPED[typed.kind]
    around = passage.text[max(0, typed.start - SHOWN_BEFORE) : typed.end + SHOWN_AFTER].replace(GAP, "...")
    found = f"got {quote(typed.words)} in {quote(' '.join(around.split()), 120)}, {passage.kind}"
    if typed.kind == "number" and (calls := meant.by(typed.words, passage.text)):
        remedy = f"Perhaps {' or '.join(f'{{stat}}`{call}`' for call in calls)} is meant. {remedy}"
    return Problem(file, line, rule, found, remedy, unit="line", column=column)


class _Refused(Exception):
    """A role that cannot be read, or words that do not hold."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _show(role: Role, evidence: Evidence) -> Shown:
    """Return what a role shows. Raises: _Refused."""
    rule, remedy = f"the role {{{role.name}}} can be read", "Correct the role."
    try:
        if role.name == "stat":
            found = quantity(role.content, evidence)
            return Shown(role.file, role.content, found.text, role.line)
        if role.name == "fixed":
            words, reason = read_fixed(role.content)
            return Shown(role.file, f"fixed: {reason}", words, role.line)
        words, condition = read_holds(role.content)
        true, used = holds(condition, evidence)
        if not true:
            rule, remedy = f"{quote(words)} holds", "Write what the data say now."
            raise QuantityError("; ".join(f"{found.expression} is {found.text}" for found in used))
        return Shown(role.file, condition, words, role.line)
    except QuantityError as error:
        raise _Refused(Problem(role.file, role.line, rule, str(error), remedy, unit="line")) from None

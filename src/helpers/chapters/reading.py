"""Chapters as an author writes them: what they show, cite and type, without building the book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.chapters.inline import GAP
from helpers.chapters.lock import Shown
from helpers.chapters.markdown import Passage, Role, read_chapter
from helpers.chapters.roles import read_fixed, read_holds
from helpers.chapters.typed import Typed, find_typed
from helpers.evidence.evidence import Evidence
from helpers.files.problems import Problem, quote
from helpers.files.tables import read_text
from helpers.quantities.expressions import holds, quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.suggestions import Suggestions

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
    """Yield a chapter's own roles and citations, but none in code or cells.

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
    chapter = read_chapter(text, source)
    roles = (*chapter.roles, *chapter.caption_roles)
    found = [role.line for role in roles if (role.name, role.content) == (name, wanted)]
    return next((line for line in found if line >= block_line), found[0] if found else block_line)


@dataclass(frozen=True)
class Reading:
    """What reading every chapter found.

    Parameters: citations, key to file and line of first use; words, all that may be keys, also in cells; problems;
    hints; shown, what roles show.
    """

    citations: dict[str, tuple[str, int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    hints: list[Problem] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


def read_chapters(root: Path, evidence: Evidence | None) -> Reading:
    """Read every chapter: its citations, what its roles show, and what is typed where the data should speak.

    Parameters: root, the book's folder; evidence, or None when the data are at fault: then nothing is evaluated.
    """
    found, meant = Reading(), Suggestions(evidence)
    for path in find_chapters(root):
        file = path.relative_to(root).as_posix()
        text, faults = read_text(path, file)
        found.problems.extend(faults)
        found.words.update(KEY.findall(text))
        chapter = read_chapter(text, file)
        for role in (*chapter.roles, *chapter.caption_roles):
            if role.name.startswith("cite"):
                for key in role.content.split(","):
                    found.citations.setdefault(key.strip(), (role.file, role.line))
            elif evidence is not None and role.name in ("stat", "holds", "fixed"):
                shown = _show(role, evidence)
                (found.shown if isinstance(shown, Shown) else found.problems).append(shown)
        for passage in chapter.passages:
            for typed in find_typed(passage.text, hints=True):
                told = found.hints if typed.kind == "hint" else found.problems
                told.append(_typed_problem(file, passage, typed, meant))
    return found


def _typed_problem(file: str, passage: Passage, typed: Typed, meant: Suggestions) -> Problem:
    line, column = passage.place(typed.start, typed.end)
    rule, remedy = TYPED[typed.kind]
    around = passage.text[max(0, typed.start - SHOWN_BEFORE) : typed.end + SHOWN_AFTER].replace(GAP, "...")
    found = f"got {quote(typed.words)} in {quote(' '.join(around.split()), 120)}, {passage.kind}"
    if typed.kind == "number" and (calls := meant.expressions_for(typed.words, passage.text)):
        remedy = f"Perhaps {' or '.join(f'{{stat}}`{call}`' for call in calls)} is meant. {remedy}"
    return Problem(file, line, rule, found, remedy, unit="line", column=column)


def _show(role: Role, evidence: Evidence) -> Shown | Problem:
    """Return what a role shows, or why it shows nothing."""
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
        return Problem(role.file, role.line, rule, str(error), remedy, unit="line")

"""Chapters as an author writes them: what they show, cite and type, without building the book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.chapters.inline import cited_keys, is_citation
from helpers.chapters.lock import Kept
from helpers.chapters.lost import GAP
from helpers.chapters.markdown import Chapter, Passage, Role, read_chapter, without_lost
from helpers.chapters.myst import find_extension_problems
from helpers.chapters.roles import ROLES, Shown, show
from helpers.chapters.typed import Typed, find_typed
from helpers.evidence.evidence import Evidence
from helpers.evidence.names import names_in, names_of_book
from helpers.files.contents import FILE as CONTENTS
from helpers.files.contents import Contents, read_contents, unnamed
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import read_text
from helpers.quantities.suggestions import Suggestions

NO_TITLE = "a number may not stand in a heading, link or term"  # whose words other pages repeat, without its sources
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


def find_roles(text: str, file: str, path: Path | None = None) -> Iterator[Role]:
    """Yield a chapter's own roles and citations, but none in code or cells.

    Parameters: text, Markdown; file, how messages call it; path, where it stands, for what it includes.
    """
    roles = read_chapter(text, file, path).roles
    yield from (role for role in roles if role.name in ROLES or is_citation(role.name))


def line_of(source: str, name: str, content: str, block_line: int) -> int:
    """Return the line of a role in its file; MyST knows only the first line of the block around it.

    Parameters: source, path of the file; name and content of the role; block_line, where to begin.
    """
    try:
        text = Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return block_line
    wanted = " ".join(content.split())
    chapter = read_chapter(text, source, Path(source))
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
    shown: list[Kept] = field(default_factory=list)


def read_chapters(root: Path, evidence: Evidence | None) -> Reading:
    """Read every chapter: its citations, what its roles show, and what is typed where the data should speak.

    Parameters: root, the book's folder; evidence, or None when the data are at fault: then nothing is evaluated.
    """
    found, meant, names = Reading(), Suggestions(evidence), names_of_book(root)
    contents = read_contents(root)
    found.problems.extend([*contents.problems, *find_extension_problems(root)])
    read: list[Chapter] = [_words_of_contents(contents)]
    for file, path in contents.chapters.items():
        text, faults = read_text(path, file)
        found.problems.extend(faults)
        found.words.update(KEY.findall(text))
        chapter = read_chapter(text, file, path)
        read.append(chapter)
        for role in (*chapter.roles, *chapter.caption_roles):
            if is_citation(role.name):
                for key in cited_keys(role.content):
                    found.citations.setdefault(key, (role.file, role.line))
            elif evidence is not None and role.name in ROLES:
                shown = show(role.name, role.content, evidence)
                if role.titled and ROLES[role.name].computed:
                    found.problems.append(_titled_problem(role))
                if shown.fault:
                    found.problems.append(_role_problem(role, shown))
                else:
                    found.shown.append(Kept(role.file, shown.because, shown.words, role.line))
    for chapter in read:
        found.problems.extend(chapter.problems)
        for passage in chapter.passages:
            for typed in find_typed(passage.text, names, hints=True):
                told = found.hints if typed.kind == "hint" else found.problems
                told.append(_typed_problem(passage, typed, meant))
    included = set().union(*(chapter.included for chapter in read))
    drafts = [path for path in unnamed(root, contents) if path.resolve() not in included]
    if drafts:
        more = f" and {len(drafts) - 1} more" if drafts[1:] else ""
        rule, found_there = "a chapter is named in _toc.yml", f"this file{more} is not, so no page shows it"
        place = Place(drafts[0].relative_to(root).as_posix())
        found.hints.append(place.fault(rule, found_there, "Name it there when it is ready."))
    return found


def _words_of_contents(contents: Contents) -> Chapter:
    """Return the captions and titles of _toc.yml, which every page shows."""
    found = Chapter(CONTENTS)
    for words, line in contents.words:
        found.passages.append(Passage(words, "title of the contents", lambda *_, line=line: (line, 0), CONTENTS))
    return without_lost(found)


def find_typed_problems(chapter: Chapter, evidence: Evidence) -> Iterator[tuple[str, Problem]]:
    """Yield what is typed in a chapter where the data should speak: the words, and the fault that they are."""
    meant, names = Suggestions(evidence), names_in(evidence.package)
    for passage in chapter.passages:
        for typed in find_typed(passage.text, names):
            yield typed.words, _typed_problem(passage, typed, meant)


def _typed_problem(passage: Passage, typed: Typed, meant: Suggestions) -> Problem:
    line, column = passage.place(typed.start, typed.end)
    rule, remedy = TYPED[typed.kind]
    around = passage.text[max(0, typed.start - SHOWN_BEFORE) : typed.end + SHOWN_AFTER].replace(GAP, "...")
    found = f"got {quote(typed.words)} in {quote(' '.join(around.split()), 120)}, {passage.kind}"
    if typed.kind == "number" and (calls := meant.expressions_for(typed.words, passage.text)):
        remedy = f"Perhaps {' or '.join(f'{{stat}}`{call}`' for call in calls)} is meant. {remedy}"
    return Place(passage.file, line=line, column=column).fault(rule, found, remedy)


def _titled_problem(role: Role) -> Problem:
    found = f"{{{role.name}}}`{role.content}`"
    return Place(role.file, line=role.line).fault(NO_TITLE, found, "Move it into the text.")


def _role_problem(role: Role, shown: Shown) -> Problem:
    rule = f"the role {{{role.name}}} can be read"
    if shown.true is False:
        rule = f"the words of {{{role.name}}} are true"
    return Place(role.file, line=role.line).fault(rule, shown.fault, shown.remedy)

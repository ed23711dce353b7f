"""Chapters as an author writes them: what they show, cite and type, without building the book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.chapters.inline import cited_keys, is_citation
from helpers.chapters.lock import Kept
from helpers.chapters.lost import GAP
from helpers.chapters.markdown import Chapter, Passage, Role, read_chapter, without_lost
from helpers.chapters.myst import find_extension_problems
from helpers.chapters.names import Names, names_for, names_of_chapter, uses_in
from helpers.chapters.reasons import find_unused_reasons
from helpers.chapters.roles import ROLES, Shown, show
from helpers.chapters.typed import Typed, find_typed
from helpers.evidence.evidence import Evidence
from helpers.evidence.names import Name, names_in, names_of_book
from helpers.files.contents import FILE as CONTENTS
from helpers.files.contents import Contents, read_contents
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_text
from helpers.quantities.suggestions import COUNT, Suggestions

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
        "Write {holds}`word :: count` with the count that it equals, other words, or {fixed}`word :: reason`.",
    ),
    "claim": (
        "a claim of amount or significance is {holds} with its condition, or {fixed} with its reason",
        "Write {holds}`word :: condition`, {fixed}`word :: reason`, or other words.",
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
    shown, what roles show.
    """

    citations: dict[str, tuple[str, int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    shown: list[Kept] = field(default_factory=list)


def read_chapters(root: Path, evidence: Evidence | None) -> Reading:
    """Read every chapter: its citations, what its roles show, and what is typed where the data should speak.

    Parameters: root, the book's folder; evidence, or None when the data are at fault: then nothing is evaluated.
    """
    found, meant, spellings = Reading(), Suggestions(evidence), names_of_book(root)
    rules, uses, reasons = Names(evidence) if evidence is not None else None, Counter[str](), set[str]()
    contents = read_contents(root)
    found.problems.extend([*contents.problems, *find_extension_problems(root)])
    for problem in _find_problems_of_contents(contents, spellings, meant):
        found.problems.append(problem)
    for file, path in contents.chapters.items():
        text, faults = read_text(path, file)
        found.problems.extend(faults)
        found.words.update(KEY.findall(text))
        chapter = read_chapter(text, file, path)
        found.problems.extend(chapter.problems)
        names: dict[str, str] = {}
        if evidence is not None and rules is not None:
            names = names_for(names_of_chapter(chapter), evidence)
            own = uses_in((*chapter.roles, *chapter.caption_roles), names)
            found.problems.extend(rules.find_problems(chapter, own))
            uses += own
        for role in (*chapter.roles, *chapter.caption_roles):
            if is_citation(role.name):
                for key in cited_keys(role.content):
                    found.citations.setdefault(key, (role.file, role.line))
            elif evidence is not None and role.name in ROLES:
                shown = show(role.name, role.content, evidence, names)
                if role.titled and ROLES[role.name].computed:
                    found.problems.append(_titled_problem(role))
                if shown.fault:
                    found.problems.append(_role_problem(role, shown))
                else:
                    found.shown.append(Kept(role.file, shown.because, shown.words, role.line))
                    reasons.add(shown.reason)
        for passage in chapter.passages:
            for typed in find_typed(passage.text, spellings):
                found.problems.append(_typed_problem(chapter, passage, typed, meant, names))
    if evidence is not None and rules is not None:
        found.problems.extend(rules.find_book_problems(uses))
        found.problems.extend(find_unused_reasons(evidence.package, reasons))
    return found


def find_typed_problems(chapter: Chapter, evidence: Evidence) -> Iterator[tuple[str, Problem]]:
    """Yield what is typed in a chapter where the data should speak: the words, and the fault that they are."""
    meant, names = Suggestions(evidence), names_for(names_of_chapter(chapter), evidence)
    for passage in chapter.passages:
        for typed in find_typed(passage.text, names_in(evidence.package)):
            yield typed.words, _typed_problem(chapter, passage, typed, meant, names)


def _typed_problem(
    chapter: Chapter, passage: Passage, typed: Typed, meant: Suggestions, names: Mapping[str, str]
) -> Problem:
    line, column = passage.place(typed.start, typed.end)
    rule, remedy = TYPED[typed.kind]
    around = passage.text[max(0, typed.start - SHOWN_BEFORE) : typed.end + SHOWN_AFTER].replace(GAP, "...")
    found = f"got {quote(typed.words)} in {quote(' '.join(around.split()), 120)}, {passage.kind}"
    if typed.kind == "number":
        cited = _keys_beside(chapter, passage)
        if calls := meant.expressions_for(_whole_count(passage.text, typed), passage.text, cited, names):
            remedy = f"Perhaps {' or '.join(f'{{stat}}`{call}`' for call in calls)} is meant. {remedy}"
    return Place(passage.file, line=line, column=column).fault(rule, found, remedy)


def _keys_beside(chapter: Chapter, passage: Passage) -> set[str]:
    """Return the words in roles of a passage, keys of studies among them."""
    first, last = (passage.place(*span)[0] for span in ((0, 1), (len(passage.text) - 1, len(passage.text))))
    return {word for role in chapter.roles if first <= role.line <= last for word in KEY.findall(role.content)}


def _whole_count(text: str, typed: Typed) -> str:
    """Return a typed number, of a count ("13 of 26") the whole of it, whichever of its numbers it is."""
    spans = (match.span() for match in COUNT.finditer(text))
    return next((text[a:b] for a, b in spans if a <= typed.start and typed.end <= b), typed.words)


def _find_problems_of_contents(
    contents: Contents, spellings: tuple[Name, ...], meant: Suggestions
) -> Iterator[Problem]:
    """Yield what is typed in the captions and titles of _toc.yml, which every page shows."""
    chapter = Chapter(CONTENTS)
    for words, line in contents.words:
        chapter.passages.append(Passage(words, "title of the contents", lambda *_, line=line: (line, 0), CONTENTS))
    yield from without_lost(chapter).problems
    for passage in chapter.passages:
        for typed in find_typed(passage.text, spellings):
            yield _typed_problem(chapter, passage, typed, meant, {})


def _titled_problem(role: Role) -> Problem:
    found = f"{{{role.name}}}`{role.content}`"
    return Place(role.file, line=role.line).fault(NO_TITLE, found, "Move it into the text.")


def _role_problem(role: Role, shown: Shown) -> Problem:
    rule = f"the role {{{role.name}}} can be read"
    if shown.true is False:
        rule = f"the words of {{{role.name}}} are true"
    return Place(role.file, line=role.line).fault(rule, shown.fault, shown.remedy)

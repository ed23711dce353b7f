"""The check reads the page that the build shows: every construct, each with a number and a role of its own."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from books import ROOT, build, copy_small_book, edit, warnings_of
from constructs import made_with

from helpers.chapters.constructs import FILE
from helpers.chapters.reading import read_chapters
from helpers.evidence.evidence import load

pytestmark = pytest.mark.slow

SHOWN = json.loads(FILE.read_text(encoding="utf-8"))
NUMBER, MARK = re.compile(r"\b3\d{3}\b"), re.compile(r"mark\d{4}")
MOST_THAT_COULD_BE_LOST = 250  # plants: the page cannot shrink unseen
SILENT = {"class", "id", "href", "src", "style", "name", "for", "value", "type", "d", "data-docname"}
MADE = ("data-", "claims-", "audit-", "vocabulary", "glue", "eval", "nb-", "tableofcontents", "restructuredtext-")
NEEDED = {  # arguments of directives that show none of theirs
    "figure": "square.svg", "image": "square.svg", "raw": "html", "only": "html", "include": "part.txt",
    "literalinclude": "part.py", "button-link": "https://example.org", "button-ref": "results", "card-carousel": "1",
    "code": "python", "code-block": "python", "sourcecode": "python", "highlight": "python",
    "cssclass": "a", "rst-class": "a",
}  # fmt: skip
ELSEWHERE = (  # what stands on another page, in a signature or around the whole page; what changes what follows
    "include", "title", "role", "default-role", "class", "bibliography", "sectnum",
)  # fmt: skip
WITH = {"link": "https://example.org", "img-top": "square.svg", "avatar": "square.svg"}
INSIDE = {"tab-item": "tab-set", "step": "steps", "grid-item": "grid", "grid-item-card": "grid"}
CHILD = {"tab-set": "tab-item", "steps": "step", "grid": "grid-item", "accordion": "dropdown"}
BODIES = {
    "list-table": "* - {}\n  - a\n* - b\n  - {}",
    "table": "| a | b |\n|---|---|\n| c | {} |",
    "figure-md": "![A square {plain}](square.svg)\n\n{}",
    "hlist": "- {}\n- {}",
    "acks": "- {}",
    "csv-table": "{},a\nb,{}",
    "glossary": "Term a\n  {}\n\n  {}",
    "figure": "A caption {}.\n\nA legend {}.",
    "toctree": "Title {} <results>",
}
MARKDOWN = [
    "Text {} and {}.", "*a {}* **b {}** ~~c~~", "> Quoted {}.", "- item {}\n- [ ] task {}\n\n1. item {}",
    "Term {{plain}}\n: Meaning {}.", "| a {} | b |\n|---|---|\n| c | {} |",
    "Text.[^f1]\n\n[^f1]: A note {}.\n\n    More {}.",
    "[link {{plain}}](results.md)", "[link {{plain}}](https://example.org 'title {{plain}}')",
    "![alt {{plain}}](square.svg)",
    "![alt {{plain}}][image]\n\n[image]: square.svg", "<div>in HTML {{plain}}</div>",
    "Text <span title='title {{plain}}'>in HTML {{plain}}</span>", "::: a-class\nIn a block {}.\n:::",
    "{{abbr}}`NRP ({{plain}})`", "{{sub}}`{{plain}}` {{kbd}}`{{plain}}` {{guilabel}}`{{plain}}` {{samp}}`{{plain}}`",
    "{{menuselection}}`a --> {{plain}}` {{file}}`{{plain}}` {{emphasis}}`{{plain}}` {{dfn}}`{{plain}}`",
    "{{ref}}`title {{plain}} <sec>` {{doc}}`title {{plain}} <results>` {{any}}`title {{plain}} <sec>`",
    "{{numref}}`title {{plain}} <small-forest>` {{download}}`title {{plain}} <square.svg>`",
    "{{bdg}}`{{plain}}` {{bdg-link}}`{{plain}} <https://example.org>` {{bdg-ref-danger}}`{{plain}} <results>`",
    "{{cite:p}}`{{see {plain}}}alpha2020trial{{with {plain}}}`", "{{pep}}`title {{plain}} <8>`",
    "```{figure} square.svg\n---\nalt: |\n  folded\n  {plain}\n---\nA square.\n```",
    "```{figure} square.svg\n:alt: \"quoted {plain}\"\n\nA square.\n```",
    "```{image} square.svg\n:alt: >\n:  folded\n:  {plain}\n```",
    "```{csv-table} A table\n:file: cells.csv\n```", "```{include} part.txt\n```",
    "```{raw} html\n<p>In HTML {plain}</p>\n```", "```{eval-rst}\nIn another syntax {plain}, :fixed:`MARK :: r`.\n```",
    "(sec)=\n## A heading {{plain}}", "Setext {{plain}}\n---------------",
    "::::{{card}}\nHead {}\n^^^\n{}\n+++\nFoot {}\n::::",
    "- nested\n\n  :::{{note}}\n  In a list {}.\n  :::",
]  # fmt: skip


class Plants:
    """Numbers and roles to plant, each with where it stands."""

    def __init__(self) -> None:
        self.numbers, self.marks = itertools.count(3000), itertools.count(1000)
        self.where: dict[str, str] = {}

    def plain(self, where: str) -> str:
        number = str(next(self.numbers))
        self.where[number] = where
        return number

    def mark(self, where: str) -> str:
        mark = f"mark{next(self.marks)}"
        self.where[mark] = where
        return mark

    def both(self, where: str) -> str:
        return f"{self.plain(where)} {{fixed}}`{self.mark(where)} :: r`"

    def fill(self, text: str, where: str) -> str:
        """Return a text with plants for its places: {} and {plain}, and MARK."""
        text = text.replace("{{", "{").replace("}}", "}")
        text = re.sub(r"\{\}", lambda _: self.both(where), text)
        text = re.sub(r"\{plain\}", lambda _: self.plain(where), text)
        return re.sub("MARK", lambda _: self.mark(where), text)


def directive(name: str, said: dict, plants: Plants) -> str:
    """Return a directive with a plant wherever it shows words."""

    def words(how: str, where: str) -> str:
        return {"parsed": plants.both, "title": plants.both, "plain": plants.plain}[how](f"{name}: {where}")

    argument = NEEDED.get(name, "")
    if "argument" in said:
        argument = f"words {words(said['argument'], 'argument')}"
    options = [f":{option}: {value}" for option, value in WITH.items() if option in said.get("options", {})]
    if name in ("card", "grid-item-card"):
        options += [":link: https://example.org", ":img-top: square.svg"]
    if name == "article-info":
        options += [":avatar: square.svg"]
    for option, how in said.get("options", {}).items():
        if how in ("parsed", "plain", "title"):
            options.append(f":{option}: {words(how, option)}")
    body = ""
    if said.get("body") in ("parsed", "title") and name not in CHILD:
        body = plants.fill(BODIES.get(name, "Words {}."), f"{name}: body")
    if said.get("body") == "plain":
        body = plants.fill(BODIES.get(name, "Words {plain}.").replace("{}", "{plain}"), f"{name}: body")
    if name in CHILD:
        title = " A" if CHILD[name] != "grid-item" else ""
        body = f"::::{{{CHILD[name]}}}{title}\n{plants.both(f'{name}: child')}\n::::"
    text = "\n".join([f":::::{{{name}}} {argument}".rstrip(), *options, "", body, ":::::"])
    outer = INSIDE.get(name)
    return f"::::::{{{outer}}}\n{text}\n::::::" if outer else text


class Words(HTMLParser):
    """The words of a page: text, and attributes that hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if value and name not in SILENT]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], str]:
    """Build a book whose page holds everything; return it, what was planted where, and the words of the page."""
    book = copy_small_book(tmp_path_factory.mktemp("all") / "book")
    plants, chapters = Plants(), book / "chapters"
    (chapters / "square.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (chapters / "cells.csv").write_text(f"a,{plants.both('csv-table: file')}\n", encoding="utf-8")
    (chapters / "part.txt").write_text(f"Included {plants.both('include')}.\n", encoding="utf-8")
    (chapters / "part.py").write_text("x = 1\n", encoding="utf-8")
    head = f"---\nmyst:\n  html_meta:\n    description: about {plants.plain('html_meta')}\n---\n\n"
    parts = [plants.fill(text, text) for text in MARKDOWN]
    for name, said in SHOWN["directives"].items():
        if not name.startswith(MADE) and name not in ELSEWHERE:
            parts.append(directive(name, said, plants))
    (chapters / "all.md").write_text(f"{head}# All\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")
    caption = plants.plain("_toc.yml: caption")
    toc = f"format: jb-book\nroot: chapters/index\nparts:\n- caption: Part {caption}\n  chapters:\n"
    toc += "  - file: chapters/results\n  - file: chapters/references\n  - file: chapters/all\n"
    (book / "_toc.yml").write_text(toc, encoding="utf-8")
    result = build(book)
    page = book / "_build/html/chapters/all.html"
    assert page.is_file(), result.stdout[-3000:]
    words = Words()
    words.feed(page.read_text(encoding="utf-8"))
    (book / "built.txt").write_text(result.stdout, encoding="utf-8")
    return book, plants.where, "\n".join(words.found)


def test_every_number_and_role_that_the_page_shows_was_seen_by_the_check_once(pages):
    book, where, words = pages
    reading = read_chapters(book, load(book))
    told = Counter(
        number for problem in reading.problems for number in NUMBER.findall(problem.found.partition(" in ")[0])
    )
    kept = Counter(found.text for found in reading.shown if found.text.startswith("mark"))
    shown = (set(NUMBER.findall(words)) | set(MARK.findall(words))) & set(where)
    seen = set(told) | set(kept)
    several = {each for each, times in (told + kept).items() if times != 1}
    differences = {
        "shown, not seen": shown - seen,
        "seen, not shown": seen - shown,
        "seen more than once": several,
        "planted, not shown": set(where) - shown - seen,
    }
    assert len(where) > MOST_THAT_COULD_BE_LOST
    told_of = {what: sorted(where[each] for each in found) for what, found in differences.items() if found}
    assert told_of == {}, told_of


def test_the_build_reports_the_same_numbers_as_the_check(pages):
    book, where, _ = pages
    reported = re.findall(r"got '(3\d{3})'", (book / "built.txt").read_text(encoding="utf-8"))
    told = [
        n for problem in read_chapters(book, load(book)).problems for n in re.findall(r"got '(3\d{3})'", problem.found)
    ]
    ours = {number for number in told if where[number] != "_toc.yml: caption"}
    assert set(reported) == ours


def test_what_each_construct_shows_was_found_with_the_versions_of_the_lock_and_none_is_left_out(tmp_path: Path):
    """The weekly job makes the file again; it follows from nothing but what its digest covers."""
    advice = "a construct may be new or changed: run make constructs, look at the difference, and commit it"
    said = json.loads(FILE.read_text(encoding="utf-8"))
    assert said["made_with"]["sha256"] == made_with(), advice
    program = (
        "import json, sys; from pathlib import Path; import constructs as c; app = c.application(Path(sys.argv[1]));"
    )
    program += "print(json.dumps([sorted(c.directives_of(app)), c.roles_of(app)]))"
    command = [sys.executable, "-c", program, str(copy_small_book(tmp_path / "book"))]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT / "tests")
    assert ran.returncode == 0, ran.stderr[-2000:]
    directives, roles = json.loads(ran.stdout.splitlines()[-1])
    assert (directives, roles) == (sorted(said["directives"]), sorted(said["roles"])), advice


def test_a_role_that_only_the_page_shows_is_reported_by_the_build(tmp_path: Path):
    book = copy_small_book(tmp_path / "book")
    (book / "chapters/part.rst").write_text("Words :fixed:`83 of them :: name`.\n", encoding="utf-8")
    text = "# More\n\n```{eval-rst}\n.. include:: part.rst\n```\n"
    (book / "chapters/more.md").write_text(text, encoding="utf-8")
    edit(book / "_toc.yml", "chapters:\n", "chapters:\n  - file: chapters/more\n")
    (warning,) = warnings_of(build(book), book)
    assert warning.startswith("chapters/more.md:") and "it did not see {fixed}`83 of them :: name`" in warning

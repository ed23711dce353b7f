"""README, CONTRIBUTING and docs/ say what is: every path, name, command, option and link in them leads somewhere."""

from __future__ import annotations

import importlib
import re
import runpy
import shutil
import sys
from pathlib import Path

import pytest
import typer
from books import ROOT
from typer.main import get_command

from helpers import exhibits
from helpers.chapters.names import names_in_block
from helpers.commands.cli import app
from helpers.evidence.evidence import load
from helpers.quantities.expressions import evaluate
from helpers.quantities.vocabulary import Review

DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
        *sorted((ROOT / "docs").glob("*.md")),
    ]
}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in (".venv", "_build")}
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NEW = re.compile(r"[A-Z]{2,}|[<>*{]")  # a name that the reader chooses: src/helpers/figures/KIND.py
BUILT = ("stats.json",)  # stands in the built site
EARLIER = {"helpers.snapshot"}  # stands only in revisions before the packages
README = DOCUMENTS["README.md"]
each_document = pytest.mark.parametrize("name", DOCUMENTS)


def prose(text: str) -> str:
    """Return a document without its fenced code."""
    return FENCE.sub("", text)


def words_in_code(text: str) -> list[str]:
    return [word for span in CODE.findall(prose(text)) for word in span.split()]


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@each_document
def test_every_link_leads_somewhere(name: str):
    for link in LINK.findall(prose(DOCUMENTS[name])):
        if link.startswith(("https://", "mailto:")):
            continue
        file, _, anchor = link.partition("#")
        target = (ROOT / name).parent / file if file else ROOT / name
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


@each_document
def test_every_path_exists(name: str):
    for word in words_in_code(DOCUMENTS[name]):
        path = word.strip(",;:").removesuffix("/")
        if "/" in path and path.split("/")[0] in FOLDERS and not NEW.search(path):
            assert (ROOT / path).exists(), word
        elif re.fullmatch(r"[a-z_]+\.(csv|json|lock|bib|toml|yml)", path) and path not in BUILT:
            assert any((folder / path).exists() for folder in (ROOT, ROOT / "data", ROOT / ".github/workflows")), word


@each_document
def test_every_module_and_every_name_in_it_exists(name: str):
    assert missing_names(DOCUMENTS[name]) == []


def test_comments_and_docstrings_of_the_code_point_to_what_is_there():
    files = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("*.yml"), ROOT / "Makefile", ROOT / "pyproject.toml"]
    assert {path.name: lost for path in files if (lost := missing_names(path.read_text(encoding="utf-8")))} == {}


def missing_names(text: str) -> list[str]:
    """Return the dotted names of the package in a text that do not exist."""
    imported = re.findall(r"from (helpers[\w.]*) import ([\w, ]+)", text)
    names = {f"{module}.{name}" for module, found in imported for name in re.findall(r"\w+", found.split(" as ")[0])}
    names |= set(re.findall(r"\bhelpers(?:\.\w+)+", text)) - EARLIER
    return sorted(name for name in names if not exists(name))


def exists(dotted: str) -> bool:
    """Return whether a module, or a name in one, or a file of a package, has this address."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@each_document
def test_every_name_that_is_said_to_stand_in_a_file_stands_there(name: str):
    """A file in code, then a colon or `in`, and names in code: `MEASURES` in `src/helpers/stats/measures.py`."""
    for attribute, file in re.findall(r"`(\w+)` in `([\w./-]+)`", DOCUMENTS[name]):
        assert re.search(rf"\b{attribute}\b", (ROOT / file).read_text(encoding="utf-8")), (attribute, file)


@each_document
def test_every_target_of_make_exists(name: str):
    used = re.findall(r"(?:^|`|\$ )make ([a-z-]+)", DOCUMENTS[name], re.MULTILINE)
    assert set(used) <= TARGETS


@each_document
def test_every_command_and_every_option_exists(name: str):
    spans = [*CODE.findall(prose(DOCUMENTS[name])), *DOCUMENTS[name].split("\n")]
    for span in spans:
        match = re.match(r"(?:\$ )?review ([a-z].*)", span)
        if match is None:
            continue
        command, words = get_command(app), match[1].split("#")[0].split()
        while isinstance(command, typer.core.TyperGroup) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert match[1].startswith("--") or command.name != "root", span
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= known, span


@each_document
def test_a_table_of_packages_has_every_package(name: str):
    packages = {path.parent.name for path in (ROOT / "src/helpers").glob("*/__init__.py")}
    listed = [set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) for table in DOCUMENTS[name].split("\n\n")]
    assert all(words == packages for words in listed if "quantities" in words)


def test_every_exhibit_is_told_to_authors_and_no_other():
    about = DOCUMENTS["docs/authoring.md"].partition("| about | exhibits |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", about)) == sorted(exhibits.__all__)


def test_code_cells_of_the_documents_run(real: Review):
    cells = [content for text in DOCUMENTS.values() for kind, content in FENCE.findall(text) if kind == "python"]
    assert cells
    for cell in cells:
        assert eval(cell, {"exhibits": exhibits, "review": real}).alt


@each_document
def test_expressions_are_ones_that_the_data_answer(name: str, real: Review):
    text = DOCUMENTS[name]
    blocks = re.findall(r"^```\{names\}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    names = {each.name: each.expression for block in blocks for each in names_in_block(block, 0)}
    for role, content in re.findall(r"\{(stat|holds)\}`(\w[^`]*)`", text):
        if "delta2026" not in content:
            evaluate(content.rpartition("::")[2].strip() if role == "holds" else content, real.evidence, names)


def test_the_picture_is_the_figure_of_the_book_today():
    drawing = runpy.run_path(str(ROOT / "docs/picture.py"))
    today, kept = drawing["picture"](), drawing["PICTURE"].read_text(encoding="utf-8")
    words = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
    assert words.findall(kept) == words.findall(today), "run make picture"
    if sys.platform == "linux":  # elsewhere the last digits of a curve may differ
        assert kept == today, "run make picture"


def test_the_row_that_changes_moves_the_sentence_as_shown(tmp_path: Path):
    (row, new_row), (sentence, new_sentence) = (
        re.findall(r"^[-+](.*)$", content, re.MULTILINE) for kind, content in FENCE.findall(README) if kind == "diff"
    )
    chapter = (ROOT / "chapters/incidence.md").read_text(encoding="utf-8")
    source = next(content for kind, content in FENCE.findall(README) if kind == "md")
    assert source.split() == re.search(r"By their threshold .*? had no-reflow\.", chapter, re.DOTALL)[0].split()
    for name in ("data", "chapters"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("references.bib", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, tmp_path)
    assert said(source, tmp_path) == sentence
    table = tmp_path / "data/counts.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count(row + "\n") == 1
    table.write_text(text.replace(row, new_row), encoding="utf-8", newline="\n")
    readings = tmp_path / "data/readings.csv"  # the second reading differs now; here it goes
    lines = readings.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "review04horie / all / nrp / review04horie_tmax / primary" not in line]
    readings.write_text("".join(kept), encoding="utf-8", newline="\n")
    assert said(source, tmp_path) == new_sentence


def test_readme_is_short():
    assert len(README.splitlines()) < 130


def said(source: str, root: Path) -> str:
    """Return a sentence of a chapter as a page of a book shows it."""
    evidence = load(root)
    shown = re.sub(r"\{stat\}`(.+?)`", lambda role: evaluate(role[1], evidence)[0].text, source)
    return " ".join(shown.split())


def test_the_terminals_of_the_documents_show_what_commands_print_today():
    drawing = runpy.run_path(str(ROOT / "docs/terminal.py"))
    words = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
    for name, today in drawing["screens"]().items():
        kept = (ROOT / f"docs/{name}.svg").read_text(encoding="utf-8")
        assert words.findall(kept) == words.findall(today), "run make screens"
        assert f"({name}.svg)" in DOCUMENTS["docs/authoring.md"] and "url(http" not in kept

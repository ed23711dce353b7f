"""Two copies of this book to compare: as it is, and as it would stand in an unmodified Jupyter Book.

The stock copy has Jupyter Book's own settings, theme and extensions. Its code cells are the same; the roles of this
book are replaced by the words they show, references to figures by "the figure", and the data dictionary by the same
tables in Markdown; other directives that stock Jupyter Book lacks are left out. Figures arrive as image/svg+xml, tables
as text. So the stock copy has less to do: no provenance, no popovers, no lint.

Not run by itself: `book_speed.py` and `page_weight.py` use it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from side_by_side import OUR_PYTHON, PROJECT, run

from helpers.book.data_pages import constraints_in_words
from helpers.chapters.roles import read_fixed, read_holds
from helpers.evidence.dictionary import TABLES, fields_of
from helpers.evidence.evidence import Evidence, load
from helpers.quantities.expressions import quantity

PARTS = ("_config.yml", "_toc.yml", "references.bib", "numbers.lock", "chapters", "data")
ROLE = re.compile(r"(?<!`)\{(stat|holds|fixed)\}(`+)(.+?)(?<!`)\2(?!`)", re.DOTALL)  # behind a backquote it is code
FENCE = re.compile(r"^(```+|~~~+)[^\n]*\n.*?^\1`*~*[ \t]*$", re.MULTILINE | re.DOTALL)
STRICT = ["-W", "-n", "--keep-going"]
CONFIG = """title: No-reflow after successful thrombectomy
author: The no-reflow review authors
only_build_toc_files: true
execute:
  execute_notebooks: cache
  timeout: 120
bibtex_bibfiles: [references.bib]
"""
OWN = "import jupyter_book.cli.main as book; book.main()"  # as its script does
# Our renderer is installed beside MyST-NB and would be found by it: stock Jupyter Book has none.
STOCK = f"import myst_nb.core.render as render; render.load_mime_renders = lambda: []; {OWN}"


def copy_book(folder: Path, checkout: Path = PROJECT) -> Path:
    """Copy what a checkout's book is built from, without anything built before; return the folder."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = checkout / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder)
    return folder


def copy_stock_book(folder: Path) -> Path:
    """Copy the book as a stock Jupyter Book; return the folder."""
    copy_book(folder)
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    evidence, directives = load(PROJECT), own_directives()
    for path in (folder / "chapters").rglob("*.md"):
        path.write_text(as_stock(path.read_text(encoding="utf-8"), evidence, directives), encoding="utf-8")
    return folder


def add_copies(folder: Path, copies: int) -> Path:
    """Add copies of the chapter with most cells, their figures renamed, for a book of more pages; return the folder."""
    chapter, contents = folder / "chapters/incidence.md", folder / "_toc.yml"
    text, lines = chapter.read_text(encoding="utf-8"), contents.read_text(encoding="utf-8")
    names = set(re.findall(r"\"((?:incidence|definitions)-[a-z-]+)\"", text))
    for number in range(copies):
        mark = f"-copy{number}"
        renamed = re.sub("|".join(sorted(names, key=len, reverse=True)), lambda name, mark=mark: name[0] + mark, text)
        (folder / f"chapters/incidence{mark}.md").write_text(renamed, encoding="utf-8")
        lines += f"  - file: chapters/incidence{mark}\n"
    contents.write_text(lines, encoding="utf-8")
    return folder


def own_directives() -> set[str]:
    """Return the names of the directives that this book's extension adds."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "src/helpers/book").glob("*.py"))
    return set(re.findall(r"add_directive\(\s*\"([\w-]+)\"", code))


def as_stock(text: str, evidence: Evidence, directives: set[str]) -> str:
    """Return a chapter's Markdown without this book's roles and directives; fenced code stays as it is."""

    def words(match: re.Match) -> str:
        name, content = match[1], " ".join(match[3].split())
        if name == "stat":
            return quantity(content, evidence).text
        return (read_holds if name == "holds" else read_fixed)(content)[0]

    def plain(prose: str) -> str:
        return re.sub(r"\{numref\}`[^`]*`", "the figure", ROLE.sub(words, prose))

    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts.append(plain(text[end : fence.start()]))
        directive = re.match(r"[`~]+\{([\w-]+)\}", fence[0])
        if directive and directive[1] == "data-dictionary":
            parts.append(dictionary_in_markdown(evidence))
        elif directive is None or directive[1] not in directives:
            parts.append(fence[0])
        end = fence.end()
    return "".join([*parts, plain(text[end:])])


def dictionary_in_markdown(evidence: Evidence) -> str:
    """Return what `{data-dictionary}` shows, as headings and pipe tables."""
    resources = {resource["name"]: resource for resource in evidence.package["resources"]}
    lines = []
    for table in TABLES:
        rows = len(evidence.tables[table])
        keys = ", ".join(resources[table]["schema"]["primaryKey"])
        about = f"{resources[table]['description']} {{download}}`{table}.csv <../data/{table}.csv>` ({rows} rows)."
        lines += [f"## {resources[table]['title']}", "", about, "", f"Unique over: {keys}.", ""]
        lines += ["| Column | Type | Meaning | Must be |", "|---|---|---|---|"]
        for field in fields_of(evidence.package, table):
            must = constraints_in_words(field)
            cells = (f"`{field['name']}`", field["type"], field["description"], f"`{must}`" if must else "")
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def build(folder: Path, stock: bool = False, python: Path = OUR_PYTHON) -> None:
    """Build one of the copies, each with its own command. Raises: SystemExit with the log when it fails."""
    command = [python, "-c", STOCK if stock else OWN, "build", ".", *([] if stock else STRICT)]
    log = run(command, folder, may_fail=True)
    if not (folder / "_build/html/index.html").is_file() or "build succeeded" not in log:
        raise SystemExit(log[-3000:])

"""Why a number is typed is one of the reasons that the book declares, once it declares any."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from helpers.chapters.reading import read_chapters
from helpers.commands.cli import app
from helpers.evidence.evidence import load

CELL = "---\njupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3\n---\n\n"


def declare(book: Path, reasons: dict[str, str]) -> None:
    path = book / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"reasons": reasons, **package}), encoding="utf-8")


def faults(book: Path) -> list[str]:
    return [str(each) for each in read_chapters(book, load(book)).problems if "reason" in str(each)]


def only(book: Path, text: str) -> None:
    for path in (book / "chapters").glob("*.md"):
        path.write_text("# A page\n", encoding="utf-8")
    (book / "chapters/results.md").write_text(text, encoding="utf-8")


def test_a_book_that_declares_no_reasons_takes_any(book: Path):
    only(book, "# R\n\n{fixed}`9 cm :: whatever`\n")
    assert faults(book) == []


def test_a_reason_that_is_not_declared_is_refused_with_the_nearest(book: Path):
    declare(book, {"definition": "Part of what is meant.", "licence": "Its version."})
    only(book, "# R\n\n{fixed}`6 s :: definition`, {fixed}`4.0 :: licence` and {fixed}`9 cm :: definitions`\n")
    (fault,) = faults(book)
    assert fault.startswith("chapters/results.md line 3: the role {fixed} can be read; 'definitions' is no reason")
    assert "nearest: definition" in fault


def test_a_reason_that_nobody_gives_is_refused(book: Path):
    declare(book, {"definition": "Part of what is meant.", "licence": "Its version."})
    only(book, "# R\n\n{fixed}`6 s :: definition`\n")
    (fault,) = faults(book)
    assert fault.startswith(
        "data/datapackage.json: a declared reason for typed numbers is used; 'licence' is used nowhere"
    )


def test_reasons_in_cells_are_declared_too(book: Path):
    declare(book, {"definition": "Part of what is meant."})
    code = 'from helpers.chapters.roles import fixed\n\nfixed("6 s", "definition")\nfixed("9 cm", "why not")'
    cell = f"```{{code-cell}} python\n{code}\n```\n"
    only(book, f"{CELL}# R\n\n{cell}")
    (fault,) = faults(book)
    assert "'why not' is no reason" in fault and "results.md line 15" in fault


def test_a_reviewer_gets_every_typed_number_with_its_place_and_reason(book: Path):
    only(book, "# R\n\n{fixed}`6 s :: definition`\n\nand {fixed}`9 cm :: length`\n")
    output = CliRunner().invoke(app, ["check", "--fixed", "--root", str(book)]).output
    lines = output.splitlines()[:3]
    assert lines == [
        "chapters/results.md:3  6 s :: definition",
        "chapters/results.md:5  9 cm :: length",
        "2 typed numbers.",
    ]

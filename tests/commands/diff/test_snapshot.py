"""A snapshot of a book: everything that its pages show, without building them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import ROOT, copy_rich_book, edit

import helpers
from helpers.book.traced_rows import TRACED
from helpers.chapters.cells import outline, run_cells
from helpers.commands.diff.snapshot import snapshot
from helpers.files.problems import EvidenceError

HEAD = "---\njupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3\n---\n\n"


def write_cells(book: Path, *cells: str) -> None:
    """Replace the chapter with cells by one with these."""
    text = "\n\n".join(f"```{{code-cell}} python\n{cell}\n```" for cell in cells)
    (book / "chapters/results.md").write_text(f"{HEAD}# Results\n\n{text}\n", encoding="utf-8")


def test_every_role_is_there_with_its_place_and_number(book: Path):
    found = [number for number in snapshot(book)["numbers"] if number["holder"] == "chapters/index.md"]
    assert [(number["role"], number["line"], number["heading"]) for number in found] == [
        ("stat", 3, "A small book"),
        ("stat", 4, "A small book"),
        ("holds", 4, "A small book"),
    ]
    count, percentage, words = found
    assert count["quantity"]["text"] == "8/10"
    assert percentage["quantity"]["value"] == 80 and percentage["quantity"]["limits"] == "49.0-94.3%"
    assert words["words"] == "most of them" and words["true"]
    assert words["compares"] == {'pct("alpha2020trial", "drug", "nrp")': "80.0%"}


def test_a_figure_is_there_with_rows_words_and_the_numbers_of_its_caption(book: Path):
    found = snapshot(book)
    (figure,) = found["shown"]
    assert (figure["kind"], figure["name"], figure["line"]) == ("figure", "small-forest", 19)
    assert figure["text"] == "No-reflow in 2 studies. Lines: 95% confidence intervals (Wilson)."
    assert figure["alt"].startswith("Small studies.")
    rows = [dict(zip(figure["columns"], row, strict=True)) for row in figure["rows"]]
    assert [(row["label"], row["events"], row["text"]) for row in rows] == [
        ("Alpha", 8, "80.0%"),
        ("Beta", 10, "20.0%"),
    ]
    inside = [number for number in found["numbers"] if number["holder"] == "figure small-forest"]
    assert [(number["role"], number["quantity"]["text"]) for number in inside] == [
        ("stat", "2"),
        ("figure", "80.0%"),
        ("figure", "20.0%"),
    ]
    assert [number for number in found["numbers"] if number["holder"] == "chapters/results.md"] == [], "told once"


def test_no_picture_is_drawn_and_the_book_of_the_caller_is_left_alone(book: Path, monkeypatch: pytest.MonkeyPatch):
    from helpers.figures import draw, figure

    monkeypatch.setattr(helpers, "review", "the caller's", raising=False)
    monkeypatch.setattr(figure, "compact", lambda svg, name: pytest.fail("a picture was drawn"))
    assert snapshot(book)["shown"]
    assert helpers.review == "the caller's"
    monkeypatch.undo()
    assert draw("drawn", lambda canvas: canvas.set_size_inches(1, 1)).startswith("<svg")


def test_claims_have_the_verdict_that_the_data_give_whatever_is_recorded(book: Path):
    edit(book / "data/claims.csv", ",confirmed,,\ni.0.1-2", ",impossible,,\ni.0.1-2")
    claim = next(claim for claim in snapshot(book)["claims"] if claim["claim"] == "i.0.1-1")
    assert (claim["verdict"], claim["recorded"], claim["file"]) == ("confirmed", "impossible", "chapters/results.md")
    assert [answer["text"] for answer in claim["answers"]] == ["10"]


def test_what_cannot_be_computed_is_told_and_hides_nothing_else(book: Path):
    path = book / "chapters/index.md"
    path.write_text(
        '# Bad\n\n{stat}`n("nobody")`, {holds}`much :: 1`, {stat}`n("alpha2020trial")`.\n', encoding="utf-8"
    )
    write_cells(book, "1 / 0", "%magic", "raise SystemExit", "class Bad:\n    __repr__ = None\n\nBad()", "'still here'")
    found = snapshot(book)
    faults = {number["expression"]: number.get("fault", "") for number in found["numbers"]}
    assert "unknown study 'nobody'" in faults['n("nobody")'] and "is not a comparison" in faults["1"]
    assert faults['n("alpha2020trial")'] == ""
    assert [(fault["line"], fault["why"]) for fault in found["faults"]] == [
        (11, "a cell fails: ZeroDivisionError: division by zero"),
        (15, "a cell fails: SyntaxError: invalid syntax (<unknown>, line 1)"),
        (19, "a cell fails: SystemExit: "),
        (23, "an output cannot be shown: TypeError: 'NoneType' object is not callable"),
    ]
    assert [shown["text"] for shown in found["shown"]] == ["still here"]


def test_a_file_that_is_no_text_is_told(book: Path):
    (book / "chapters/index.md").write_bytes(b"\xff\n")
    (fault,) = snapshot(book)["faults"]
    assert (fault["file"], fault["line"]) == ("chapters/index.md", 1)
    assert fault["why"].startswith("text is UTF-8; these bytes are not")


def test_data_at_fault_are_refused_with_every_fault(book: Path):
    edit(book / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80", "drug,nrp,alpha_ctp,80,10,80")
    with pytest.raises(EvidenceError, match="data/counts.csv row 7 .*events"):
        snapshot(book)
    ran = subprocess.run(
        [sys.executable, "-m", "helpers.commands.diff.snapshot", book], capture_output=True, check=True
    )
    problems = json.loads(ran.stdout)["problems"]
    assert {problem["place"]["file"] for problem in problems} == {"data/counts.csv"}


def test_the_program_prints_the_same_snapshot_as_the_function_gives(book: Path):
    write_cells(book, "print('on the page, not in the way')")
    ran = subprocess.run(
        [sys.executable, "-m", "helpers.commands.diff.snapshot", book], capture_output=True, check=True
    )
    found = json.loads(ran.stdout)
    assert found == json.loads(json.dumps(snapshot(book)))
    assert [shown["text"] for shown in found["shown"]] == ["on the page, not in the way\n"]


CELLS = {
    "value": ("7 * 6", [42]),
    "statement": ("a = 1", []),
    "silenced": ("7 * 6;", []),
    "displayed": ("display('a', 'b')\n'c'", ["a", "b", "c"]),
    "printed": ("print('a')\n'b'", ["a\n", "b"]),
    "hidden": (":tags: [remove-output]\n\n7", []),
    "hidden whole": ("---\ntags: [remove_cell]\n---\n7", []),
    "not run": (":tags: [skip-execution]\n\n1 / 0", None),
    "may fail": (":tags: [raises-exception]\n\n1 / 0", []),
    "empty": ("", []),
}


@pytest.mark.parametrize("case", CELLS.values(), ids=CELLS)
def test_a_cell_gives_what_its_page_shows(case: tuple[str, list | None], tmp_path: Path):
    source, shown = case
    cells = outline(f"{HEAD}```{{code-cell}} python\n{source}\n```\n").cells
    assert [(given, fault) for _, given, fault in run_cells(cells, tmp_path)] == (
        [] if shown is None else [(shown, "")]
    )


def test_cells_are_those_of_the_build_and_share_names(tmp_path: Path):
    nested = ":::{note}\n```{code-cell} python\n1 / 0\n```\n:::\n\n- list\n\n  ```{code-cell} python\n  1 / 0\n  ```\n"
    quoted = "````\n```{code-cell} python\n1 / 0\n```\n````\n"
    first, second = "```{code-cell} python\na = 1\n```\n", "```{code-cell} python\na\n```\n"
    text = f"{HEAD}# Head\n\n{nested}\n{quoted}\n{first}\n## Part\n\n{second}"
    parts = outline(text)
    assert [shown for _, shown, _ in run_cells(parts.cells, tmp_path)] == [[], [1]]
    assert [parts.heading_of(cell.line) for cell in parts.cells] == ["Head", "Part"]
    assert outline(text.removeprefix(HEAD)).cells == []  # no notebook: the build runs nothing either
    with pytest.raises(ValueError, match="its cells cannot be read"):
        outline(f"{HEAD}```{{code-cell}} python\n---\na: [\n---\n1\n```\n")


def built_numbers(folder: Path) -> set[tuple]:
    """Return page, expression and text of every quantity that a built book shows."""
    stats = json.loads((folder / "_build/html/stats.json").read_text(encoding="utf-8"))
    return {(found["page"], found["expression"], found["text"]) for found in stats["quantities"]}


def shown_numbers(found: dict) -> Iterator[tuple]:
    """Yield the same of a snapshot; the rows of the table of claims show the quantities that the claims are held to."""
    for number in found["numbers"]:
        page = number["file"].removesuffix(".md")
        if number["role"] == "holds":
            yield page, number["expression"], number["words"]
        else:
            yield page, number["quantity"]["expression"], number["quantity"]["text"]
    for claim in found["claims"]:
        for answer in claim["answers"] if claim["listed"] else ():
            yield claim["listed"].removesuffix(".md"), answer["expression"], answer["text"]


@pytest.mark.slow
def test_a_snapshot_shows_exactly_the_numbers_of_the_built_book(real_book: Path):
    assert set(shown_numbers(snapshot(real_book))) == built_numbers(real_book)


@pytest.mark.slow
def test_the_same_in_every_place_that_a_page_has(rich_book: Path):
    assert set(shown_numbers(snapshot(rich_book))) == built_numbers(rich_book)


@pytest.mark.slow
def test_a_snapshot_has_every_figure_with_the_rows_of_its_download(real_book: Path):
    import csv

    figures = {shown["name"]: shown for shown in snapshot(real_book)["shown"] if shown["kind"] == "figure"}
    files = {path.stem: path for path in (real_book / "_build/html/figures").glob("*.csv")}
    assert figures.keys() == files.keys()
    for name, path in files.items():
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        shown = figures[name]["columns"]
        assert header[: len(shown)] == shown and set(header[len(shown) :]) <= set(TRACED)
        cells = [row[: len(shown)] for row in rows]
        assert cells == [["" if cell is None else str(cell) for cell in row] for row in figures[name]["rows"]], name


def test_the_chapters_of_this_book_can_all_be_computed():
    assert snapshot(ROOT)["faults"] == []


def test_markup_in_data_is_kept_as_it_is(tmp_path: Path):
    found = snapshot(copy_rich_book(tmp_path / "book"))
    table = next(shown for shown in found["shown"] if shown["name"] == "hostile-table")
    assert table["rows"][0][0] == "<script>alert('label')</script>"
    assert table["text"] == "A caption with <script>alert('caption')</script> and 2 studies."

"""What a spreadsheet does to a table is undone where it can have been one thing only, and told where it cannot."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from books import ROOT, commit, edit
from typer.testing import CliRunner

from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app
from helpers.commands.format import format_book
from helpers.evidence.dictionary import load_schema, tables_of
from helpers.evidence.evidence import read

PACKAGE, _ = load_schema(ROOT)
NUMBER = re.compile(r"-?[0-9]+\.[0-9]+\Z")
WORDS = {
    "Excel": ("TRUE", "FALSE"),
    "German": ("WAHR", "FALSCH"),
    "French": ("VRAI", "FAUX"),
    "Python": ("True", "False"),
}


def saved(
    text: str,
    *,
    delimiter: str = ",",
    end: str = "\r\n",
    words: str = "Excel",
    comma: bool = False,
    zeros: bool = True,
    empty: tuple[int, int] = (0, 0),
    quoted: int = csv.QUOTE_MINIMAL,
    first: str = "",
) -> str:
    """Return a table as a spreadsheet saves it: in its own words, with its decimal sign, rows and columns behind."""
    rows = [list(cells) for cells in csv.reader(io.StringIO(text))]
    told = dict(zip(("true", "false"), WORDS[words], strict=True))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoted)
    for cells in [*rows, *[[""] * len(rows[0])] * empty[0]]:
        made = [told.get(cell, cell) for cell in cells]
        if not zeros:
            made = [f"{float(cell):.12g}" if NUMBER.match(cell) else cell for cell in made]
        if comma:
            made = [cell.replace(".", ",") if NUMBER.match(cell) else cell for cell in made]
        writer.writerow(made + [""] * empty[1])
    return first + out.getvalue()


SAVES: dict[str, Callable[[str], bytes]] = {
    "Excel": lambda text: saved(text).encode("utf-8-sig"),
    "Excel, for the Macintosh": lambda text: saved(text, end="\r").encode(),
    "Excel, German": lambda text: saved(text, delimiter=";", words="German", comma=True).encode("utf-8-sig"),
    "Excel, French, with a line for itself": lambda text: saved(
        text, delimiter=";", words="French", comma=True, first="sep=;\r\n"
    ).encode("utf-8-sig"),
    "Excel, Unicode text": lambda text: saved(text, delimiter="\t").encode("utf-16"),
    "Excel, Unicode text of the other order": lambda text: (
        b"\xfe\xff" + saved(text, delimiter="\t").encode("utf-16-be")
    ),
    "UTF-16 without a mark": lambda text: saved(text).encode("utf-16-le"),
    "LibreOffice, all quoted": lambda text: saved(text, end="\n", quoted=csv.QUOTE_ALL).encode(),
    "rows and columns behind": lambda text: saved(text, empty=(3, 4)).encode(),
    "pandas": lambda text: saved(text, end="\n", words="Python").encode(),
    "bars": lambda text: saved(text, delimiter="|").encode(),
}


def differing(names: list[str], folder: Path) -> list[tuple[str, str]]:
    """Return the cells that are others than in this book, but for decimals that may be thousands in free text."""
    cells = []
    for name in names:
        sides = [csv.reader(io.StringIO((root / name).read_text(encoding="utf-8"))) for root in (ROOT, folder)]
        for pair in zip(*sides, strict=True):
            cells += [(one, other) for one, other in zip(*pair, strict=True) if one != other]
    return [(one, other) for one, other in cells if not re.fullmatch(r"[1-9][0-9]*,[0-9]{3}", other)]


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_every_table_of_this_book_comes_back_from_a_save_byte_for_byte(tmp_path: Path, save: Callable[[str], bytes]):
    (tmp_path / "data").mkdir()
    names = [f"data/{table}.csv" for table in tables_of(PACKAGE)]
    for name in (*names, "data/datapackage.json", "references.bib"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for name in names:
        (tmp_path / name).write_bytes(save((ROOT / name).read_text(encoding="utf-8")))
    changed, problems = format_book(tmp_path)
    assert problems == [] and "data/counts.csv" in changed
    assert differing(names, tmp_path) == []


def test_what_a_save_has_lost_is_named_cell_by_cell(tmp_path: Path):
    """No second entry is needed: the last commit is one."""
    (tmp_path / "data").mkdir()
    names = [f"data/{table}.csv" for table in tables_of(PACKAGE)]
    for name in (*names, "data/datapackage.json", "references.bib", "_config.yml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    commit(tmp_path)
    for name in names:
        (tmp_path / name).write_bytes(saved((ROOT / name).read_text(encoding="utf-8"), zeros=False).encode())
    format_book(tmp_path)
    lost = differing(names, tmp_path)
    assert len(lost) > 50 and len(check_book(tmp_path).lost) == len(lost)


def run(book: Path, command: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [command, "--root", str(book)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_the_check_says_it_once_a_file_and_names_the_remedy_that_works(book: Path, save: Callable[[str], bytes]):
    for name in ("data/counts.csv", "data/estimates.csv"):
        (book / name).write_bytes(save((book / name).read_text(encoding="utf-8")))
    said = [str(problem) for problem in find_problems(book)]
    assert [text.partition(":")[0] for text in said] == ["data/counts.csv", "data/estimates.csv"]
    assert all("Run `review format`" in text for text in said)
    assert run(book, "format")[0] == 0
    assert run(book, "check") == (0, "No faults.\n")


def test_other_faults_of_such_a_file_are_told_with_it_by_their_row(book: Path):
    edit(book / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80,", "drug,nrp,alpha_ctp,11,10,110,")
    path = book / "data/counts.csv"
    path.write_bytes(saved(path.read_text(encoding="utf-8")).encode())
    said = [str(problem) for problem in find_problems(book)]
    assert len(said) > 1 and any("row 7 (alpha2020trial, drug, nrp): events must be <= total" in text for text in said)


ROWS = "alpha2020trial,control,nrp,alpha_ctp,5,10,50,false,primary"
UNDONE = {
    "a whole number with a fraction": ",5.0,10.00,50,false,",
    "an apostrophe before a number": ",'5,10,'50,false,",
    "true and false in another case": ",5,10,50,False,",
    "a no-break space": ",5,10,50\u00a0,false,",
}


@pytest.mark.parametrize("cells", UNDONE.values(), ids=UNDONE)
def test_a_cell_that_can_have_been_one_thing_only_is_restored(book: Path, cells: str):
    before = (book / "data/counts.csv").read_bytes()
    edit(book / "data/counts.csv", ROWS, ROWS.replace(",5,10,50,false,", cells))
    assert any("review format" in problem.remedy for problem in find_problems(book))
    run(book, "format")
    assert (book / "data/counts.csv").read_bytes() == before


LEFT = {
    "a power of ten": ",1E+05,10,50,false,",
    "thousands": ',"1,234",10,50,false,',
    "a date": ",5,10,08.Jan,false,",
    "a fraction": ",5.5,10,50,false,",
    "one for true": ",5,10,50,1,",
    "a comma too many": ",5,10,50,false,,",
    "a comma too few": ",5,10,50false,",
}


@pytest.mark.parametrize("cells", LEFT.values(), ids=LEFT)
def test_a_cell_that_can_have_been_several_things_is_told_and_left(book: Path, cells: str):
    edit(book / "data/counts.csv", ROWS, ROWS.replace(",5,10,50,false,", cells))
    before = (book / "data/counts.csv").read_bytes()
    run(book, "format")
    assert (book / "data/counts.csv").read_bytes() == before
    assert any(problem.place.row == 5 for problem in find_problems(book))


def test_numbers_with_commas_are_read_only_where_the_file_shows_that_they_are_decimals(book: Path):
    path = book / "data/estimates.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(saved(text, delimiter=";", comma=True), encoding="utf-8", newline="")
    evidence, _ = read(book)
    assert evidence is not None and evidence.tables["estimates"][0]["estimate"] == "1.44"
    path.write_text(saved(text, delimiter=";").replace("1.44", "1,440"), newline="")
    assert read(book)[0] is None


def test_letters_of_windows_are_read_and_named_so_that_somebody_looks(book: Path):
    edit(book / "data/studies.csv", "beta2021cohort,Beta", "beta2021cohort,Müller–Beta")
    path = book / "data/studies.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("cp1252"))
    (problem,) = find_problems(book)
    assert "letters in Windows-1252" in problem.found and "Run `review format`" in problem.remedy
    code, said = run(book, "format")
    assert code == 0 and "look at data/studies.csv row 3, label: 'Müller–Beta'" in said
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("encoding", ["cp1250", "mac-roman", "cp1251", "shift-jis"])
def test_letters_that_may_be_others_are_refused_with_the_reason(book: Path, encoding: str):
    label = {"cp1251": "Иванов", "shift-jis": "研究", "cp1250": "Łódź Ž", "mac-roman": "Žé—ü"}[encoding]
    path = book / "data/studies.csv"
    edit(path, "beta2021cohort,Beta", f"beta2021cohort,{label}")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding, "ignore"))
    before = path.read_bytes()
    assert any("text is UTF-8" in problem.rule for problem in find_problems(book))
    run(book, "format")
    assert path.read_bytes() == before

"""Tables and bibliography have one form: writing it loses nothing, and writing it twice changes nothing."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from books import ROOT, copy_small_book, edit
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.format import format_book
from helpers.evidence import canonical
from helpers.evidence.canonical import Canonical, canonical_files, in_order
from helpers.evidence.dictionary import TABLES, columns_of, is_as_written, load_schema, primary_key_of
from helpers.files.tables import read_table, table_text

PACKAGE, _ = load_schema(ROOT)
CELLS = st.text(
    st.characters(exclude_characters="\n\r", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=12
)
NAMES = [*(f"data/{table}.csv" for table in TABLES), "references.bib"]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a book, without the folder that writers keep their lock in."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".review" not in path.parts
    }


def formatted(folder: Path) -> Path:
    """Return a book after `review format`."""
    names, problems = format_book(folder)
    assert problems == []
    return folder


def run(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["format", "--root", str(folder), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


# Tables


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_a_table_read_from_its_text_has_the_same_rows(tmp_path_factory: pytest.TempPathFactory, cells: list):
    columns = ["study", "a", "b"]
    rows = [dict(zip(columns, line, strict=True)) for line in cells]
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_text(table_text(columns, rows), encoding="utf-8", newline="")
    assert read_table(path, "data/table.csv", columns) == (rows, [])


@pytest.mark.parametrize("table", TABLES)
def test_rows_in_any_order_are_sorted_by_their_key_unless_their_order_says_something(table: str):
    rows, problems = read_table(ROOT / f"data/{table}.csv", f"data/{table}.csv", columns_of(PACKAGE, table))
    assert problems == [] and len(rows) > 1
    mixed = random.Random(1).sample(rows, len(rows))
    assert in_order(PACKAGE, table, mixed) == (mixed if is_as_written(PACKAGE, table) else rows)


@pytest.mark.parametrize("table", TABLES)
def test_an_added_row_goes_where_its_key_belongs(table: str):
    key = primary_key_of(PACKAGE, table)
    rows = [{"number": str(number), **dict.fromkeys(key, letter)} for number, letter in enumerate("bdf")]
    added = [dict.fromkeys(key, letter) for letter in "gca"]
    assert [row[key[0]] for row in in_order(PACKAGE, table, rows, added)] == list("abcdfg")


def test_a_row_added_to_a_table_in_its_own_order_moves_no_other():
    rows = [dict.fromkeys(primary_key_of(PACKAGE, "claims"), name) for name in ("i-2", "i-10", "ii-1")]
    added = dict.fromkeys(primary_key_of(PACKAGE, "claims"), "i-3")
    assert [row["claim"] for row in in_order(PACKAGE, "claims", rows, [added])] == ["i-2", "i-10", "i-3", "ii-1"]


# The whole book


def test_the_files_of_this_repository_are_in_canonical_form():
    files, problems = canonical_files(ROOT)
    assert problems == [] and [file.name for file in files] == NAMES
    assert [str(file.problem()) for file in files if file.differs] == []


def shuffled(folder: Path) -> Path:
    """Return a copy of this book's data with rows, columns, entries and line ends in another order and form."""
    (folder / "data").mkdir(parents=True)
    mix = random.Random(2)
    (folder / "data/datapackage.json").write_bytes((ROOT / "data/datapackage.json").read_bytes())
    for table in TABLES:
        header, *rows = csv.reader(io.StringIO((ROOT / f"data/{table}.csv").read_text(encoding="utf-8"), newline=""))
        if not is_as_written(PACKAGE, table):
            mix.shuffle(rows)
        order = mix.sample(range(len(header)), len(header))
        with (folder / f"data/{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerows([[row[place] for place in order] for row in [header, *rows]])
    entries = (ROOT / "references.bib").read_text(encoding="utf-8").strip().split("\n\n")
    mix.shuffle(entries)
    text = "\n\n\n".join(entries).replace("  title = {", "\tTITLE={").replace("@misc", "@Misc").replace(",\n}", "}")
    (folder / "references.bib").write_text(text, encoding="utf-8", newline="\r\n")
    return folder


def test_the_files_of_this_repository_come_back_from_any_other_form(tmp_path: Path):
    folder = shuffled(tmp_path / "book")
    assert format_book(folder) == (NAMES, [])
    assert {name: content == (ROOT / name).read_bytes() for name, content in contents(folder).items()} == dict.fromkeys(
        [*NAMES, "data/datapackage.json"], True
    )
    assert format_book(folder) == ([], [])


def test_check_names_what_would_change_and_changes_nothing(book: Path):
    before = contents(book)
    code, output = run(book, "--check")
    assert code == 1 and contents(book) == before and not (book / ".review").exists()
    assert "references.bib line 7: the file is in canonical form; this line is not: '  verification" in output
    assert output.splitlines()[-1] == "3 faults"


def test_format_then_check_has_nothing_to_say(book: Path):
    assert run(book) == (0, "data/outcomes.csv: formatted\ndata/estimates.csv: formatted\nreferences.bib: formatted\n")
    for words in ((), ("--check",)):
        assert run(book, *words) == (0, "Every file is in canonical form.\n")
    assert run_check(book).exit_code == 0


def run_check(folder: Path):
    return CliRunner().invoke(app, ["check", "--root", str(folder)])


UNSOUND = {
    "a cell too many": ("data/outcomes.csv", "mRS,0,1\n", "mRS,0,1,\n", "a row has 9 cells"),
    "an unknown column": (
        "data/outcomes.csv",
        "outcome,alias,label",
        "outcome,alias,name",
        "missing: label; not known: 'name'",
    ),
    "a column twice": (
        "data/outcomes.csv",
        "outcome,alias,label",
        "outcome,alias,outcome",
        "a column has a name of its own",
    ),
    "an open quote": ("data/outcomes.csv", "Excellent", '"Excellent', "the file is CSV"),
    "an open brace": ("references.bib", "{[An invented cohort]}", "{[An invented cohort]", "well-formed BibTeX"),
    "a lost comma": ("references.bib", "year = {2021},", "year = {2021}", "a comma stands after each field"),
    "a field twice": ("references.bib", "year = {2021},", "year = {2021}, YEAR = {2022},", "each field once"),
    "stray text": ("references.bib", "@misc{beta", "hello\n\n@misc{beta", "text stands inside an entry"),
    "other letters": ("references.bib", "Beta, Bo", "\ud800", "text is UTF-8"),
}


@pytest.mark.parametrize("case", UNSOUND.values(), ids=UNSOUND)
def test_a_file_that_cannot_be_read_soundly_is_reported_and_left_alone(book: Path, case: tuple):
    name, old, new, found = case
    path = book / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_bytes(text.replace(old, new).encode("utf-8", "surrogatepass"))
    before = path.read_bytes()
    code, output = run(book)
    assert code == 1 and found in output and path.read_bytes() == before
    assert "data/estimates.csv: formatted" in output  # the others are none the worse for it


def test_a_broken_data_dictionary_leaves_every_table_alone(book: Path):
    (book / "data/datapackage.json").write_text("{", encoding="utf-8")
    before = contents(book)
    code, output = run(book)
    assert code == 1 and "references.bib: formatted" in output and "data/datapackage.json" in output
    assert {n for n, content in contents(book).items() if before[n] != content} == {"references.bib"}


@pytest.mark.parametrize("name", ["references.bib", "data/counts.csv"])
def test_a_save_made_while_format_works_is_kept_and_told(book: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    really, path = canonical.read_bytes, book / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    def read_bytes(place: Path, of: str) -> tuple[bytes, list]:
        found = really(place, of)
        if of == name:
            path.write_bytes(b"an author's work")
        return found

    monkeypatch.setattr(canonical, "read_bytes", read_bytes)
    code, said = run(book)
    assert code == 1 and f"{name}: a file stays the same while it is changed; it did not" in said
    assert path.read_bytes() == b"an author's work"


def test_a_book_that_is_not_there_is_one_fault(tmp_path: Path):
    code, output = run(tmp_path / "none")
    assert code == 1 and "the file must be there" in output


@given(st.binary(max_size=200))
def test_any_bytes_are_formatted_or_refused(tmp_path_factory: pytest.TempPathFactory, junk: bytes):
    folder = tmp_path_factory.getbasetemp() / "junk"
    if not folder.exists():
        copy_small_book(folder)
    (folder / "references.bib").write_bytes(junk)
    (folder / "data/outcomes.csv").write_bytes(junk)
    code, output = run(folder)
    assert code == 1 and "data/outcomes.csv" in output
    assert (folder / "data/outcomes.csv").read_bytes() == junk


def test_the_first_line_that_differs_is_named_also_when_one_is_missing():
    assert Canonical("a.csv", b"a\nb", "a\nb\n").problem().place.line == 3
    assert Canonical("a.csv", b"a\nc\n", "a\nb\n").problem().found == "this line is not: 'c'"
    assert not Canonical("a.csv", b"a\n", "a\n").differs


def test_claims_that_are_not_in_the_order_of_their_keys_stay_where_they_are(book: Path):
    edit(book / "data/claims.csv", "\ni.0.1-1,", "\nx.0.1-1,")
    names, problems = format_book(book)
    assert problems == [] and "data/claims.csv" not in names


def test_what_formatting_would_change_is_printed_line_by_line_and_nothing_is_written(book: Path):
    formatted(book)
    path = book / "data/outcomes.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, second, first, *rest, ""]), encoding="utf-8", newline="\r\n")
    before = contents(book)
    code, text = run(book, "--diff")
    assert code == 1 and contents(book) == before
    assert f"-{second}\\r" in text.splitlines() and f"+{second}" in text.splitlines()
    formatted(book)
    assert run(book, "--diff") == (0, "Every file is in canonical form.\n")

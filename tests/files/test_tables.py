"""A table's file is refused, by name and place and with a remedy, before its content is judged."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest

from helpers.files.problems import Place, Problem
from helpers.files.tables import LONGEST_CELL, MOST_FAULTS, Row, read_table
from helpers.files.text import MOST_BYTES, read_text

COLUMNS = ["study", "events"]


def read(folder: Path, content: bytes) -> tuple[list[Row], list]:
    (folder / "counts.csv").write_bytes(content)
    return read_table(folder / "counts.csv", "data/counts.csv", COLUMNS)


def test_rows_keep_their_cells_as_text_and_their_place_in_a_spreadsheet(tmp_path: Path):
    rows, problems = read(tmp_path, b'study,events\na,007\nb,"1,5"\n')
    assert problems == []
    assert rows == [{"study": "a", "events": "007"}, {"study": "b", "events": "1,5"}]
    assert [(row.table, row.number) for row in rows] == [("counts", 2), ("counts", 3)]


def test_a_table_may_have_no_rows_and_no_last_line_feed(tmp_path: Path):
    assert read(tmp_path, b"study,events") == ([], [])


def test_a_row_survives_pickling_with_its_place():
    row = pickle.loads(pickle.dumps(Row("counts", 7, {"study": "a"})))
    assert (row.table, row.number, dict(row)) == ("counts", 7, {"study": "a"})


BAD_BYTES = {
    "empty": (b"", 0, "must not be empty", "0 bytes", "Restore"),
    "white space alone": (b" \n\n", 0, "must not be empty", "3 bytes", "Restore"),
    "byte order mark": (b"\xef\xbb\xbfstudy,events\na,1\n", 1, "byte order mark", "it does", "without BOM"),
    "carriage returns": (b"study,events\r\na,1\r\n", 1, "line feed alone", "carriage return", "LF"),
    "one carriage return": (b"study,events\na,1\r\nb,2\n", 2, "line feed alone", "carriage return", "LF"),
    "Latin-1": (b"study,events\na,1\nM\xfcller,2\n", 3, "text is UTF-8", r"M\xfcller", "Save the file as UTF-8"),
    "UTF-16": ("study,events\n".encode("utf-16-le"), 1, "NUL byte", "there is one", "UTF-8 text"),
    "NUL": (b"study,events\na,1\nb\0,2\n", 3, "NUL byte", "there is one", "UTF-8 text"),
}


@pytest.mark.parametrize("case", BAD_BYTES.values(), ids=BAD_BYTES)
def test_bytes_that_are_no_plain_text_are_refused_with_their_line(tmp_path: Path, case: tuple):
    content, line, rule, found, remedy = case
    rows, problems = read(tmp_path, content)
    assert rows == []
    (fault,) = problems
    assert fault.place == Place("data/counts.csv", line=line)
    assert rule in fault.rule and found in fault.found and remedy in fault.remedy


def test_faults_of_the_bytes_are_reported_together(tmp_path: Path):
    _, problems = read(tmp_path, b"\xef\xbb\xbfstudy,events\r\n\xff\0,1\n")
    assert {fault.rule for fault in problems} == {
        "the file must not begin with a byte order mark",
        "text holds no NUL byte",
        "lines end with a line feed alone",
        "text is UTF-8",
    }


BAD_ROWS = {
    "missing column": (b"study\na\n", 1, "header", "missing: events", "study,events"),
    "extra column": (b"study,events,sum\na,1,2\n", 1, "header", "not known: 'sum'", "study,events"),
    "misspelt column": (b"study,event\na,1\n", 1, "header", "missing: events; not known: 'event'", "study,events"),
    "reordered columns": (b"events,study\n1,a\n", 1, "header", "the order differs", "study,events"),
    "repeated column": (b"study,events,events\na,1,1\n", 1, "header", "a column stands twice", "study,events"),
    "semicolons": (b"study;events\na;1\n", 1, "header", "not known: 'study;events'", "study,events"),
    "too few cells": (b"study,events\na,1\nb\n", 3, "2 cells", "this one has 1", "commas"),
    "too many cells": (b"study,events\na,1,5\n", 2, "2 cells", "this one has 3", "quote a cell"),
    "blank line": (b"study,events\na,1\n\nb,2\n", 3, "2 cells", "a blank line", "remove commas"),
    "quote left open": (b'study,events\na,1\n"b,2\nc,3\n', 3, "the file is CSV", "unexpected end", "Close the quote"),
    "quote inside a cell": (b'study,events\n"a"x,1\n', 2, "the file is CSV", "expected", "double quotes"),
    "quote that swallows rows": (b'study,events\na,"1\nb,2\nc,"\n', 2, "no line break", "'1\\nb", "Close its quote"),
    "very long cell": (b"study,events\na," + b"9" * 3000 + b"\n", 2, "at most 2000", "events has 3000", "Shorten"),
}


@pytest.mark.parametrize("case", BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_malformed_table_is_refused_with_its_row(tmp_path: Path, case: tuple):
    content, row, rule, found, remedy = case
    rows, problems = read(tmp_path, content)
    assert rows == []
    (fault,) = problems
    assert fault.place == Place("data/counts.csv", row=row)
    assert rule in fault.rule and found in fault.found and remedy in fault.remedy


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1], ids=["Python's own limit", "Frictionless's limit"])
def test_a_cell_beyond_the_limit_of_python_is_refused_whatever_other_libraries_set_it_to(tmp_path: Path, limit: int):
    before = csv.field_size_limit(limit)
    try:
        rows, (fault,) = read(tmp_path, b"study,events\na," + b"9" * 200_000)
    finally:
        csv.field_size_limit(before)
    assert rows == [] and fault.place.row == 2 and fault.remedy
    assert ("field limit" in fault.found) if limit < 200_000 else ("events has 200000" in fault.found)


def test_every_malformed_row_is_reported_in_one_run(tmp_path: Path):
    _, problems = read(tmp_path, b'study,events\na\nb,1\nc,1,2\n"d\n')
    assert [fault.place.row for fault in problems] == [2, 4, 5]


def test_the_longest_cell_allowed_is_read(tmp_path: Path):
    rows, problems = read(tmp_path, b"study,events\n" + b"x" * LONGEST_CELL + b",1\n")
    assert problems == [] and len(rows[0]["study"]) == LONGEST_CELL


def test_a_missing_file_is_reported_with_the_reason(tmp_path: Path):
    rows, (fault,) = read_table(tmp_path / "none.csv", "data/none.csv", COLUMNS)
    assert rows == []
    assert (
        str(fault) == "data/none.csv: the file must be there; reading it failed: No such file or directory. Restore it."
    )


def test_a_folder_in_place_of_a_file_is_reported(tmp_path: Path):
    text, (fault,) = read_text(tmp_path, "data")
    assert text == ""
    assert (fault.rule, fault.found) == ("only a plain file is read", "it is a folder")


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path):
    (tmp_path / "big").write_bytes(b"x" * (MOST_BYTES + 1))
    text, (fault,) = read_text(tmp_path / "big", "big")
    assert text == ""
    assert str(MOST_BYTES) in fault.rule and str(MOST_BYTES + 1) in fault.found


ODD_FILES = {
    "5 MB in one line": b"x" * (5 * 2**20),
    "100,000 quotes": b'"' * 100_000,
    "100,001 quotes": b'"' * 100_001,
    "a million commas": b"," * 1_000_000,
    "a quote, then 5 MB": b'study,events\na,"' + b"x\n" * (5 * 2**19),
}


@pytest.mark.parametrize("content", ODD_FILES.values(), ids=ODD_FILES)
def test_an_odd_file_gives_one_short_message(tmp_path: Path, content: bytes):
    rows, (fault,) = read(tmp_path, content)
    assert rows == []
    assert len(str(fault)) < 1000


def test_a_hopeless_file_gives_a_bounded_number_of_faults(tmp_path: Path):
    _, problems = read(tmp_path, b"study,events\n" + b"a\n" * (MOST_FAULTS + 500))
    assert len(problems) == MOST_FAULTS


def test_text_is_text_and_not_markup_or_formula(tmp_path: Path):
    rows, problems = read(tmp_path, b"study,events\n<script>alert(1)</script>,=cmd()\n")
    assert problems == []
    assert rows[0] == {"study": "<script>alert(1)</script>", "events": "=cmd()"}


def test_a_fault_of_a_row_names_the_keys_that_a_person_would_search_for():
    row = Row("estimates", 3, {"study": "a2020", "group": "drug", "comparator": "control", "outcome": "nrp", "p": "2"})
    assert str(row.fault("P lies between 0 and 1", "got 2", "Correct it.")) == (
        "data/estimates.csv row 3 (a2020, drug, control, nrp): P lies between 0 and 1; got 2. Correct it."
    )


def test_a_fault_of_a_row_without_such_keys_names_its_first_cell():
    assert "(nrp)" in str(Row("outcomes", 2, {"outcome": "nrp"}).fault("r", "f", "m"))
    assert "(ctp_1)" in str(Row("definitions", 2, {"definition": "ctp_1"}).fault("r", "f", "m"))


def test_a_message_is_one_printable_line_whatever_it_quotes():
    hostile = "\x1b[31m\n\u202e" + "x" * 5000
    text = str(Problem(Place("data/counts.csv", row=2), hostile, hostile, hostile, hostile))
    assert text.isprintable() and len(text) < 2000
    assert text.startswith(r"data/counts.csv row 2 (\x1b[31m\n\u202exxx")

"""The sheet of a new study is read as written, and its template is one that reads."""

# ruff: noqa: E501 - a table of cases reads best with one case in a line

from __future__ import annotations

from pathlib import Path

import pytest
from books import ROOT
from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.new_study.sheet import LISTS, Rows, Sheet, as_yaml, asked_columns, read_sheet, template
from helpers.evidence.dictionary import load_schema
from helpers.files.problems import Problem

PACKAGE, _ = load_schema(ROOT)


def read(folder: Path, text: str | bytes) -> tuple[Sheet, list[Problem]]:
    path = folder / "sheet.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return read_sheet(PACKAGE, path)


def test_the_template_is_a_sheet_that_says_nothing(tmp_path: Path):
    sheet, problems = read(tmp_path, template(PACKAGE))
    assert problems == [] and sheet.key == ""
    assert not any(sheet.study.values()) and not any(sheet.topics.values()) and not any(sheet.defaults.values())
    assert sheet.lists == {table: [] for table in LISTS}


@pytest.mark.parametrize("table", ["studies", *LISTS])
def test_the_template_names_every_column_that_an_author_fills(table: str):
    part = template(PACKAGE).split("\nstudy:" if table == "studies" else f"\n{table}:", 1)[1]
    found = [line.strip(" -").partition(":")[0] for line in part.splitlines()[1:]]
    columns = [column["name"] for column in asked_columns(PACKAGE, table)]
    assert found[: len(columns)] == columns and not {"year"} & set(columns)


def test_cells_are_text_as_written(tmp_path: Path):
    text = """
key: a2027
study: {design: cohort, note: "two\\n  lines", country: ~}
topics: {mechanism: none, treatment: [vasodilators, blood pressure targets]}
counts:
  - {group: all, printed: 46.0, back_calculated: false, events: 007, fault: null}
  - group: no
    locator: >
      table 2,
      row 3
"""
    sheet, problems = read(tmp_path, text)
    assert problems == [] and sheet.key == "a2027"
    assert sheet.study == {"design": "cohort", "note": "two lines", "country": ""}
    assert sheet.topics == {"mechanism": ["none"], "treatment": ["vasodilators", "blood pressure targets"]}
    first = {"group": "all", "printed": "46.0", "back_calculated": "false", "events": "007", "fault": ""}
    assert sheet.lists == {"counts": [Rows(first, 6), Rows({"group": "no", "locator": "table 2, row 3"}, 7)]}
    assert sheet.lines == {"key": 2, "study": 3, "topics": 4, "counts": 6}


def test_answers_that_are_saved_read_the_same(tmp_path: Path):
    rows = [Rows({"group": "no", "printed": "46.0", "p": "<0.001", "threshold": "> 6 s: é"}), Rows({"group": "null"})]
    sheet = Sheet(
        "sheet.yml", "a2027", {"note": "# x"}, {"label": "yes"}, {"mechanism": ["none"]}, {}, {"counts": rows}
    )
    sheet.lists["counts"][0].cells.pop("p")
    sheet.lists["counts"][0].cells.pop("threshold")
    again, problems = read(tmp_path, as_yaml(sheet))
    assert problems == []
    assert (again.key, again.entry, again.study, again.topics) == (sheet.key, sheet.entry, sheet.study, sheet.topics)
    assert [row.cells for row in again.lists["counts"]] == [row.cells for row in rows]


REFUSED = {
    "an unknown part": ("kounts: []", 1, "a sheet has the words key, entry", "got 'kounts'"),
    "an unknown column": ("counts:\n  - {group: a, event: 1}", 2, "a row of counts has the words study, group", "'event'"),
    "the year of the citation": ("study: {year: 2020}", 1, "study has the words label, design", "got 'year'"),
    "an unknown axis": ("topics: {cause: none}", 1, "topics has the words mechanism", "got 'cause'"),
    "a list for a cell": ("study: {label: [a]}", 1, "label is text", "it is a list"),
    "a word for a list": ("counts: none", 1, "counts is a list of rows", "it is not"),
    "a word for a row": ("counts: [none]", 1, "a row of counts is a mapping", "it is not"),
    "a word for a sheet": ("none", 1, "a sheet is a mapping", "it is not"),
    "remarks alone": ("# none", 0, "a sheet is a mapping", "it is not"),
    "a word twice": ("key: a\nkey: b", 2, "the keys of a sheet are single words", "'key' stands twice"),
    "no YAML": ("key: [", 1, "the file is YAML", "expected the node content"),
    "a sign that YAML reads": ("definitions:\n  - threshold: > 6 s", 2, "the file is YAML", "expected"),
    "an alias": ("key: &a x\nentry: *a", 1, "the file is YAML", "anchors, aliases and tags"),
    "a tag": ("key: !!python/name:os.system x", 1, "the file is YAML", "anchors, aliases and tags"),
    "deep lists": ("[" * 1000, 1, "the file is YAML", "more than 20 levels"),
    "half a letter": ('key: "\\ud800"', 1, "key is text", "which no text has"),
    "a long file": ("# " + "x" * 200_000, 0, "the file holds at most 200000 bytes", "it holds 200002"),
    "two sheets": ("key: a\n---\nkey: b", 2, "the file is YAML", "another document"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_no_sheet_is_refused_with_its_line(tmp_path: Path, case: tuple):
    text, line, rule, found = case
    _, problems = read(tmp_path, text)
    assert [problem.place.line for problem in problems] == [line]
    assert problems[0].rule.startswith(rule) and found in problems[0].found
    assert problems[0].file == str(tmp_path / "sheet.yml")


PARTS = st.sampled_from(["key", "study", "topics", "counts", "groups", "entry", "label", "mechanism", "group", "x"])
TREES = st.recursive(
    st.one_of(st.text(max_size=10), st.none(), st.integers()),
    lambda some: st.one_of(st.lists(some, max_size=3), st.dictionaries(PARTS, some, max_size=4)),
    max_leaves=10,
)


@given(st.one_of(st.text(max_size=200), st.binary(max_size=100), TREES.map(repr)))
def test_any_file_is_a_sheet_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str | bytes):
    sheet, problems = read(tmp_path_factory.getbasetemp(), text)
    assert all(str(problem).isprintable() for problem in problems)
    assert problems or all(
        isinstance(cell, str) for row in sheet.lists.get("counts", []) for cell in row.cells.values()
    )

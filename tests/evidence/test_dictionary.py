"""The data dictionary runs: what it does not allow is refused in words for people."""

# ruff: noqa: E501 - a table of cases reads best with one case in a line

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from books import ROOT, SMALL_BOOK

from helpers.evidence.cells import find_schema_problems
from helpers.evidence.columns import WORDED
from helpers.evidence.dictionary import (
    PACKAGE,
    REPEATED_GROUP,
    TABLES,
    columns_of,
    fields_of,
    load_schema,
)
from helpers.files.problems import Problem
from helpers.files.tables import MOST_FAULTS, Row, read_table

REAL: dict[str, Any] = load_schema(ROOT)[0]
SMALL: dict[str, list[Row]] = {
    table: read_table(SMALL_BOOK / f"data/{table}.csv", f"data/{table}.csv", columns_of(REAL, table))[0]
    for table in TABLES
}


def problems_after(table: str, number: int, **cells: str) -> list[Problem]:
    """Return the faults of the small book's tables once some cells of one row are changed."""
    tables = {name: [copy.copy(row) for row in rows] for name, rows in SMALL.items()}
    rows = [row for row in tables[table] if row.number == number]
    rows[0].update(cells)
    return find_schema_problems(REAL, tables)


def test_the_small_book_obeys_the_dictionary():
    assert [table for table, rows in SMALL.items() if not rows] == ["syntheses", "members"]
    assert find_schema_problems(REAL, SMALL) == []


BAD_CELLS = {
    "empty": ("counts", 2, {"locator": ""}, "column locator must be filled", "it is empty", "Where in the source"),
    "word for a number": ("counts", 2, {"events": "three"}, "column events must be a whole number", "got 'three'", "Pa"),
    "decimal": ("counts", 2, {"events": "3.0"}, "column events must be a whole number", "got '3.0'", "Patients"),
    "negative": ("counts", 2, {"events": "-3"}, "column events must be at least 0", "got '-3'", "Patients with"),
    "nobody treated": ("counts", 10, {"total": "0"}, "column total must be at least 1", "got '0'", "Patients in whom"),
    "far year": ("studies", 2, {"year": "20200"}, "column year must be at most 2100", "got '20200'", "Year of"),
    "not a number": ("counts", 2, {"events": "NaN"}, "column events must be a whole number", "got 'NaN'", "Patients"),
    "infinite": ("counts", 2, {"events": "1e309"}, "column events must be a whole number", "got '1e309'", "Patients"),
    "hexadecimal": ("counts", 2, {"events": "0x10"}, "column events must be a whole number", "got '0x10'", "Patients"),
    "capital truth": ("estimates", 2, {"adjusted": "True"}, "adjusted must be true or false", "got 'True'", "true when"),
    "padded truth": ("estimates", 2, {"adjusted": "true "}, "adjusted must be true or false", "got 'true '", "true"),
    "unknown word": ("counts", 2, {"source": "hearsay"}, "must be one of primary, secondary, review", "hearsay", "Who"),
    "percent sign": ("counts", 2, {"printed": "30%"}, "must look like a number in digits", "got '30%'", "exactly as"),
    "comma": ("values", 2, {"value": "17,5"}, "must look like a number in digits", "got '17,5'", "exactly as printed"),
    "wide digits": ("counts", 2, {"printed": "３０"}, "must look like a number in digits", "got '３０'", "exactly as"),
    "exponent": ("estimates", 2, {"estimate": "1e309"}, "must look like a number in digits", "got '1e309'", "Point"),
    "equals": ("estimates", 2, {"p": "=0.02"}, "must look like a P value", "got '=0.02'", "exactly as printed"),
    "capital key": ("groups", 5, {"part_of": "All"}, "lower-case letters, digits and underscores", "got 'All'", "Group"),
    "hours": ("studies", 2, {"window_h": "to 24"}, "must look like two numbers of hours", "got 'to 24'", "Hours from"),
    "script link": ("counts", 2, {"url": "javascript:alert(1)"}, "must look like https://", "javascript", "registry"),
    "quoted link": ("counts", 2, {"url": "https://a/\"b"}, "must look like https://", "got ", "No mirrors"),
    "long label": ("studies", 2, {"label": "x" * 81}, "must have at most 80 characters", "got 'xxx", "Short name"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_cell_that_the_dictionary_does_not_allow_is_refused_with_what_the_dictionary_says(case: tuple):
    table, number, cells, rule, found, remedy = case
    row = copy.copy(next(row for row in SMALL[table] if row.number == number))
    row.update(cells)
    (fault,) = find_schema_problems(REAL, {table: [row]})
    assert (fault.file, fault.place.row) == (f"data/{table}.csv", number)
    assert rule in fault.rule and found in fault.found and remedy in fault.remedy


UNKNOWN_KEYS = {
    "study": (
        "inclusions",
        2,
        {"study": "beta2021cohrt"},
        "study must stand in studies.csv",
        "nearest: beta2021cohort",
    ),
    "review": ("inclusions", 2, {"review": "nobody"}, "review must stand in studies.csv", "'nobody' is not"),
    "group": ("counts", 7, {"group": "drugs"}, "study, group must stand in groups.csv", "nearest: drug"),
    "comparator": ("estimates", 2, {"comparator": "x"}, "study, comparator must stand in groups.csv", "'x' is not"),
    "outcome": ("counts", 10, {"outcome": "nrpp"}, "outcome must stand in outcomes.csv", "'nrpp' is not; nearest: nrp"),
    "definition": ("counts", 10, {"definition": "b_asl"}, "must stand in definitions.csv", "nearest: beta_asl"),
    "reported_by": ("counts", 10, {"reported_by": "r1"}, "reported_by must stand in studies.csv", "'r1' is not"),
}


@pytest.mark.parametrize("case", UNKNOWN_KEYS.values(), ids=UNKNOWN_KEYS)
def test_a_key_that_points_nowhere_is_refused_with_the_nearest_that_exists(case: tuple):
    table, number, cells, rule, found = case
    (fault,) = problems_after(table, number, **cells)
    assert (fault.file, fault.place.row) == (f"data/{table}.csv", number)
    assert rule in fault.rule and found in fault.found
    assert fault.remedy == "Correct the key, or add the row it points to."


def test_a_group_of_another_study_is_no_group_of_this_one():
    (fault,) = problems_after("values", 3, group="drug")
    assert "'beta2021cohort', 'drug' is not" in fault.found


def test_keys_to_a_table_that_could_not_be_read_are_not_faults_of_their_own():
    tables = {name: rows for name, rows in SMALL.items() if name not in ("studies", "groups")}
    assert find_schema_problems(REAL, tables) == []


def test_no_readable_table_gives_no_further_fault():
    assert find_schema_problems(REAL, {}) == []


def test_two_rows_that_state_one_fact_name_each_other():
    (fault,) = problems_after("counts", 8, source="primary")
    assert (fault.file, fault.place.row) == ("data/counts.csv", 8)
    assert fault.rule == "no two rows have the same study, group, outcome, definition, source, reported_by"
    assert fault.found == "row 7 has the same" and "remove one" in fault.remedy


def test_a_key_used_twice_is_one_fault_although_two_constraints_forbid_it():
    faults = [f for f in problems_after("studies", 3, study="alpha2020trial") if f.file == "data/studies.csv"]
    assert [(f.place.row, f.rule, f.found) for f in faults] == [
        (3, "no two rows have the same study", "row 2 has the same")
    ]


def test_faults_of_several_tables_are_reported_together_in_order():
    tables = copy.deepcopy(SMALL)
    tables["counts"][0].update(events="-1", locator="", group="nobody")
    tables["values"][0]["unit"] = "u" * 41
    faults = find_schema_problems(REAL, tables)
    assert [(f.file, f.place.row) for f in faults] == [("data/counts.csv", 2)] * 3 + [("data/values.csv", 2)]


def test_a_hopeless_table_gives_a_bounded_number_of_faults():
    bad = [Row("inclusions", n, {"review": "review01", "study": f"none{n}", "note": ""}) for n in range(2, 3000)]
    assert len(find_schema_problems(REAL, {**SMALL, "inclusions": bad})) == MOST_FAULTS


def test_markup_and_formulas_pass_as_text():
    assert problems_after("studies", 2, label="<script>alert(1)</script>", note="=cmd()", country="\u2028🙂") == []


def test_messages_hold_no_control_characters_and_stay_short():
    (fault,) = problems_after("values", 2, value="\x1b[31m" + "9" * 1900)
    assert str(fault).isprintable() and len(str(fault)) < 400


# The dictionary itself


def spoil(folder: Path, change: Callable[[dict], Any]) -> list[Problem]:
    """Return the faults of the real dictionary after a change."""
    package = copy.deepcopy(REAL)
    changed = change(package)
    (folder / "data").mkdir(exist_ok=True)
    (folder / PACKAGE).write_text(json.dumps(package if changed is None else changed), encoding="utf-8")
    loaded, problems = load_schema(folder)
    assert bool(loaded) != bool(problems)
    return problems


def field(package: dict, table: str, column: str) -> dict:
    return next(f for f in fields_of(package, table) if f["name"] == column)


def schema(package: dict, table: str) -> dict:
    return next(r["schema"] for r in package["resources"] if r["name"] == table)


def test_the_dictionary_passes_unchanged(tmp_path: Path):
    assert spoil(tmp_path, lambda p: None) == []


def test_the_dictionary_may_gain_a_column(tmp_path: Path):
    column = {"name": "new", "type": "string", "title": "New", "description": "A new column."}
    assert spoil(tmp_path, lambda p: fields_of(p, "counts").append(column)) == []


def choices(package):
    return next(each for each in package["resources"] if each["name"] == "definitions")["choices"]


def choice(package):
    return choices(package)[0]


BAD_DICTIONARIES = {
    "list": (lambda p: [], "the data dictionary must be a mapping"),
    "text": (lambda p: "x", "the data dictionary must be a mapping"),
    "no resources": (lambda p: {}, "the data dictionary lacks resources"),
    "lost table": (lambda p: p["resources"].pop(0) and None, "it lacks studies"),
    "extra table": (lambda p: p["resources"].append({**p["resources"][1], "name": "more"}), "tables must be among studies"),
    "table twice": (lambda p: p["resources"].append(p["resources"][0]), "describes a table twice"),
    "another host": (lambda p: p["resources"][0].update(path="https://example.org/studies.csv"), "path studies.csv"),
    "another folder": (lambda p: p["resources"][0].update(path="../studies.csv"), "path studies.csv"),
    "schema elsewhere": (lambda p: p["resources"][0].update(schema="https://example.org/s.json"), "schema of table studies must be a mapping"),
    "unknown word": (lambda p: schema(p, "counts").update(uniqueKeys=[["url"]]), "schema of table counts has words that are not known: uniqueKeys"),
    "other missing values": (lambda p: schema(p, "counts").update(missingValues=["", "0"]), "missingValues of table counts must be ['']"),
    "no title": (lambda p: field(p, "counts", "url").pop("title") and None, "column url of table counts lacks title"),
    "no description": (lambda p: field(p, "counts", "url").update(description=""), "description of column url of table counts must not be empty"),
    "unit": (lambda p: field(p, "counts", "total").update(unit=5), "unit of column total of table counts must be text"),
    "format": (lambda p: field(p, "counts", "url").update(format="uri"), "column url of table counts has words that are not known: format"),
    "type": (lambda p: field(p, "counts", "url").update(type="any"), "type of column url of table counts must be one of string, integer, boolean"),
    "other type": (lambda p: field(p, "counts", "events").update(type="string"), "its column events of type integer"),
    "lost column": (lambda p: fields_of(p, "counts").pop(0) and None, "counts must have a column study"),
    "column twice": (lambda p: fields_of(p, "counts").append(field(p, "counts", "url")), "counts describes a column twice"),
    "yes for true": (lambda p: field(p, "counts", "back_calculated").update(trueValues=["yes"]), "trueValues of column back_calculated of table counts must be ['true']"),
    "constraint": (lambda p: field(p, "counts", "url")["constraints"].update(minLength=3), "column url of table counts has words that are not known: minLength"),
    "text bound": (lambda p: field(p, "counts", "events")["constraints"].update(minimum="0"), "minimum of column events of table counts must be a whole number"),
    "number in enum": (lambda p: field(p, "counts", "source")["constraints"]["enum"].append(1), "enum of column source of table counts must be text"),
    "broken pattern": (lambda p: field(p, "counts", "url")["constraints"].update(pattern="("), "the pattern of column url of counts is not one"),
    "endless pattern": (lambda p: field(p, "counts", "url")["constraints"].update(pattern="^(a+)+$"), "never end"),
    "no key": (lambda p: schema(p, "counts").pop("primaryKey") and None, "schema of table counts lacks primaryKey"),
    "key as text": (lambda p: schema(p, "counts").update(primaryKey="study"), "primaryKey of table counts must be a list"),
    "key of nothing": (lambda p: schema(p, "counts").update(primaryKey=["none"]), "names no column of counts: 'none'"),
    "key to nothing": (
        lambda p: schema(p, "counts")["foreignKeys"][0]["reference"].update(fields=["none"]),
        "names no column of studies: 'none'",
    ),
    "key to no table": (
        lambda p: schema(p, "counts")["foreignKeys"][0]["reference"].update(resource="none"),
        "a table that is not described: 'none'",
    ),
    "grade elsewhere": (lambda p: p["resources"][4].update(grade="none"), "column of the grade of groups must be one of its columns; got none"),
    "plural of no design": (lambda p: field(p, "studies", "design")["plurals"].update(none="nones"), "column design of studies speaks of a design that is not one: none"),
    "need of no design": (lambda p: field(p, "studies", "species").update(neededForDesigns=["none"]), "column species of studies speaks of a design that is not one: none"),
    "mark of no design": (lambda p: p["resources"][2]["mapDesigns"].update(x=["none"]), "topics speaks of a design that is not one: none"),
    "choice of no column": (lambda p: choice(p)["options"][0]["where"].update(none=["x"]), "choice test of definitions speaks of a column that is not one: none"),
    "choice of no word": (lambda p: choice(p)["options"][0]["where"].update(modality=["none"]), "choice test of definitions speaks of a word that modality cannot be: none"),
    "choice of a grade": (lambda p: p["resources"][4].pop("grade") and None, "speaks of a column that is not one: grade"),
    "choice twice": (lambda p: choices(p).append(choice(p)), "choices of definitions have a name twice: test"),
    "option twice": (lambda p: choice(p)["options"].append(choice(p)["options"][0]), "choices of definitions have a name twice: ctmr"),
    "choice of none": (lambda p: choice(p).update(name="any"), "no choice of definitions may be called 'any'"),
    "name of a choice": (lambda p: choice(p).update(name="Test 1"), "must be lower-case letters and digits"),
    "condition": (lambda p: choice(p)["options"][0]["where"].update(modality="CTP"), "must be a list of words, or the least and the most of a number"),
    "no condition": (lambda p: choice(p)["options"][0].update(where={}), "must not be empty"),
    "chapters": (lambda p: p["resources"][-1].update(chapters=["I"]), "chapters of table sections must be a mapping"),
    "uneven key": (
        lambda p: schema(p, "counts")["foreignKeys"][0]["reference"].update(fields=["study", "year"]),
        "has two lengths",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_DICTIONARIES.values(), ids=BAD_DICTIONARIES)
def test_a_dictionary_that_this_program_cannot_run_is_refused(tmp_path: Path, case: tuple):
    change, found = case
    faults = spoil(tmp_path, change)
    assert any(found in fault.found for fault in faults), faults
    for fault in faults:
        assert (fault.file, fault.rule) == (PACKAGE, "the data dictionary describes every table")
        assert "Restore the file" in fault.remedy


BAD_JSON = {
    "half": ('{"name": "no-reflow"', "Expecting"),
    "deep": ("[" * 100_000, "recursion"),
    "huge number": ("9" * 5000, "limit"),
    "quotes": ('"' * 100_000, "Extra data"),
}


@pytest.mark.parametrize("case", BAD_JSON.values(), ids=BAD_JSON)
def test_a_dictionary_that_is_no_json_is_refused(tmp_path: Path, case: tuple):
    text, found = case
    (tmp_path / "data").mkdir()
    (tmp_path / PACKAGE).write_text(text, encoding="utf-8")
    package, (fault,) = load_schema(tmp_path)
    assert package == {}
    assert fault.file == PACKAGE and found in fault.found


def test_a_constraint_that_does_not_fit_its_type_is_refused_in_frictionless_own_words():
    package = copy.deepcopy(REAL)
    field(package, "counts", "url")["constraints"]["maximum"] = 3
    (fault,) = find_schema_problems(package, SMALL)
    assert fault.file == PACKAGE
    assert 'in counts: constraint "maximum" is not supported by type "string"' in fault.found


def test_every_pattern_of_the_dictionary_has_words_and_cannot_run_for_ever():
    fields = [f for table in TABLES for f in fields_of(REAL, table) if "pattern" in f.get("constraints", {})]
    assert fields and all(f.get("patternInWords") for f in fields)
    assert not any(REPEATED_GROUP.search(f["constraints"]["pattern"]) for f in fields)


def test_no_pattern_takes_long_on_the_longest_cell_that_almost_matches():
    tables = {**SMALL, "estimates": [copy.copy(SMALL["estimates"][0])]}
    tables["estimates"][0].update(p="9" * 1999 + "x", estimate="9" * 1999 + "x")
    tables["studies"] = [copy.copy(row) for row in SMALL["studies"]]
    tables["studies"][0]["window_h"] = "9" * 1999 + "-"
    assert len(find_schema_problems(REAL, tables)) == 3


def test_a_row_of_empty_cells_is_told_in_words():
    found = [str(each) for each in problems_after("inclusions", 2, **dict.fromkeys(SMALL["inclusions"][0], ""))]
    assert any("a row holds something; all its cells are empty. Fill it or remove it." in each for each in found), found


@pytest.mark.parametrize(("table", "column"), [(table, column) for table in WORDED for column in WORDED[table]])
def test_a_column_whose_words_the_vocabulary_offers_lists_them(tmp_path: Path, table: str, column: str):
    package = copy.deepcopy(REAL)
    del next(f for f in fields_of(package, table) if f["name"] == column)["constraints"]["enum"]
    (tmp_path / "data").mkdir()
    (tmp_path / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    found, (problem,) = load_schema(tmp_path)
    assert found == {} and f"column {column} of {table} must list its words" in problem.found

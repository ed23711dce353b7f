"""The review's own data: sound, sourced, complete, and described by a dictionary that any tool can run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from books import ROOT

from helpers.commands.check import find_problems
from helpers.evidence.bibliography import load_bibliography
from helpers.evidence.columns import KNOWN
from helpers.evidence.dictionary import PACKAGE, TABLES, columns_of, fields_of, load_schema
from helpers.evidence.evidence import Evidence, load
from helpers.files.tables import Row

SOURCED = ("counts", "values", "estimates", "groups", "links", "recommendations")
COPIES = re.compile(r"sci-hub|libgen|annas-archive|researchgate|jina\.ai|translate\.|webcache|archive\.|mirror|proxy")
DICTIONARY = load_schema(ROOT)[0]
COLUMNS = [(table, field) for table in TABLES for field in (fields_of(DICTIONARY, table) if DICTIONARY else ())]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return load(ROOT)


def rows_of(evidence: Evidence, *tables: str) -> list[Row]:
    rows = [row for table in tables for row in evidence.tables[table]]
    assert rows
    return rows


def places(rows: list[Row]) -> list[str]:
    return [f"{row.table}.csv row {row.number}" for row in rows]


def test_data_bibliography_and_chapters_have_no_faults():
    assert "\n".join(map(str, find_problems(ROOT))) == ""


def frictionless(package: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "frictionless", "validate", str(package)]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def test_the_stock_frictionless_command_finds_the_package_valid():
    result = frictionless(ROOT / PACKAGE)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("VALID") == len(TABLES) and "INVALID" not in result.stdout


def test_the_stock_frictionless_command_sees_an_unknown_key(tmp_path: Path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    inclusions = tmp_path / "data/inclusions.csv"
    inclusions.write_text(inclusions.read_text(encoding="utf-8") + "nobody,nothing,\n", encoding="utf-8", newline="\n")
    result = frictionless(tmp_path / PACKAGE)
    assert result.returncode == 1 and "foreign-key" in result.stdout


def test_the_dictionary_describes_the_tables_of_the_design():
    expected = "studies inclusions topics links groups outcomes definitions counts values estimates".split()
    expected += "syntheses members splits claims readings agents protocols conduct recommendations sections".split()
    assert [resource["name"] for resource in DICTIONARY["resources"]] == expected
    assert sorted(path.name for path in (ROOT / "data").glob("*.csv")) == sorted(f"{table}.csv" for table in expected)


@pytest.mark.parametrize(("table", "field"), COLUMNS, ids=[f"{table}.{field['name']}" for table, field in COLUMNS])
def test_every_column_has_a_title_a_description_in_words_and_a_type(table: str, field: dict):
    assert field["title"][0].isupper() and field["title"].strip() == field["title"]
    assert field["description"].endswith(".") and len(field["description"].split()) >= 2
    assert field["type"] in ("string", "integer", "boolean")


def test_every_table_has_a_title_a_description_and_a_key():
    for resource in DICTIONARY["resources"]:
        assert resource["title"] and resource["description"].startswith("One row per ")
        assert resource["schema"]["primaryKey"] and resource["encoding"] == "utf-8"


@pytest.mark.parametrize("table", TABLES)
def test_the_dictionary_has_every_column_that_the_program_relies_on(table: str):
    assert KNOWN[table].types().keys() <= set(columns_of(DICTIONARY, table))


def test_the_dictionary_names_its_licence_its_version_and_its_searches():
    assert DICTIONARY["licenses"][0]["name"] == "CC-BY-4.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", DICTIONARY["version"])
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", search["date"]) for search in DICTIONARY["searches"])


def test_the_source_review_is_an_entry_of_the_bibliography():
    assert DICTIONARY["source_review"] in load_bibliography(ROOT)[0]


def test_all_43_references_of_the_source_review_are_rows_each_once(evidence: Evidence):
    numbers = [row["review_ref"] for row in evidence.tables["studies"] if row["review_ref"] is not None]
    assert sorted(numbers) == list(range(1, 44))


def test_every_sourced_row_says_who_prints_it_and_where(evidence: Evidence):
    rows = rows_of(evidence, *SOURCED)
    assert places([row for row in rows if row["source"] not in ("primary", "secondary", "review")]) == []
    assert places([row for row in rows if not row["locator"].strip()]) == []


def test_everything_that_names_a_publication_names_one_that_is_there(evidence: Evidence):
    quoting = [row for row in rows_of(evidence, *SOURCED) if row["reported_by"]]
    assert quoting
    assert places([row for row in quoting if row["reported_by"] not in evidence.studies]) == []
    judged = [row for row in evidence.tables["studies"] if row["assessed_by"]]
    assert places([row for row in judged if row["assessed_by"] not in evidence.entries]) == []
    assert places([row for row in evidence.tables["studies"] if row["study"] not in evidence.entries]) == []


def test_no_row_is_quoted_by_the_study_itself(evidence: Evidence):
    assert places([row for row in rows_of(evidence, *SOURCED) if row["reported_by"] == row["study"]]) == []


def test_addresses_lead_to_the_source_and_not_to_a_mirror(evidence: Evidence):
    linked = [row for row in rows_of(evidence, *SOURCED) if row["url"]]
    assert linked
    assert sorted({row["url"] for row in linked if COPIES.search(row["url"])}) == []


def test_every_outcome_is_used(evidence: Evidence):
    rows = rows_of(evidence, "counts", "values", "estimates")
    assert set(evidence.outcomes) - {row["outcome"] for row in rows} == set()


def test_only_rows_with_a_reason_are_marked_as_faulty(evidence: Evidence):
    marked = [row for row in rows_of(evidence, "counts", "values", "estimates") if row["fault"]]
    assert marked
    assert all(row["fault"].endswith(".") and len(row["fault"].split()) >= 4 for row in marked)


READ_BY_PEOPLE = ("label", "population", "note", "detail", "description", "definition", "reason")  # columns
NO_COMMA = re.compile(
    r"(?<![\w.,/:()-])(?!(?:19|20)\d\d\b(?! patients))\d{4,5}(?![\w/:-]|[.,]\d)"
)  # no year, date, page or key


def test_numbers_of_a_thousand_or_more_have_commas_wherever_people_read_them(evidence: Evidence):
    assert NO_COMMA.findall("1971 patients, 5825 in all; 17 of 1500.") == ["1971", "5825", "1500"]
    assert not NO_COMMA.findall("in 2026, 1,216; PMC10905632; 44:192-1208; 10.1000/1234; 1234-1240, NCT05797792")
    found = [
        f"{row.table}.csv row {row.number}, {column}: {number}"
        for rows in evidence.tables.values()
        for row in rows
        for column in READ_BY_PEOPLE
        for number in NO_COMMA.findall(str(row.get(column) or ""))
    ]
    assert found == []

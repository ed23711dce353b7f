"""Evidence is loaded whole, with its types and sources, or not at all and with every fault."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from books import copy_small_book, edit

from helpers.evidence.digest import SOUND, digest
from helpers.evidence.evidence import Evidence, best_source, find_root, load, read
from helpers.files.problems import EvidenceError
from helpers.files.tables import Row


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return load(copy_small_book(tmp_path_factory.mktemp("evidence") / "book"))


def test_cells_have_their_types_and_printed_numbers_stay_text(evidence: Evidence):
    row = next(row for row in evidence.tables["counts"] if row["printed"] == "40.0")
    assert (row["events"], row["total"], row["back_calculated"], row["definition"]) == (4, 10, False, "")
    assert evidence.tables["counts"][-1]["back_calculated"] is True
    assert evidence.studies["review01"]["year"] is None
    assert evidence.tables["estimates"][0]["p"] == "0.02"


def test_rows_are_found_by_key(evidence: Evidence):
    assert evidence.groups["beta2021cohort", "tici3"]["part_of"] == "all"
    assert evidence.outcomes["nrp"]["label"] == "No-reflow"
    assert evidence.definitions["alpha_ctp"]["modality"] == "CTP"
    assert [row["source"] for row in evidence.index["counts", "alpha2020trial", "drug", "nrp"]] == ["primary", "review"]
    assert len(evidence.index["counts", "beta2021cohort"]) == 2
    assert list(evidence.entries) == ["alpha2020trial", "beta2021cohort", "review01", "source2025review"]


def test_evidence_can_be_pickled(evidence: Evidence):
    copied = pickle.loads(pickle.dumps(evidence))
    assert copied.tables == evidence.tables
    assert copied.tables["counts"][0].number == 2


def test_the_best_source_is_the_primary_one_then_the_secondary():
    rows = [
        Row("counts", n, {"source": source})
        for n, source in enumerate(("review", "secondary", "primary", "primary"), 2)
    ]
    assert [row.number for row in best_source(rows)] == [4, 5]
    assert [row.number for row in best_source(rows[:2])] == [3]
    assert [row.number for row in best_source(iter(rows[:1]))] == [2]
    assert best_source([]) == []


# Refusal


def test_faults_of_every_file_are_raised_together_in_order(book: Path):
    edit(book / "references.bib", "year = {2020}", "year = {1820}")
    edit(book / "data/values.csv", "12,21,IQR", "12,21,SD")
    edit(book / "data/inclusions.csv", "review01", "review99")
    (book / "data/counts.csv").unlink()
    with pytest.raises(EvidenceError) as raised:
        load(book)
    problems = raised.value.problems
    tables = ["data/counts.csv", "data/inclusions.csv", "data/values.csv"]
    assert [problem.file for problem in problems] == [*tables, "references.bib", "references.bib"]
    assert str(raised.value).splitlines() == [str(problem) for problem in problems]


def test_a_table_at_fault_gives_no_evidence_and_a_broken_rule_gives_both(book: Path):
    edit(book / "data/estimates.csv", "1.06,1.95,0.02", "1.06,1.95,1.02")
    found, (fault,) = read(book)
    assert found is not None and fault.found == "got 1.02"
    edit(book / "data/estimates.csv", "1.06,1.95,1.02", "1.06,1.95,none")
    found, (fault,) = read(book)
    assert found is None and "P value" in fault.rule


def test_domain_rules_do_not_repeat_what_the_schema_refused(book: Path):
    edit(book / "data/counts.csv", "beta_asl,10,50,20", "beta_asl,-60,50,20")
    _, problems = read(book)
    assert [p.rule for p in problems] == ["column events must be at least 0"]


UNPLAIN = {"space": " 5", "underscore": "1_0", "wide digits": "１２", "plus": "+5", "leading zero": "05", "minus": "-0"}


@pytest.mark.parametrize("cell", UNPLAIN.values(), ids=UNPLAIN)
def test_a_number_that_only_a_computer_reads_as_one_is_refused(book: Path, cell: str):
    edit(book / "data/counts.csv", "alpha_ctp,5,10,50", f"alpha_ctp,{cell},10,50")
    found, (fault,) = read(book)
    assert found is None
    assert (fault.file, fault.place.row) == ("data/counts.csv", 5)
    assert fault.rule == "events is a whole number in digits" and fault.remedy == "Write it plainly."


def test_a_number_beyond_all_patients_on_earth_is_refused(book: Path):
    edit(book / "data/groups.csv", ",,50,primary", "," + ",9999999999,primary")
    found, (fault,) = read(book)
    assert found is None and fault.file == "data/groups.csv" and "9999999999" in fault.found


def test_markup_loads_as_text(book: Path):
    edit(book / "data/studies.csv", ",Alpha,", ",<script>alert(1)</script>,")
    edit(book / "references.bib", "An invented trial", "<script>alert(1)</script>")
    evidence = load(book)
    assert evidence.studies["alpha2020trial"]["label"] == "<script>alert(1)</script>"
    assert evidence.entries["alpha2020trial"].title.startswith("<script>")


def test_reading_writes_nothing(book: Path):
    before = {path: path.stat().st_mtime_ns for path in book.rglob("*")}
    read(book)
    assert {path: path.stat().st_mtime_ns for path in book.rglob("*")} == before


# The digest


def test_the_digest_depends_on_content_and_not_on_time_or_place(book: Path, tmp_path: Path):
    before = digest(book)
    assert len(before) == 64 and digest(copy_small_book(tmp_path / "elsewhere")) == before
    for path in book.rglob("*"):
        os.utime(path, (0, 0))
    assert digest(book) == before


INPUTS = [
    "data/counts.csv",
    "data/datapackage.json",
    "references.bib",
    "_config.yml",
    "requirements.lock",
    "data/new.csv",
]


@pytest.mark.parametrize("name", INPUTS)
def test_the_digest_changes_with_everything_a_number_is_computed_from(book: Path, name: str):
    before = digest(book)
    with (book / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert digest(book) != before


@pytest.mark.parametrize("name", ["data/.cache", "data/__pycache__/x.pyc", "chapters/index.md", "README.md"])
def test_the_digest_ignores_what_no_number_comes_from(book: Path, name: str):
    before = digest(book)
    (book / name).parent.mkdir(exist_ok=True)
    with (book / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert digest(book) == before


def test_the_digest_tells_a_moved_line_from_an_unmoved_one(book: Path):
    before = digest(book)
    counts, values = (book / f"data/{name}.csv" for name in ("counts", "values"))
    text = counts.read_text(encoding="utf-8")
    counts.write_text(values.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    values.write_text(text, encoding="utf-8", newline="\n")
    assert digest(book) != before


def test_the_digest_of_a_folder_without_data_exists(tmp_path: Path):
    assert len(digest(tmp_path)) == 64


# The book's folder


def test_the_root_is_the_nearest_folder_above_with_a_configuration(book: Path, monkeypatch: pytest.MonkeyPatch):
    assert find_root(book / "data") == book.resolve()
    monkeypatch.chdir(book / "chapters")
    assert find_root() == book.resolve()


def test_no_configuration_above_is_a_fault_with_a_remedy(tmp_path: Path):
    with pytest.raises(EvidenceError, match="a book's folder holds _config.yml; there is none above. Go to"):
        find_root(tmp_path)


def test_the_schema_is_not_run_again_on_content_that_the_build_has_passed(book, monkeypatch):
    monkeypatch.setenv(SOUND, digest(book))
    monkeypatch.setattr("helpers.evidence.evidence.find_schema_problems", lambda *_: pytest.fail("the schema ran"))
    assert load(book).studies


@pytest.mark.parametrize("passed", ["", "1", "0" * 64, "the digest before the edit"])
def test_the_schema_runs_on_content_that_no_build_has_passed(book, monkeypatch, passed):
    monkeypatch.setenv(SOUND, digest(book) if "before" in passed else passed)
    edit(book / "data/studies.csv", ",cohort,,,anterior", ",guess,,,anterior")
    _, problems = read(book)
    assert [(problem.file, problem.place.row) for problem in problems] == [("data/studies.csv", 3)]

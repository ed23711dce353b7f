"""A table that passed the dictionary is known again by its content; one at fault is never known."""

import json
from pathlib import Path

import pytest
from books import copy_small_book, edit

from helpers.evidence import cells
from helpers.evidence.evidence import read


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the small book as one that was built: others keep nothing."""
    folder = copy_small_book(tmp_path / "book")
    (folder / "_build").mkdir()
    return folder


def test_a_table_that_passed_is_not_validated_again_and_a_changed_cell_is(book: Path, monkeypatch):
    assert read(book)[1] == []
    ran = []
    whole = cells._find_cell_problems
    monkeypatch.setattr(cells, "_find_cell_problems", lambda *given: ran.append(given[1]) or whole(*given))
    assert read(book)[1] == [] and ran == []
    edit(book / "data/groups.csv", "alpha2020trial,drug,", "alpha2020trial,Drug,")
    assert "groups" in {problem.file.split("/")[-1].removesuffix(".csv") for problem in read(book)[1]}
    assert ran == ["groups"]


def test_a_table_at_fault_is_never_known_as_one_that_passed(book: Path):
    edit(book / "data/groups.csv", "alpha2020trial,drug,", "alpha2020trial,Drug,")
    first, again = read(book)[1], read(book)[1]
    assert first and first == again


def test_another_dictionary_validates_every_cell_again(book: Path):
    assert read(book)[1] == []
    package = json.loads((book / "data/datapackage.json").read_text(encoding="utf-8"))
    groups = next(resource for resource in package["resources"] if resource["name"] == "groups")
    next(column for column in groups["schema"]["fields"] if column["name"] == "label")["constraints"]["maxLength"] = 2
    (book / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert {problem.file for problem in read(book)[1]} == {"data/groups.csv"}

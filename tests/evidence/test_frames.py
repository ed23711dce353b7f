"""A table as a data frame: typed by the dictionary, printed numbers as printed, at no cost to a check."""

from __future__ import annotations

import subprocess
import sys

import pandas
import pytest
from books import ROOT, copy_small_book

from helpers.evidence.dictionary import TABLES, columns_of, fields_of, primary_key_of
from helpers.evidence.evidence import Evidence, load
from helpers.evidence.frames import TYPES, frame_of
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return load(copy_small_book(tmp_path_factory.mktemp("frames") / "book"))


@pytest.mark.parametrize("table", TABLES)
def test_a_frame_has_every_row_and_column_and_the_types_of_the_dictionary(small: Evidence, table: str):
    frame, columns = frame_of(small, table), columns_of(small.package, table)
    key = primary_key_of(small.package, table)
    whole = frame.reset_index()[columns] if len(key) == 1 else frame
    assert list(whole.columns) == columns and len(whole) == len(small.tables[table])
    for field in fields_of(small.package, table):
        assert str(whole[field["name"]].dtype) == TYPES[field["type"]]


def test_a_table_whose_key_is_one_column_is_looked_up_by_it(small: Evidence):
    assert frame_of(small, "studies").loc["alpha2020trial", "year"] == 2020
    assert frame_of(small, "counts").index.equals(pandas.RangeIndex(len(small.tables["counts"])))


def test_numbers_are_as_printed_and_what_is_empty_is_missing(small: Evidence):
    counts = frame_of(small, "counts")
    assert (counts["events"] <= counts["total"]).all() and not counts["back_calculated"].isna().any()
    assert set(frame_of(small, "estimates")["p"]) == {row["p"] for row in small.tables["estimates"]}
    sizes = frame_of(small, "groups")["n_randomised"]
    assert sizes.isna().sum() == sum(row["n_randomised"] is None for row in small.tables["groups"])


def test_authors_ask_for_a_table_by_its_name_and_learn_the_nearest(small: Evidence):
    review = Review(small)
    assert review.table("counts").equals(frame_of(small, "counts"))
    with pytest.raises(QuantityError, match="counts"):
        review.table("count")


def test_a_check_imports_no_pandas():
    code = (
        "import sys; from pathlib import Path; from helpers.commands.check import check_book;"
        f"check_book(Path({str(ROOT)!r})); sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

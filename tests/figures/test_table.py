"""A table holds text and quantities, and nothing that could print as a bare number."""

from __future__ import annotations

import json

import pytest
from books import copy_small_book

from helpers.evidence.evidence import load
from helpers.figures import MIME_TYPE
from helpers.figures.table import Table
from helpers.quantities.vocabulary import Review


@pytest.fixture(scope="module")
def percentage(tmp_path_factory):
    review = Review(load(copy_small_book(tmp_path_factory.mktemp("tables") / "book")))
    return review.pct("alpha2020trial", "drug", "nrp")


def test_a_table_shows_its_text_and_carries_its_quantities_whole(percentage):
    bundle = Table("a-table", "A caption.", ("Study", "No-reflow"), [["Alpha", percentage]])._repr_mimebundle_()
    assert bundle["text/plain"] == "Study | No-reflow\nAlpha | 80.0%"
    assert bundle[MIME_TYPE] == {
        "kind": "table",
        "name": "a-table",
        "caption": "A caption.",
        "notes": [],
        "columns": ["Study", "No-reflow"],
        "cells": [["Alpha", percentage.as_dict()]],
    }
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle


@pytest.mark.parametrize("cells", [[["a"]], [["a", "b", "c"]], [["a", "b"], []]])
def test_rows_that_do_not_fit_the_columns_are_refused(cells):
    message = rf"table t, row {len(cells)}: {len(cells[-1])} cells for 2 columns"
    with pytest.raises(ValueError, match=message):
        Table("t", "A caption.", ("x", "y"), cells)


@pytest.mark.parametrize("cell", [0.1 + 0.2, 12, None, True, float("nan")])
def test_a_number_without_provenance_is_refused(cell):
    with pytest.raises(ValueError, match="table t, row 1: a cell is text or a quantity; got"):
        Table("t", "A caption.", ("x",), [[cell]])


@pytest.mark.parametrize(
    ("part", "arguments"),
    [
        ("caption", ("", ("x",), [["a"]])),
        ("columns", ("A caption.", (), [[]])),
        ("cells", ("A caption.", ("x",), [])),
    ],
)
def test_a_table_without_words_or_rows_is_refused(part, arguments):
    with pytest.raises(ValueError, match=f"table 't' has no {part}"):
        Table("t", *arguments)

"""The tables as pandas frames, typed as the data dictionary says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.evidence.columns import KNOWN
from helpers.evidence.dictionary import columns_of, fields_of, primary_key_of, tables_of
from helpers.evidence.evidence import Evidence

if TYPE_CHECKING:
    import pandas

TYPES = {"integer": "Int64", "boolean": "bool", "string": "str"}


def frame_of(evidence: Evidence, table: str) -> pandas.DataFrame:
    """Return a table as a data frame.

    Parameters
    ----------
    evidence : Evidence
        The checked data of a book.
    table : str
        Name of a table, for example ``"counts"``.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order. Whole numbers are ``Int64`` with ``<NA>`` for empty cells, columns
        of true and false are ``bool``, and all else is text: numbers as a source printed them (``0.80``, ``<0.001``)
        keep their digits, and an empty cell is ``""``. A table whose key is one column has it as index.

    Raises
    ------
    KeyError
        The program knows no table of this name. One that it knows and the book does not have is empty.
    """
    import pandas  # here, not above: what checks a book must not wait for it

    rows = evidence.tables[table]
    if table in tables_of(evidence.package):
        names = columns_of(evidence.package, table)
        types = {field["name"]: field["type"] for field in fields_of(evidence.package, table)}
        key = primary_key_of(evidence.package, table)
    else:
        types = KNOWN[table].types()
        names, key = list(types), []
    columns = {name: pandas.Series([row[name] for row in rows], dtype=TYPES[types[name]]) for name in names}
    frame = pandas.DataFrame(columns)
    return frame.set_index(key[0]) if len(key) == 1 else frame

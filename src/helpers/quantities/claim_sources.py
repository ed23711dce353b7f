"""Whose word a claim of the source review is compared with: the publication's, another's that quotes it, or its own."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.evidence.evidence import Evidence
from helpers.files.tables import Row
from helpers.quantities.quantity import Quantity

SOURCES = {  # of what a claim is compared with, with what each means
    "primary": "the publication itself",
    "secondary": "another page that quotes it",
    "review": "the review's own numbers",
    "none": "no source",
}


def source_of(used: Iterable[Quantity], evidence: Evidence) -> str:
    """Return whose word the rows behind some quantities are.

    Parameters
    ----------
    used : iterable of Quantity
        What an expression calls.
    evidence : Evidence
        The book's data.

    Returns
    -------
    str
        "review" where a row is the review's own, else "secondary" where one is quoted by another, else "primary";
        "none" where no row has a source, as with what an outcome is called.
    """
    found = {_source(row, evidence) for quantity in used for row in map(evidence.rows.__getitem__, quantity.rows)}
    return next((source for source in ("review", "secondary", "primary") if source in found), "none")


def compared_with(claim: Row, evidence: Evidence) -> str:
    """Return whose word a claim is compared with by its expression.

    Parameters
    ----------
    claim : Row
        Of claims.csv.
    evidence : Evidence
        The book's data.

    Returns
    -------
    str
        As `source_of`; "none" without an expression.
    """
    from helpers.quantities.expressions import evaluate  # it calls what this module is part of

    return source_of(evaluate(claim["expression"], evidence)[1] if claim["expression"] else (), evidence)


def _source(row: Row, evidence: Evidence) -> str:
    """Return whose word a row is; of a row without a source, whose the groups of its study are, the best of them."""
    if row.get("source"):
        quotes_review = row.get("reported_by") and row["reported_by"] == evidence.package.get("source_review")
        return "review" if quotes_review else str(row["source"])
    if "study" in row:
        groups = {_source(group, evidence) for group in evidence.index.get(("groups", row["study"]), ())}
        return next((source for source in ("primary", "secondary") if source in groups), "review")
    return "primary" if row.get("url") else "none"

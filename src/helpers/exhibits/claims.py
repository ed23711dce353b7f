"""What became of the numbers that the source review prints: by section, by verdict, by finding, and by reference."""

from __future__ import annotations

from helpers.audit import VERDICTS
from helpers.exhibits.words import at_start, the_book
from helpers.figures import Figure, Table, verdict_map
from helpers.figures.verdict_map import Counts
from helpers.files.latex import to_text
from helpers.quantities.lookup import allowed_words
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

KINDS = {  # of verdicts, as the picture shows them, with what each means
    "hold": "computed again, or nothing contradicts them",
    "cannot be checked": "nothing at hand can check them",
    "do not follow": "off by a rounding, or not explained by the numbers beside them",
    "do not hold": "differ from the publication, contradict the review itself, or cannot be",
}
OF_KIND = {
    "hold": ("reproduced", "consistent"),
    "cannot be checked": ("unverifiable",),
    "do not follow": ("rounding", "unexplained"),
    "do not hold": ("differs", "inconsistent", "impossible"),
}
VERDICT_COLUMNS = ("Verdict", "What it means", "Statistics", "Settings")
FINDING_COLUMNS = ("Finding", "Numbers")
REFERENCE_COLUMNS = ("No.", "Reference", "Identified", "Why")


def claims_map(*, name: str, caption: str, review: Review | None = None) -> Figure:
    """Return every statistic of the source review as a mark, by its section and by what became of it.

    Parameters
    ----------
    name, caption
        Of the figure; the caption is Markdown with roles.
    review
        Another book than that of the working folder.
    """
    book = the_book(review)
    title = "Statistics of the source review by section and verdict"
    return verdict_map(name, caption, by_section(book), KINDS, title=title)


def verdicts(*, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of how many numbers of the source review have each verdict, and what it means.

    Parameters
    ----------
    name, caption, review
        As for `claims_map`.
    """
    return Table(name, caption, VERDICT_COLUMNS, verdict_cells(the_book(review)))


def claim_findings(*, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of what people found about the use of a number, and of how many numbers.

    Parameters
    ----------
    name, caption, review
        As for `claims_map`.
    """
    return Table(name, caption, FINDING_COLUMNS, finding_cells(the_book(review)))


def references(*, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of the references of the source review, how sure it is which each one is, and why.

    Parameters
    ----------
    name, caption, review
        As for `claims_map`.
    """
    return Table(name, caption, REFERENCE_COLUMNS, reference_cells(the_book(review)))


def by_section(review: Review) -> dict[str, Counts]:
    """Return the statistics of each section by kind of verdict, as `verdict_map` takes them."""
    return {
        row["title"]: {kind: _sum(review, verdicts, row["section"]) for kind, verdicts in OF_KIND.items()}
        for row in review.evidence.tables["sections"]
    }


def _sum(review: Review, verdicts: tuple[str, ...], section: str) -> Quantity:
    """Return how many statistics of a section have one of the verdicts, as one expression."""
    from helpers.quantities.expressions import quantity

    calls = [review.claims(verdict, section=section, kind="statistic").expression for verdict in verdicts]
    return quantity(" + ".join(calls), review.evidence)


def verdict_cells(review: Review) -> list[list[str | Quantity]]:
    """Return a row per verdict: its meaning, and how many statistics and settings have it."""
    return [
        [verdict, meaning, review.claims(verdict, kind="statistic"), review.claims(verdict, kind="setting")]
        for verdict, meaning in VERDICTS.items()
    ]


def finding_cells(review: Review) -> list[list[str | Quantity]]:
    """Return a row per kind of finding, with how many numbers have it."""
    return [[word, review.claims(finding=word)] for word in allowed_words(review.evidence, "claims", "finding")]


def reference_cells(review: Review) -> list[list[str | Quantity]]:
    """Return a row per reference of the source review: who it is, how sure that is, and why."""
    evidence = review.evidence
    cited = sorted((row for row in evidence.tables["studies"] if row["review_ref"]), key=lambda r: r["review_ref"])
    cells = []
    for row in cited:
        entry = evidence.entries[row["study"]]
        why = to_text(entry.fields.get("reason", "")) or "not said."
        cells.append([str(row["review_ref"]), row["label"], entry.verification, at_start(why)])
    return cells

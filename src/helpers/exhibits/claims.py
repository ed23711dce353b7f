"""What became of the numbers that the source review prints: by section, by verdict, by finding, and by reference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from helpers.audit import VERDICTS
from helpers.exhibits.words import at_start, the_book
from helpers.figures import Figure, Table, verdict_map
from helpers.figures.table import Cell
from helpers.figures.verdict_map import Counts
from helpers.files.latex import to_text
from helpers.files.tables import Row
from helpers.quantities.claim_parts import KINDS as CLAIM_KINDS
from helpers.quantities.claim_sources import SOURCES
from helpers.quantities.lookup import allowed_words, unknown
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

KINDS = {  # of verdicts, as the picture shows them, with what each means
    "recomputed": "computed again from counts that a source outside the review prints",
    "confirmed outside": "a source outside the review prints or gives the same",
    "only self-consistent": "compared with nothing but the review's own numbers, and no check fails",
    "not checkable": "nothing at hand can check them",
    "not explained": "off by a rounding, or not explained by the numbers beside them",
    "not right": "differ from the publication, contradict the review itself, or cannot be",
}
OF_KIND = {
    "recomputed": ("reproduced",),
    "confirmed outside": ("confirmed", "quoted"),
    "only self-consistent": ("consistent",),
    "not checkable": ("unverifiable",),
    "not explained": ("rounding", "unexplained"),
    "not right": ("differs", "inconsistent", "impossible"),
}
VERDICT_COLUMNS = ("Verdict", "What it means", "In the map", "Statistics", "Settings")
SOURCE_COLUMNS = ("In the map", "Statistics", *(f"Compared with {meaning}" for meaning in SOURCES.values()))
FINDING_COLUMNS = ("Finding", "Numbers")
LISTED_COLUMNS = ("What the review prints", "Finding", "What it is, and how sure we are")
REFERENCE_COLUMNS = ("No.", "Reference", "Identified", "Why")


def claims_map(*, name: str, caption: str, together: bool = False, review: Review | None = None) -> Figure:
    """Return every statistic of the source review as a mark, by its section and by what became of it.

    Parameters
    ----------
    name, caption
        Of the figure; the caption is Markdown with roles.
    together
        Whether as a small picture beside an answer: all sections together, the kinds named and not explained.
    review
        Another book than that of the working folder.
    """
    book = the_book(review)
    if together:
        counts = {"All": {kind: _statistics(book, kind) for kind in KINDS}}
        whole = verdict_map(name, caption, counts, dict.fromkeys(KINDS, ""), title="Statistics of the source review")
        return replace(whole, small=True)
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


def claim_sources(*, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of whose word the statistics of the source review were compared with, by what became of them.

    Parameters
    ----------
    name, caption, review
        As for `claims_map`.
    """
    return Table(name, caption, SOURCE_COLUMNS, source_cells(the_book(review)))


def claim_findings(*, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of what people found about the use of a number, and of how many numbers.

    Parameters
    ----------
    name, caption, review
        As for `claims_map`.
    """
    return Table(name, caption, FINDING_COLUMNS, finding_cells(the_book(review)))


def listed_findings(*findings: str, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of the numbers of the source review that have some findings, with the reason of each.

    Parameters
    ----------
    findings
        As in claims.csv.
    name, caption, review
        As for `claims_map`.

    Raises
    ------
    QuantityError
        For a finding that is not known.
    """
    return Table(name, caption, LISTED_COLUMNS, listed_cells(the_book(review), findings))


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
        row["title"]: {kind: _statistics(review, kind, section=row["section"]) for kind in KINDS}
        for row in review.evidence.tables["sections"]
    }


def source_cells(review: Review) -> list[list[str | Quantity]]:
    """Return a row per kind of verdict: how many statistics, and how many compared with each kind of source."""
    return [
        [kind, _statistics(review, kind), *(_statistics(review, kind, source=source) for source in SOURCES)]
        for kind in KINDS
    ]


def _statistics(review: Review, kind: str, **filters: str) -> Quantity:
    """Return how many statistics that meet the filters have one of the verdicts of a kind, as one expression."""
    from helpers.quantities.expressions import quantity

    calls = [review.claims(verdict, kind="statistic", **filters).expression for verdict in OF_KIND[kind]]
    return quantity(" + ".join(calls), review.evidence)


def verdict_cells(review: Review) -> list[list[str | Quantity]]:
    """Return a row per verdict: its meaning, its kind in the map, and how many statistics and settings have it."""
    kinds = {verdict: kind for kind, verdicts in OF_KIND.items() for verdict in verdicts}
    return [
        [verdict, meaning, kinds[verdict], *(review.claims(verdict, kind=kind) for kind in CLAIM_KINDS)]
        for verdict, meaning in VERDICTS.items()
    ]


def finding_cells(review: Review) -> list[list[str | Quantity]]:
    """Return a row per kind of finding, with how many numbers have it."""
    return [[word, review.claims(finding=word)] for word in allowed_words(review.evidence, "claims", "finding")]


def listed_cells(review: Review, findings: tuple[str, ...]) -> list[list[Cell]]:
    """Return a row per reason for some findings, with the numbers that share it, in the order of the review."""
    known = allowed_words(review.evidence, "claims", "finding")
    if strange := [word for word in findings if word not in known]:
        raise unknown("finding", strange[0], known)
    by_reason: dict[tuple[str, str], list[Row]] = {}
    for row in review.evidence.tables["claims"]:
        if row["finding"] in findings:
            by_reason.setdefault((row["finding"], row["note"]), []).append(row)
    return [[_as_printed(review, rows), finding, note] for (finding, note), rows in by_reason.items()]


def _as_printed(review: Review, rows: Iterable[Row]) -> tuple[str | Quantity, ...]:
    """Return each number with what it is said to be, one after the other."""
    parts: list[str | Quantity] = []
    for row in rows:
        parts += ["; " if parts else "", review.claim(row["claim"]), f" {row['text']}"]
    return tuple(parts[1:])


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

"""From claims.csv to the figure and the tables of the audit chapter."""

from __future__ import annotations

from helpers.audit import VERDICTS
from helpers.figures.verdict_map import Counts
from helpers.files.bibtex import plain
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
SECTIONS = {  # of the source review, with what they are about, in our words
    "0": "Introduction",
    "i": "I Incidence",
    "ii.1": "II.1 Small vessels blocked",
    "ii.2": "II.2 Inflammation",
    "ii.3": "II.3 Blood pressure",
    "iii.1": "III.1 CT and MR perfusion",
    "iii.2": "III.2 Angiography",
    "iii.3": "III.3 Doppler",
    "iv.1": "IV.1 Intra-arterial lysis",
    "iv.2": "IV.2 Other drugs",
}
VERDICT_COLUMNS = ("Verdict", "What it means", "Statistics", "Settings")
FINDING_COLUMNS = ("Finding", "Numbers")
REFERENCE_COLUMNS = ("No.", "Reference", "Identified", "Why")


def by_section(review: Review) -> dict[str, Counts]:
    """Return the statistics of each section by kind of verdict, as `verdict_map` takes them."""
    return {
        heading: {kind: _sum(review, verdicts, section) for kind, verdicts in OF_KIND.items()}
        for section, heading in SECTIONS.items()
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
        why = plain(entry.fields.get("note", "")).partition("; ")[2] or "Not said."
        cells.append([str(row["review_ref"]), row["label"], entry.verification, why[:1].upper() + why[1:]])
    return cells

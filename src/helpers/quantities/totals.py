"""How many studies, references, links and printed numbers there are, and the range of a percentage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpers.evidence.bibliography import VERIFICATIONS
from helpers.evidence.evidence import Evidence
from helpers.evidence.rules.topics import TOPICS
from helpers.quantities import formatting
from helpers.quantities.lookup import (
    allowed_words,
    facts,
    nearest,
    studies_on,
    whole_of,
)
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity, call
from helpers.stats import two_groups as two_groups


def studies(evidence: Evidence, outcome: str | None = None, design: str | None = None, **filters: Any) -> Quantity:
    """Return how many studies there are that have the outcome and meet the filters of `facts`.

    Parameters: outcome, default none: then `scope`, `design` and the axes of topics.csv (mechanism, assessment,
    treatment) may filter; design, as in studies.csv.
    """
    for name, option in {"design": design, "scope": filters.get("scope")}.items():
        known = allowed_words(evidence, "studies", name)
        if option is not None and option not in known:
            raise nearest(name, option, known)
    if outcome is None:
        keys = set(evidence.studies)
        for name, option in filters.items():
            if name not in ("scope", *TOPICS):
                raise nearest("filter", name, ("scope", "design", *TOPICS), " of studies() without an outcome")
            if name == "scope":
                keys &= {key for key, row in evidence.studies.items() if option in (None, row["scope"])}
            elif option is not None:
                keys &= studies_on(evidence, name, option)
    else:
        keys = {row["study"] for row in facts(evidence, outcome, **filters)}
    kept = sorted(key for key in keys if design in (None, evidence.studies[key]["design"]))
    return _counted_studies(
        evidence,
        call("studies", *([outcome] if outcome else []), design=design, **filters),
        kept,
        "studies in data/studies.csv that meet the filters",
    )


def links(evidence: Evidence, cause: str, effect: str, direction: str = "for", design: str | None = None) -> Quantity:
    """Return how many studies are evidence on a step of the causal chain.

    Parameters: cause and effect, as in links.csv; direction, "for" or "against"; design, as in studies.csv.
    Returns: the number of studies; `total`, their patients, where all sizes are known. Raises: QuantityError.
    """
    for name, option in {"cause": cause, "effect": effect, "direction": direction}.items():
        if option not in (known := {row[name] for row in evidence.tables["links"]}):
            raise nearest(name, option, known, " in links.csv")
    rows = [
        row
        for row in evidence.tables["links"]
        if (row["cause"], row["effect"], row["direction"]) == (cause, effect, direction)
        and design in (None, evidence.studies[row["study"]]["design"])
    ]
    found = _counted_studies(
        evidence,
        call("links", cause, effect, direction=direction, design=design),
        [row["study"] for row in rows],
        f"studies in data/links.csv that speak {direction} this step",
    )
    sizes = [_size(evidence, row["study"]) for row in rows]
    return replace(found, total=None if None in sizes else sum(sizes), **provenance(evidence, rows))


def _size(evidence: Evidence, study: str) -> int | None:
    """Return the patients analysed in a study, or else randomised, when known."""
    rows = whole_of(evidence, study)
    sums = [sum(sizes) for c in ("n_analysed", "n_randomised") if None not in (sizes := [row[c] for row in rows])]
    return max(sums[:1], default=None)


def _counted_studies(evidence: Evidence, expression: str, keys: list[str], formula: str) -> Quantity:
    return Quantity(
        expression=expression,
        text=formatting.integer(len(keys)),
        value=len(keys),
        k=len(keys),
        kind="number",
        formula=formula,
        sources=tuple(key for key in keys if key in evidence.entries)[:12],
    )


def references(evidence: Evidence, verification: str | None = None) -> Quantity:
    """Return how many of the source review's references there are, or are identified to the given degree.

    Parameters: verification, "confirmed", "probable" or "unidentified". Raises: QuantityError.
    """
    if verification not in (None, *VERIFICATIONS):
        raise nearest("verification", verification, VERIFICATIONS)
    cited = [row["study"] for row in evidence.tables["studies"] if row["review_ref"]]
    kept = [key for key in cited if verification in (None, evidence.entries[key].verification)]
    return Quantity(
        expression=call("references", **({"verification": verification} if verification else {})),
        text=formatting.integer(len(kept)),
        value=len(kept),
        k=len(kept),
        kind="number",
        formula="references of the source review" + (f", {verification}" if verification else ""),
        sources=tuple(key for key in [evidence.package.get("source_review")] if key in evidence.entries),
    )


def span(evidence: Evidence, outcome: str, **filters: Any) -> Quantity:
    """Return the lowest and highest percentage among the counts of an outcome that meet the filters of `facts`.

    Returns: percent 0-100 in `low` and `high`; `k`, how many counts. Raises: QuantityError when none meets them.
    """
    rows = facts(evidence, outcome, **filters)
    ordered = sorted(rows, key=lambda row: row["events"] / row["total"])
    low, high = (100 * row["events"] / row["total"] for row in (ordered[0], ordered[-1]))
    ends = [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered
    return Quantity(
        expression=call("span", outcome, **filters),
        text=formatting.interval(formatting.fixed(low, 1), formatting.percent(high)),
        value=None,
        low=low,
        high=high,
        k=len(rows),
        kind="percentage",
        formula=f"lowest and highest of {len(rows)} percentages",
        **provenance(evidence, ends),
    )


STATISTICS = {  # parts that say what was found; the others say how it was measured
    "events_1",
    "total_1",
    "percent_1",
    "events_2",
    "total_2",
    "percent_2",
    "total",
    "estimate",
    "ci_low",
    "ci_high",
    "p",
    "number",
    "low",
    "high",
    "words",
}
SETTINGS = {"level", "dose", "time", "threshold", "scale", "grade", "year"}
KINDS = ("statistic", "setting")


def claims(
    evidence: Evidence,
    verdict: str | None = None,
    finding: str | None = None,
    section: str | None = None,
    kind: str | None = None,
) -> Quantity:
    """Return how many numbers, and words for numbers, of the source review there are.

    Parameters: verdict and finding, as in claims.csv, or "any" for a finding; section, the beginning of its key
    (`iv` or `iv.1`); kind, "statistic" (what was found) or "setting" (how it was measured). Raises: QuantityError.
    """
    for name, given in (("verdict", verdict), ("finding", finding)):
        known = [*allowed_words(evidence, "claims", name), *(["any"] if name == "finding" else [])]
        if given is not None and given not in known:
            raise nearest(name, given, known)
    if kind not in (None, *KINDS):
        raise nearest("kind", kind, KINDS)
    rows = [
        row
        for row in evidence.tables["claims"]
        if verdict in (None, row["verdict"])
        and (finding in (None, row["finding"]) or (finding == "any" and row["finding"]))
        and (section is None or f"{row['section']}.".startswith(f"{section}."))
        and kind in (None, kind_of(row["part"]))
    ]
    if section is not None and not any(f"{r['section']}.".startswith(f"{section}.") for r in evidence.tables["claims"]):
        raise nearest("section", section, (row["section"] for row in evidence.tables["claims"]))
    said = [
        word for word in (verdict, finding and f"finding: {finding}", section and f"section {section}", kind) if word
    ]
    return Quantity(
        expression=call("claims", verdict=verdict, finding=finding, section=section, kind=kind),
        text=formatting.integer(len(rows)),
        value=len(rows),
        k=len(rows),
        kind="number",
        formula=", ".join(["numbers of the source review in claims.csv", *said]),
        sources=tuple(key for key in [evidence.package.get("source_review")] if key in evidence.entries),
    )


def kind_of(part: str) -> str:
    """Return whether a part of a statement is a "statistic" or a "setting"."""
    return "statistic" if part in STATISTICS else "setting"

"""How many numbers of the source review have a verdict, or a finding."""

from __future__ import annotations

from helpers import formatting
from helpers.evidence.evidence import Evidence
from helpers.lookup import allowed_words, nearest
from helpers.quantity import Quantity, call

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

"""What the parts of a printed statement are: found, or how it was measured."""

from __future__ import annotations

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
SETTINGS = {"level", "margin", "dose", "time", "threshold", "scale", "grade", "year"}
KINDS = ("statistic", "setting")


def kind_of(part: str) -> str:
    """Return whether a part of a statement is a "statistic" or a "setting"."""
    return "statistic" if part in STATISTICS else "setting"

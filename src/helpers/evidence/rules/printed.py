"""The form of printed values and estimates."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.files.problems import Problem, quote
from helpers.files.tables import Row


def find_value_form_problems(values: list[Row]) -> Iterator[Problem]:
    """Yield values without a number, or with limits that nobody can interpret."""
    for row in values:
        limits = [row["low"], row["high"]]
        if not row["value"] and not all(limits):
            yield row.fault("a row has a value or both limits", "it has neither", "Fill them or remove the row.")
        if any(limits) != bool(row["interval"]) or any(limits) != all(limits):
            found = f"low {quote(row['low'])}, high {quote(row['high'])}, interval {quote(row['interval'])}"
            yield row.fault("low, high and interval are filled together", found, "Fill or empty all three.")


def find_estimate_form_problems(estimates: list[Row]) -> Iterator[Problem]:
    """Yield estimates with one limit, or of a group against itself."""
    for row in estimates:
        if bool(row["ci_low"]) != bool(row["ci_high"]):
            found = f"ci_low {quote(row['ci_low'])}, ci_high {quote(row['ci_high'])}"
            yield row.fault("an interval has both limits", found, "Fill or empty both.")
        if row["group"] == row["comparator"]:
            yield row.fault("group and comparator differ", f"both are {row['group']}", "Correct one of them.")

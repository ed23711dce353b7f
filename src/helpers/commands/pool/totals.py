"""Rows of a table of studies that are no studies: totals and subtotals, told by their names and by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.commands.foreign_table import Fault
from helpers.commands.pool.forms import COLUMNS_OF
from helpers.stats.sums import rows_that_are_sums

RULE = "a row is one study"
REMEDY = "Leave the row out; if it is a study, add --every-row."
NAMED = re.compile(
    r"(grand\s+|sub[\s-]*|over\s*all\s+)?totals?\b(\s*[(\[,:].*|\s+(of|for|events?|effects?|estimate|stud(y|ies)|trials?"
    r"|patients?|participants?|n|random|fixed|common|group|subgroup)\b.*)?"
    r"|(over\s*all|pooled|summary|combined|sum|sums|all|mean|average|sub-?group|weighted mean|meta-?analysis)"
    r"(\s*[(\[,:].*|\s+(of|effects?|estimates?|results?|results|stud(y|ies)|trials?|patients?|participants?|data|random|fixed"
    r"|analysis|model|average|ratio|or|rr|hr)\b.*)?"
    r"|(random|fixed|common|equal)[\s-]*effects?(\s+model)?\b.*|(re|fe) model\b.*"
    r"|heterogeneity\b.*|test for (overall|subgroup)\b.*|(i2|i²|tau2|tau²)\b.*"
    r"|(zwischen)?summen?|(ins)?gesamt(summe|ergebnis)?|totaal|totaux|total g[ée]n[ée]ral|ensemble"
    r"|totale|totali|suma|wszystkie",
    re.IGNORECASE,
)


def named_as_total(name: str) -> list[Fault]:
    """Return the fault of a row whose name is that of a total, or nothing."""
    text = " ".join(name.strip(" .:*_-").split())
    return [(RULE, "its name says that it sums or pools others", REMEDY)] if NAMED.fullmatch(text) else []


def sums_among(form: tuple[str, ...], numbers: Sequence[Sequence[float]], rows: Sequence[int]) -> dict[int, Fault]:
    """Return the faults of studies that are sums, or pools, of others, by their place in the table.

    Parameters: form, columns of FORMS; numbers, a row a study; rows, their numbers in a spreadsheet.
    """
    if form == COLUMNS_OF["estimates"]:
        return {}
    kept = numbers if form != COLUMNS_OF["means"] else [(row[2], row[5]) for row in numbers]
    found = {}
    for each in rows_that_are_sums([tuple(row) for row in kept]):
        if form == COLUMNS_OF["means"] and not _are_means(numbers, each.row, each.of):
            continue
        of = [rows[number] for number in each.of]
        run = of == list(range(of[0], of[-1] + 1))
        words = f"rows {of[0]} to {of[-1]}" if run else f"{len(of)} other rows"
        found[each.row] = (RULE, f"each of its numbers is the sum of {words}", REMEDY)
    return found


def _are_means(numbers: Sequence[Sequence[float]], row: int, of: Sequence[int]) -> bool:
    """Return whether the means of a row lie between those of the rows that its patients sum."""
    return all(
        min(numbers[other][at] for other in of) <= numbers[row][at] <= max(numbers[other][at] for other in of)
        for at in (0, 3)
    )

"""A count in one answer: as the source prints it, or calculated back from a percentage that it prints alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpers.commands.new_study.answers import Column, cells_in
from helpers.stats.printed import number, plain
from helpers.stats.rounding import events_that_give, gives_percentage

COUNTS, SHARES = "counts", "percentages alone"  # what a source may print of an outcome
HOW = {
    COUNTS: "In each group events/total, and the percentage where it is printed, too: 18/30 60.0 (Enter: none)",
    SHARES: "In each group the percentage as printed, and of how many if not of all: 60.0%, 60.0% of 30 (Enter: none)",
}
COUNT = re.compile(r"(?a:(\d{1,9})\s*(?:/|of)\s*(\d{1,9})(?:[\s,(]+(\d+(?:[.,]\d+)?)\s*%?\)?)?)\Z")
SHARE = re.compile(r"(?a:(\d+(?:[.,]\d+)?)\s*%(?:\s*of\s*(\d{1,9}))?)\Z")


def printed_column(back_calculated: Column) -> Column:
    """Return the question what the source prints of an outcome. Parameters: back_calculated, the column it fills."""
    about = f"{COUNTS} where it prints how many patients had the outcome, else {SHARES}; this fills back_calculated: "
    constraints = {"required": True, "enum": [COUNTS, SHARES]}
    description = about + back_calculated["description"]
    return {"name": "  the source prints", "type": "string", "constraints": constraints, "description": description}


def count_in(
    answer: str, columns: Mapping[str, Column], prints: str, size: int | None
) -> tuple[dict[str, str], list[str]]:
    """Return the cells of a count such as `18/30 60.0; locator=table 2` or `60.0%`, and what is wrong with it.

    Parameters: answer; columns, those that may follow; prints, COUNTS or SHARES; size, patients of the group, None when
    it is not known. A percentage without its count is calculated back whatever else the source prints.
    """
    first, _, rest = answer.partition(";")
    first = plain(first)
    share, count = SHARE.match(first), COUNT.match(first)
    more, faults = cells_in(rest, columns)
    if share:
        total, printed = int(share[2]) if share[2] else size, number(share[1]) or ""
        if total is None:
            return {}, [*faults, "How many patients the group has is not known: write 60.0% of 30."]
    elif count:
        total, printed = int(count[2]), (number(count[3]) or "") if count[3] else ""
    else:
        return {}, [f"{HOW[prints]}."]
    if total == 0:
        return {}, [*faults, "total must be at least 1."]
    if size is not None and total > size:
        faults.append(f"total is no larger than the group; got {total} of a group of {size}.")
    back = "true" if share or prints == SHARES else "false"
    cells = {"total": str(total), "printed": printed, "back_calculated": back} | more
    fits = events_that_give(printed, total) if printed else range(0)
    events = int(count[1]) if count else fits.start
    cells["events"] = str(events)
    if count and events > total:
        faults.append(f"events must be <= total; got {events} > {total}.")
    elif cells["back_calculated"] == "true" and not printed:
        faults.append("A count is calculated back from a printed percentage: write that, as 60.0% or 60.0% of 30.")
    elif cells["back_calculated"] == "true" and not fits:
        faults.append(f"No count of {total} gives {printed}%: correct one of them.")
    elif cells["back_calculated"] == "true" and len(fits) > 1:
        kept = "its count cannot be known. Leave it out here, and write the percentage in a row of values"
        faults.append(f"{len(fits)} counts of {total} give {printed}%, from {fits[0]} to {fits[-1]}: {kept}.")
    elif cells["back_calculated"] == "true" and events != fits.start:
        faults.append(f"{printed}% of {total} is {fits.start}, not {events}.")
    elif printed and not cells.get("fault") and not gives_percentage(events, total, printed):
        kept = "if the source prints both, add ; fault=why they cannot both be right"
        faults.append(f"{events} of {total} is not {printed}%. Correct it; {kept}.")
    return cells, faults

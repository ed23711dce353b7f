"""Rows of a table that are sums of its other rows: totals and subtotals that stand among the studies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Numbers = tuple[float, ...]
FEWEST = 2  # rows that are summed
# How much must agree before it is no chance: the product of the numbers, each about as likely as any below it.
TELLING_ALL = 1e4  # for the sum of all other rows, of which a table has one a row
TELLING_TWO = 1e7  # where these are two
TELLING_RUN = 1e8  # for the sum of a run of rows beside it, of which there are many


class Sum(NamedTuple):
    """A row that is a sum: its place among the rows, and those of the rows that it sums."""

    row: int
    of: tuple[int, ...]


def rows_that_are_sums(rows: Sequence[Numbers]) -> list[Sum]:
    """Return the rows whose every number is the sum of that column over other rows, in order.

    Parameters
    ----------
    rows : sequence of tuples
        Counts, 0 or more: one row a study, as many numbers in each.

    Returns
    -------
    list of Sum
        A row that sums all others; rows that sum a run of at least two rows just above or just below them (subtotals
        of groups); and, those left out, the rows that sum what remains. A total may be rounded: its trailing zeros
        need not be those of the sum, behind its first two digits.

    Notes
    -----
    Rows alone, or two of them, have no sum. Agreement counts where the numbers are large enough that chance would not
    bring it about.
    """
    left = [number for number, row in enumerate(rows) if all(math.isfinite(n) and n >= 0 for n in row)]
    found: dict[int, Sum] = {}
    while len(left) > FEWEST:
        summed = _sum_of_all(rows, left) or _sums_of_runs(rows, left)
        if not summed:
            break
        found |= {each.row: each for each in summed}
        left = [number for number in left if number not in found]
    return [found[number] for number in sorted(found)]


def _sum_of_all(rows: Sequence[Numbers], left: list[int]) -> list[Sum]:
    totals = [sum(column) for column in zip(*(rows[number] for number in left), strict=True)]
    for number in left:
        others = tuple(total - own for total, own in zip(totals, rows[number], strict=True))
        if _tells(rows[number], TELLING_ALL if len(left) > FEWEST + 1 else TELLING_TWO) and _is_rounded(
            rows[number], others
        ):
            return [Sum(number, tuple(other for other in left if other != number))]
    return []


def _sums_of_runs(rows: Sequence[Numbers], left: list[int]) -> list[Sum]:
    """Return the rows that sum a run beside them, told by running sums: a run is the difference of two of them."""
    found: dict[int, Sum] = {}
    for order in (left, left[::-1]):  # the run above, then the run below
        width = len(rows[order[0]])
        running: Numbers = (0.0,) * width
        ended = {running: 0}
        for at, number in enumerate(order):
            row = rows[number]
            first = ended.get(tuple(total - own for total, own in zip(running, row, strict=True)))
            if first is not None and at - first >= FEWEST and _tells(row, TELLING_RUN):
                found.setdefault(number, Sum(number, tuple(sorted(order[first:at]))))
            running = tuple(total + own for total, own in zip(running, row, strict=True))
            ended[running] = at + 1
    return list(found.values())


def _tells(row: Numbers, telling: float) -> bool:
    return math.prod(max(number, 1.0) for number in set(row)) >= telling  # of arms of one size the second adds little


def _is_rounded(row: Numbers, total: Numbers) -> bool:
    return any(row) and all(_rounds_to(own, exact) for own, exact in zip(row, total, strict=True))


def _rounds_to(own: float, exact: float) -> bool:
    if own == exact:
        return True
    if not float(own).is_integer() or own < 100:
        return False
    digits = str(int(own))
    zeros = min(len(digits) - len(digits.rstrip("0")), len(digits) - 2)
    return zeros > 0 and abs(own - exact) <= 10**zeros / 2

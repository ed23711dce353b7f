"""Numbers needed to treat: a risk difference turned into patients, with the words and the limits that go with it."""

from __future__ import annotations

import math
from dataclasses import replace

from helpers.evidence.evidence import Evidence
from helpers.quantities import words
from helpers.quantities.lookup import QuantityError, find_outcome
from helpers.quantities.quantity import Quantity


def number_needed(
    evidence: Evidence,
    difference: Quantity,
    points: tuple[float, float, float],
    outcome: str,
    *,
    expression: str,
    interval: str,
    formula: str,
) -> Quantity:
    """Return how many patients are treated for one more of them to benefit, or to be harmed.

    Parameters
    ----------
    evidence
        The book's data, which know whether the outcome is a benefit or a harm.
    difference
        A difference whose rows, sources and notes the number shares.
    points
        The difference and its limits, in percentage points.
    outcome
        Its key in outcomes.csv.
    expression, interval, formula
        Of the number.

    Raises
    ------
    QuantityError
        For an outcome that is neither good nor bad, and for equal risks.
    """
    from helpers.stats.absolute import number_needed_to_treat
    from helpers.stats.two_groups import Effect

    direction = find_outcome(evidence, outcome)["direction"]
    if direction == "neutral":
        raise QuantityError(f"{outcome} is neither a benefit nor a harm in outcomes.csv: nobody is treated for it")
    needed = number_needed_to_treat(Effect(*points, p=math.nan, corrected=False), direction=direction)
    if not needed.kind:
        raise QuantityError(f"{expression}: both groups have the same risk: there is no number")
    sides = [side for side in (needed.benefit, needed.harm) if side]
    low, high = sides[0] if len(sides) == 1 else (None, None)
    return replace(
        difference,
        expression=expression,
        text=words.number_needed(needed),
        value=needed.patients,
        low=low,
        high=high if high is not None and math.isfinite(high) else None,
        kind="number needed",
        interval=interval,
        formula=formula,
        measure=needed.kind,
        unit="patients",
    )

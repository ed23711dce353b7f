"""What an effect between two groups means for patients: how many to treat, and how many of 1,000."""

from __future__ import annotations

import math
from typing import NamedTuple

from helpers.stats.proportions import Interval
from helpers.stats.two_groups import Effect


class PerThousand(NamedTuple):
    """Patients more, or below 0 fewer, of 1,000 who have the event, with the limits of the effect behind it.

    Attributes
    ----------
    estimate, low, high : float
        Patients per 1,000.
    """

    estimate: float
    low: float
    high: float


class NumberNeeded(NamedTuple):
    """Patients to treat for one more to benefit (NNTB) or to be harmed (NNTH), with the interval on either side.

    Attributes
    ----------
    kind : {"NNTB", "NNTH", ""}
        Empty when the risks are equal.
    patients : float
        Infinite when the risks are equal.
    benefit, harm : Interval or None
        The part of the interval on that side, fewest patients first, or None; where both stand, each reaches infinity
        and they meet there.
    """

    kind: str
    patients: float
    benefit: Interval | None
    harm: Interval | None


def number_needed_to_treat(difference: Effect, *, direction: str = "benefit") -> NumberNeeded:
    """Return how many patients are treated for one of them to benefit, or to be harmed.

    Parameters
    ----------
    difference : Effect
        A risk difference in percentage points.
    direction : {"benefit", "harm"}
        "benefit" when the event is wanted (functional independence), "harm" when it is not (bleeding).

    Returns
    -------
    NumberNeeded
        Numbers of patients, 1 to infinity, not rounded; a Wald limit beyond 100 points counts as 100.

    Raises
    ------
    ValueError
        For an unknown direction, and for what is no risk difference with its limits.

    Notes
    -----
    The reciprocal of difference and limits, in the words of Altman (BMJ 1998;317:1309): an interval of the difference
    that holds 0 gives one that passes through infinity.
    """
    if direction not in ("benefit", "harm"):
        raise ValueError(f"direction is benefit or harm; got {direction!r}. Say what the event means to a patient.")
    estimate, low, high = difference[:3]
    _check_limits(estimate, low, high)
    if abs(estimate) > 100:
        raise ValueError(
            f"a risk difference lies between -100 and 100 percentage points; got {estimate:g}. "
            "Give the result of risk_difference(), not a ratio or a count."
        )
    if direction == "harm":
        estimate, low, high = -estimate, -high, -low
    return NumberNeeded(
        kind="NNTB" if estimate > 0 else "NNTH" if estimate < 0 else "",
        patients=_patients(abs(estimate)),
        benefit=Interval(_patients(high), _patients(low)) if high > 0 else None,
        harm=Interval(_patients(-low), _patients(-high)) if low < 0 else None,
    )


def _patients(points: float) -> float:
    return 100 / min(points, 100) if points > 0 else math.inf


def per_1000(measure: str, estimate: float, low: float, high: float, control_risk: float) -> PerThousand:
    """Return how many more, or fewer, of 1,000 patients have the event, at a given risk without treatment.

    Parameters
    ----------
    measure : {"RR", "OR"}
    estimate, low, high : float
        Ratios above 0.
    control_risk : float
        A proportion 0-1, taken as known.

    Returns
    -------
    PerThousand
        Patients per 1,000 treated, above 0 for more events; a limit of RR that would take the risk above 1 stops there.

    Raises
    ------
    ValueError
        For another measure, a risk or limits that are none, and when the RR itself would take the risk above 1.

    Notes
    -----
    The risk with treatment is RR x risk, or OR x risk / (1 - risk + OR x risk).
    """
    if measure not in ("RR", "OR"):
        raise ValueError(f"an absolute effect comes from an RR or an OR; got {measure!r}. Show the ratio alone.")
    if not 0 <= control_risk <= 1:
        raise ValueError(
            f"control_risk is a proportion between 0 and 1; got {control_risk}. Divide a percentage by 100."
        )
    _check_limits(estimate, low, high, ratio=True)
    treated = [ratio * control_risk for ratio in (estimate, low, high)]
    if measure == "OR":
        treated = [risk / (1 - control_risk + risk) for risk in treated]
    elif treated[0] > 1 + 1e-12:  # more than rounding
        raise ValueError(
            f"a risk cannot exceed 1; got RR {estimate:g} at a control risk of {control_risk:g}. "
            "Use the OR, or a control risk such as the studies had."
        )
    return PerThousand(*(1000 * (min(risk, 1.0) - control_risk) for risk in treated))


def _check_limits(estimate: float, low: float, high: float, *, ratio: bool = False) -> None:
    got = f"got {estimate} ({low} to {high})"
    if not -math.inf < low <= estimate <= high < math.inf:
        raise ValueError(f"an interval holds its estimate, all finite numbers; {got}. Check the order of the limits.")
    if ratio and low <= 0:
        raise ValueError(f"a ratio and its limits lie above 0; {got}. Check the limits, and that it is no difference.")

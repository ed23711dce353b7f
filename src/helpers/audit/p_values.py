"""Checks of a printed P value against its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from helpers.audit.check import Check
from helpers.audit.intervals import NOISE, box, ci_contains, is_ratio, possible
from helpers.audit.plausibility import INTERVAL
from helpers.audit.registry import Printed, check
from helpers.stats.proportions import critical_value
from helpers.stats.rounding import rounding_interval, unit
from helpers.stats.two_groups import two_sided_p


def p_span(printed: str, *, rounding: str = "half", slack: int = 0) -> tuple[float, float]:
    """Return the P values that a printed one may stand for: `<0.001` is 0 to 0.001.

    Parameters
    ----------
    printed : str
        A probability with an optional relation.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.
    slack : int
        Units of the last place that are granted on either side.

    Returns
    -------
    tuple of float
        The lowest and the highest, 0 to 1.
    """
    digits = printed.lstrip("<>")
    if printed.startswith("<"):
        return 0.0, float(Fraction(digits))
    if printed.startswith(">"):
        return float(Fraction(digits)), 1.0
    low, high = rounding_interval(digits, rounding=rounding)
    return max(0.0, float(low - slack * unit(digits))) - NOISE, min(1.0, float(high + slack * unit(digits))) + NOISE


def p_from_interval(
    estimate: str, low: str, high: str, *, ratio: bool = True, level: float = 0.95, rounding: str = "half"
) -> tuple[float, float]:
    """Return the lowest and highest P of no effect that an interval implies within rounding, if Wald's.

    Parameters
    ----------
    estimate, low, high : str
        As printed.
    ratio : bool
        False for differences.
    level : float
        Confidence, 0 to 1.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.

    Returns
    -------
    tuple of float
        0 and 1 where a limit is no number on the scale.

    Notes
    -----
    BMJ 2011;343:d2304, over all values that round to the printed ones.
    """
    (e1, e2), (l1, l2), (h1, h2) = (box(text, rounding, ratio) for text in (estimate, low, high))
    narrow, wide = h1 - l2, h2 - l1
    if not all(map(math.isfinite, (e1, l1))) or wide <= 0:
        return 0.0, 1.0
    z = 2 * critical_value(level)
    near = 0.0 if e1 <= 0 <= e2 else min(abs(e1), abs(e2))
    far = max(abs(e1), abs(e2))
    return (two_sided_p(far * z / narrow) if narrow > 0 else 0.0), two_sided_p(near * z / wide)


def p_fits_ci(
    p: str, estimate: str, low: str, high: str, *, ratio: bool = True, level: float = 0.95, rounding: str = "half"
) -> Check:
    """Return whether a printed P follows from its interval; one that turns significance over is marked apart.

    Parameters
    ----------
    p : str
        As printed.
    estimate, low, high, ratio, level, rounding
        As for `p_from_interval`.

    Returns
    -------
    Check
        "unexplained" where significance stays, since another test than Wald's gives another P; "inconsistent" where
        it turns over. Verdict "" for an interval that cannot be: `ci_contains` says so.
    """
    name, parts = "P and interval", ("p", "level", *INTERVAL)
    if ci_contains(estimate, low, high).verdict == "impossible":
        return Check(name, "", "the interval cannot be", parts)
    least, most = p_from_interval(estimate, low, high, ratio=ratio, level=level, rounding=rounding)
    words = f"{estimate} ({low} to {high}) gives P {_span(least, most)}"
    first, last = p_span(p, rounding=rounding)
    if first <= most and least <= last:
        informative = (least, most) != (0.0, 1.0)
        return Check(name, "consistent" if informative else "", words, parts)
    words += f", not {p}"
    first, last = p_span(p, rounding=rounding, slack=1)
    if first <= most and least <= last:
        return Check(name, "rounding", words, ("p",))
    if significance_flips(p, low, high, ratio=ratio, level=level, rounding=rounding):
        inside = "holds" if _holds_null(low, high, ratio, rounding) else "excludes"
        words += f"; the interval {inside} no effect, and P says the opposite"
        return Check(name, "inconsistent", words, ("p",))
    return Check(name, "unexplained", words, ("p",))


def significance_flips(
    p: str, low: str, high: str, *, ratio: bool = True, level: float = 0.95, rounding: str = "half"
) -> bool:
    """Return whether P and interval surely disagree on whether there is an effect, whatever was rounded away.

    Parameters
    ----------
    p, low, high, ratio, level, rounding
        As for `p_fits_ci`.
    """
    held = _holds_null(low, high, ratio, rounding)
    first, last = p_span(p, rounding=rounding)
    alpha = 1 - level
    return held is not None and (last < alpha if held else first > alpha)


def _holds_null(low: str, high: str, ratio: bool, rounding: str) -> bool | None:
    """Return whether an interval holds no effect; None when rounding leaves it open."""
    (l1, l2), (h1, h2) = (box(text, rounding, ratio) for text in (low, high))
    if l2 < 0 < h1:
        return True
    return False if l1 > 0 or h2 < 0 else None


def _span(least: float, most: float) -> str:
    shown = [f"{p:.2g}" if p < 0.1 else f"{p:.3f}" for p in (least, most)]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]} to {shown[1]}"


@check(
    "P and interval",
    columns=("measure", *INTERVAL, "level", "p"),
    question="does the interval give this P?",
    fails_as={"unexplained": "", "inconsistent": "one shows an effect and the other does not"},
    sound_only=True,
)
def _p_and_interval(result: Printed) -> Iterator[Check]:
    if (limits := possible(result)) and "p" in result.cells:
        level = float(result.cells.get("level", "95")) / 100
        yield p_fits_ci(result.cells["p"], *limits, ratio=is_ratio(result), level=level, rounding=result.rounding)

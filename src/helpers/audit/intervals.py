"""Checks of a printed estimate against its interval and its P value."""

from __future__ import annotations

import math
from fractions import Fraction

from helpers.audit.check import Check
from helpers.stats.proportions import critical_value
from helpers.stats.rounding import rounding_interval, unit
from helpers.stats.two_groups import two_sided_p

NOISE = 1e-9  # of binary arithmetic, relative
INTERVAL = ("estimate", "ci_low", "ci_high")


def _box(printed: str, rounding: str, ratio: bool, slack: int = 0) -> tuple[float, float]:
    """Return the values behind a printed number, on the scale of analysis; `slack` adds units of the last place."""
    low, high = rounding_interval(printed, rounding=rounding)
    low, high = float(low - slack * unit(printed)), float(high + slack * unit(printed))
    if not ratio:
        return low - NOISE, high + NOISE
    ends = (-math.inf if end <= 0 else math.log(end) for end in (low, high))
    return tuple(end + sign * NOISE for end, sign in zip(ends, (-1, 1), strict=True))


def ci_contains(estimate: str, low: str, high: str) -> Check:
    """Return whether an interval, its limits in order, holds its estimate; else no analysis could give it.

    Parameters: printed, one scale. The limits may equal the estimate.
    """
    words = f"{low} to {high} around {estimate}"
    if Fraction(low) > Fraction(high):
        return Check("interval holds estimate", "impossible", f"{words}: the limits are reversed", INTERVAL)
    beyond = rounding_interval(estimate)[1] < rounding_interval(low)[0]
    if beyond or rounding_interval(high)[1] < rounding_interval(estimate)[0]:
        return Check("interval holds estimate", "impossible", f"{words}: the estimate lies outside", INTERVAL)
    return Check("interval holds estimate", "consistent", words, INTERVAL)


def ci_symmetric(estimate: str, low: str, high: str, *, ratio: bool = True, rounding: str = "half") -> Check:
    """Return whether the estimate lies midway between its limits, on the log scale for ratios, within rounding.

    Parameters: printed; ratio, False for differences; rounding as in `stats.rounding`. Profile, exact and bootstrapped
    intervals are lopsided: "unexplained" is not an error. Verdict "" where a limit at zero leaves no middle.
    """
    (e1, e2), (l1, l2), (h1, h2) = (_box(text, rounding, ratio) for text in (estimate, low, high))
    name = "interval is symmetric"
    if not all(map(math.isfinite, (e1, l1, h1))):
        return Check(name, "", "a limit of zero has no logarithm", INTERVAL)
    middle = [(l1 + h1) / 2, (l2 + h2) / 2]
    shown = [math.exp(end) if ratio else end for end in middle]
    words = f"the middle of {low} to {high} is {shown[0]:.4g} to {shown[1]:.4g}"
    if middle[0] <= e2 and e1 <= middle[1]:
        return Check(name, "consistent", words, INTERVAL)
    l1, l2, h1, h2 = *_box(low, rounding, ratio, 1), *_box(high, rounding, ratio, 1)
    near = (l1 + h1) / 2 <= e2 and e1 <= (l2 + h2) / 2
    return Check(name, "rounding" if near else "unexplained", f"{words}, not {estimate}", INTERVAL)


def p_span(printed: str, *, rounding: str = "half", slack: int = 0) -> tuple[float, float]:
    """Return the P values that a printed one may stand for: `<0.001` is 0 to 0.001.

    Parameters: printed, probability with an optional relation; slack, units of the last place granted on either side.
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

    Parameters: printed; ratio, False for differences; level, confidence 0-1. Returns: 0 and 1 where a limit
    is no number on the scale. Source: BMJ 2011;343:d2304, over all values that round to the printed ones.
    """
    (e1, e2), (l1, l2), (h1, h2) = (_box(text, rounding, ratio) for text in (estimate, low, high))
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

    Parameters: printed; as for `p_from_interval`. Another test than Wald's gives another P: where significance
    stays, the verdict is "unexplained". An interval that cannot be is left to `ci_contains`: verdict "".
    """
    name, parts = "P and interval", ("p", "level", *INTERVAL)
    if ci_contains(estimate, low, high).verdict == "impossible":
        return Check(name, "", "the interval cannot be", parts)
    options = {"ratio": ratio, "level": level, "rounding": rounding}
    least, most = p_from_interval(estimate, low, high, **options)
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
    """Return whether P and interval surely disagree on whether there is an effect, whatever was rounded away."""
    held = _holds_null(low, high, ratio, rounding)
    first, last = p_span(p, rounding=rounding)
    alpha = 1 - level
    return held is not None and (last < alpha if held else first > alpha)


def _holds_null(low: str, high: str, ratio: bool, rounding: str) -> bool | None:
    """Return whether an interval holds no effect; None when rounding leaves it open."""
    (l1, l2), (h1, h2) = (_box(text, rounding, ratio) for text in (low, high))
    if l2 < 0 < h1:
        return True
    return False if l1 > 0 or h2 < 0 else None


def _span(least: float, most: float) -> str:
    shown = [f"{p:.2g}" if p < 0.1 else f"{p:.3f}" for p in (least, most)]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]} to {shown[1]}"

"""A printed P value and the P values that an interval implies, each within rounding."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist
from typing import NamedTuple

from helpers.audit.intervals import NOISE, box, scaled
from helpers.stats.proportions import critical_value
from helpers.stats.rounding import rounding_interval, unit
from helpers.stats.two_groups import two_sided_p

NORMAL = NormalDist()
FAR = 38.0  # standard errors: P is 0 beyond


class Span(NamedTuple):
    """The lowest and the highest value of what was rounded."""

    low: float
    high: float

    def meets(self, other: Span) -> bool:
        """Return whether they have a value in common."""
        return self.low <= other.high and other.low <= self.high


class Limits(NamedTuple):
    """An estimate with its interval, as printed; one limit is "" where the interval is one-sided.

    Parameters
    ----------
    estimate, low, high : str
        On one scale.
    ratio : bool
        False for differences.
    level : float
        Confidence, 0 to 1.
    rounding : str
        One of `helpers.stats.rounding.ROUNDINGS`.
    """

    estimate: str
    low: str
    high: str
    ratio: bool = True
    level: float = 0.95
    rounding: str = "half"

    def z(self, null: float | None = None, *, one_sided: bool = False) -> Span | None:
        """Return how many standard errors the estimate lies above a value, None where a limit has no logarithm.

        Parameters
        ----------
        null : float, optional
            For readers; by default no effect.
        one_sided : bool
            Whether an interval with one limit leaves 1 - level on its side alone, and not half of it.
        """
        known = [self._box(text) for text in (self.estimate, self.low, self.high) if text]
        if not all(math.isfinite(span.low) for span in known) or (self.ratio and null is not None and null <= 0):
            return None
        estimate, low, high = (
            self._box(self.estimate),
            self._box(self.low or self.estimate),
            self._box(self.high or self.estimate),
        )
        narrow, wide = high.low - low.high, high.high - low.low
        if wide <= 0:
            return None
        errors = 2 * critical_value(self.level) if self.low and self.high else critical_value(self.level)
        if one_sided and not (self.low and self.high):
            errors = NORMAL.inv_cdf(self.level)
        against = (0.0 if null is None else scaled(null, self.ratio)) if self.ratio else null or 0.0
        least, most = estimate.low - against, estimate.high - against

        def over(distance: float, width: float) -> float:
            z = distance * errors / width if width > 0 else math.copysign(FAR, distance)
            return max(-FAR, min(FAR, z))

        return Span(over(least, narrow if least < 0 else wide), over(most, narrow if most > 0 else wide))

    def _box(self, text: str) -> Span:
        return Span(*box(text, self.rounding, self.ratio))

    def holds(self, null: float | None = None) -> bool | None:
        """Return whether the interval holds a value, by default no effect; None when rounding leaves it open."""
        against = 0.0 if null is None else scaled(null, self.ratio)
        below = self._box(self.low).high < against if self.low else True
        above = self._box(self.high).low > against if self.high else True
        if below and above:
            return True
        out = (self.low and self._box(self.low).low > against) or (self.high and self._box(self.high).high < against)
        return False if out else None


def two_sided(z: Span) -> Span:
    """Return the two-sided P values of a span of standard errors."""
    near = 0.0 if z.low <= 0 <= z.high else min(abs(z.low), abs(z.high))
    return Span(two_sided_p(max(abs(z.low), abs(z.high))), two_sided_p(near))


def upper(z: Span) -> Span:
    """Return the one-sided P values against the hypothesis that the value lies higher."""
    return Span(two_sided_p(z.high) / 2 if z.high >= 0 else 1 - two_sided_p(z.high) / 2,
                two_sided_p(z.low) / 2 if z.low >= 0 else 1 - two_sided_p(z.low) / 2)  # fmt: skip


def lower(z: Span) -> Span:
    """Return the one-sided P values against the hypothesis that the value lies lower."""
    return upper(Span(-z.high, -z.low))


def one_tail(p: Span) -> tuple[Span, Span]:
    """Return the two one-sided P values that belong to a span of two-sided ones."""
    return Span(p.low / 2, p.high / 2), Span(1 - p.high / 2, 1 - p.low / 2)


def p_span(printed: str, *, rounding: str = "half", slack: int = 0) -> Span:
    """Return the P values that a printed one may stand for: `<0.001` is 0 to 0.001, `0.000` is 0 to 0.0005.

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
    Span
        0 to 1.
    """
    digits = printed.lstrip("<>=≤≥")
    if printed[0] in "<≤":
        return Span(0.0, float(Fraction(digits)))
    if printed[0] in ">≥":
        return Span(float(Fraction(digits)), 1.0)
    low, high = rounding_interval(digits, rounding=rounding)
    return Span(
        max(0.0, float(low - slack * unit(digits))) - NOISE, min(1.0, float(high + slack * unit(digits))) + NOISE
    )


def p_from_interval(
    estimate: str, low: str, high: str, *, ratio: bool = True, level: float = 0.95, rounding: str = "half"
) -> Span:
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
    Span
        0 to 1 where a limit is no number on the scale.

    Notes
    -----
    BMJ 2011;343:d2304, over all values that round to the printed ones.
    """
    z = Limits(estimate, low, high, ratio, level, rounding).z()
    return two_sided(z) if z else Span(0.0, 1.0)


def significance_flips(
    p: str, low: str, high: str, *, ratio: bool = True, level: float = 0.95, rounding: str = "half"
) -> bool:
    """Return whether P and interval surely disagree on whether there is an effect, whatever was rounded away.

    Parameters
    ----------
    p, low, high, ratio, level, rounding
        As for `p_fits_ci`.
    """
    held = Limits(low, low, high, ratio, level, rounding).holds()
    first, last = p_span(p, rounding=rounding)
    alpha = 1 - level
    return held is not None and (last < alpha if held else first > alpha)


def in_words(span: Span) -> str:
    """Return a span of P values for readers."""
    shown = [f"{p:.2g}" if p < 0.1 else f"{p:.3f}" for p in span]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]} to {shown[1]}"

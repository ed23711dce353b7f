"""Common effects straight from 2x2 tables, for rare events: Mantel-Haenszel and Peto, nothing added to any cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.stats.meta_analysis.effect_sizes import checked_counts
from helpers.stats.meta_analysis.pool import Pool, check_level, check_option, notes_on
from helpers.stats.meta_analysis.tau2 import Array


def mantel_haenszel(
    measure: str,
    events_1: ArrayLike,
    total_1: ArrayLike,
    events_2: ArrayLike,
    total_2: ArrayLike,
    *,
    level: float = 0.95,
) -> Pool:
    """Return the Mantel-Haenszel estimate of a common effect.

    Parameters: measure, "RR", "OR" or "RD"; events and totals, each (k,), patients; level of the interval.
    Returns: a pool whose Q is over the studies with a finite effect. Studies without events say nothing about a
    ratio: they are counted in k and named in notes. Raises: ValueError.
    Variances: Robins, Breslow and Greenland (OR), Greenland and Robins (RR), Sato (RD); same as metafor
    `rma.mh(measure=, add=0, to="none", correct=FALSE)`.
    """
    check_option("measure", measure, ("RR", "OR", "RD"))
    check_level(level)
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    b, d, size = n - a, m - c, n + m
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "RD":
            parts = n * m / size
            yi = (a * m / size - c * n / size).sum() / parts.sum()
            first = yi * ((c * n**2 - a * m**2 + n * m * (m - n) / 2) / size**2).sum()
            second = (a * (m - c) / size + c * (n - a) / size).sum() / 2
            se = np.sqrt((first + second) / parts.sum() ** 2)
            each, variance = a / n - c / m, (a / n) * (b / n) / n + (c / m) * (d / m) / m
        elif measure == "RR":
            top, bottom = a * m / size, c * n / size
            yi = np.log(top.sum() / bottom.sum())
            spread = ((n / size) * (m / size) * (a + c) - (a / size) * c).sum()
            se = np.sqrt(spread / (top.sum() * bottom.sum()))
            parts = bottom
            each, variance = np.log((a / n) / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m
        else:
            p, q, top, bottom = (a + d) / size, (b + c) / size, a * d / size, b * c / size
            yi = np.log(top.sum() / bottom.sum())
            se = np.sqrt(
                (p * top).sum() / top.sum() ** 2 / 2
                + (p * bottom + q * top).sum() / (top.sum() * bottom.sum()) / 2
                + (q * bottom).sum() / bottom.sum() ** 2 / 2
            )
            parts = bottom
            each, variance = np.log((a / c) * (d / b)), 1 / a + 1 / b + 1 / c + 1 / d
        return _result(measure, "mh", yi, se, parts, each, 1 / variance, level, _double_zero(a, b, c, d, measure))


def peto(
    events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike, *, level: float = 0.95
) -> Pool:
    """Return Peto's one-step odds ratio.

    Parameters: events and totals, each (k,), patients; level of the interval. Returns: a pool; studies without
    events carry no weight. It is biased when effects are large or groups unequal. Raises: ValueError.
    Source: O - E and its hypergeometric variance; same as metafor `rma.peto(add=0, to="none")`.
    """
    check_level(level)
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    size, found = n + m, a + c
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = a - found * n / size
        variance = found * (size - found) * (n / size) * (m / size) / np.maximum(size - 1, 1)
        yi, se = excess.sum() / variance.sum(), np.sqrt(1 / variance.sum())
        notes = _double_zero(a, n - a, c, m - c, "OR")
        return _result("OR", "peto", yi, se, variance, excess / variance, variance, level, notes)


def _double_zero(a: Array, b: Array, c: Array, d: Array, measure: str) -> tuple[str, ...]:
    silent = int((((a + c) == 0) | (((b + d) == 0) & (measure == "OR"))).sum())
    if not silent or measure == "RD":
        return ()
    return (f"{silent} of {len(a)} studies: no events in either group, or events in all; they do not move a ratio.",)


def _result(
    measure: str,
    method: str,
    yi: float,
    se: float,
    parts: Array,
    each: Array,
    precision: Array,
    level: float,
    notes: tuple[str, ...],
) -> Pool:
    """Return a pool from an estimate, its error, the share of each study, and each study's own effect."""
    known = np.isfinite(each) & np.isfinite(precision) & (precision > 0)
    q = float((precision[known] * (each[known] - yi) ** 2).sum())
    df = int(known.sum()) - 1
    if not (np.isfinite(yi) and np.isfinite(se) and se > 0):
        yi = se = np.nan
        notes = (*notes, "No effect can be estimated: a group has no events, or nothing else, in any study.")
    width = float(-special.ndtri((1 - level) / 2) * se)
    return Pool(
        k=len(each),
        measure=measure,
        method=method,
        tau2_method="",
        interval="wald",
        level=level,
        yi=float(yi),
        se=float(se),
        low=float(yi - width),
        high=float(yi + width),
        p=float(2 * special.ndtr(-abs(yi / se))),
        q=q if df > 0 else np.nan,
        q_df=max(df, 0),
        q_p=float(special.chdtrc(df, q)) if df > 0 else np.nan,
        i2=100 * max(0.0, 1 - df / q) if df > 0 and q > 0 else 0.0 if df > 0 else np.nan,
        h2=q / df if df > 0 else np.nan,
        weights=100 * parts / parts.sum() if parts.sum() > 0 else np.zeros(len(parts)),
        notes=(*notes_on(len(each), random=False), *notes),
    )

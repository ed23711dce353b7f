"""Common effects straight from 2x2 tables, for rare events: Mantel-Haenszel and Peto, nothing added to any cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.stats.measures import LEVEL, MEASURES
from helpers.stats.meta_analysis.checks import check_level, check_option, notes_on
from helpers.stats.meta_analysis.effect_sizes import checked_counts, on_scale, variance_of
from helpers.stats.meta_analysis.least_squares import Array
from helpers.stats.meta_analysis.result import Pool

MANTEL_HAENSZEL = tuple(name for name, measure in MEASURES.items() if "mh" in measure.methods)


class _Stratified(NamedTuple):
    """An estimate with its error, the share of each study, and each study's own effect with its precision, (k,)."""

    yi: float
    se: float
    parts: Array
    each: Array
    precision: Array


def mantel_haenszel(
    measure: str,
    events_1: ArrayLike,
    total_1: ArrayLike,
    events_2: ArrayLike,
    total_2: ArrayLike,
    *,
    level: float = LEVEL,
) -> Pool:
    """Return the Mantel-Haenszel estimate of a common effect.

    Parameters
    ----------
    measure : {"RR", "OR", "RD"}
    events_1, total_1, events_2, total_2 : (k,) array_like
        Patients.
    level : float
        Of the interval, 0-1.

    Returns
    -------
    Pool
        Whose Q is over the studies with a finite effect. Studies without events say nothing about a ratio: they are
        counted in k and named in notes.

    Raises
    ------
    ValueError
        For unknown options, or naming the first study whose counts are none.

    Notes
    -----
    Variances of Robins, Breslow and Greenland (OR), Greenland and Robins (RR), Sato (RD); same as metafor
    `rma.mh(measure=, add=0, to="none", correct=FALSE)`.
    """
    check_option("measure", measure, MANTEL_HAENSZEL)
    check_level(level)
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    b, d, size, chosen = n - a, m - c, n + m, MEASURES[measure]
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "RD":
            parts = n * m / size
            yi = (a * m / size - c * n / size).sum() / parts.sum()
            first = yi * ((c * n**2 - a * m**2 + n * m * (m - n) / 2) / size**2).sum()
            second = (a * (m - c) / size + c * (n - a) / size).sum() / 2
            se = np.sqrt((first + second) / parts.sum() ** 2)
        elif measure == "RR":
            top, parts = a * m / size, c * n / size
            yi = np.log(top.sum() / parts.sum())
            spread = ((n / size) * (m / size) * (a + c) - (a / size) * c).sum()
            se = np.sqrt(spread / (top.sum() * parts.sum()))
        else:
            p, q, top, parts = (a + d) / size, (b + c) / size, a * d / size, b * c / size
            yi = np.log(top.sum() / parts.sum())
            se = np.sqrt(
                (p * top).sum() / top.sum() ** 2 / 2
                + (p * parts + q * top).sum() / (top.sum() * parts.sum()) / 2
                + (q * parts).sum() / parts.sum() ** 2 / 2
            )
        each = on_scale(chosen, a, b) - on_scale(chosen, c, d)
        precision = 1 / (variance_of(chosen, a, b) + variance_of(chosen, c, d))
        found = _Stratified(float(yi), float(se), parts, each, precision)
        return _result(measure, "mh", found, level, _double_zero(a, b, c, d, measure))


def peto(
    events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike, *, level: float = LEVEL
) -> Pool:
    """Return Peto's one-step odds ratio.

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : (k,) array_like
        Patients.
    level : float
        Of the interval, 0-1.

    Returns
    -------
    Pool
        On the log scale; studies without events carry no weight. It is biased when effects are large or groups
        unequal.

    Raises
    ------
    ValueError
        Naming the first study whose counts are none.

    Notes
    -----
    O - E and its hypergeometric variance; same as metafor `rma.peto(add=0, to="none")`.
    """
    check_level(level)
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    size, events = n + m, a + c
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = a - events * n / size
        variance = events * (size - events) * (n / size) * (m / size) / np.maximum(size - 1, 1)
        yi, se = excess.sum() / variance.sum(), np.sqrt(1 / variance.sum())
        found = _Stratified(float(yi), float(se), variance, excess / variance, variance)
        return _result("OR", "peto", found, level, _double_zero(a, n - a, c, m - c, "OR"))


def _double_zero(a: Array, b: Array, c: Array, d: Array, measure: str) -> tuple[str, ...]:
    silent = int((((a + c) == 0) | (((b + d) == 0) & (measure == "OR"))).sum())
    if not silent or not MEASURES[measure].corrects_zero:
        return ()
    return (f"{silent} of {len(a)} studies: no events in either group, or events in all; they do not move a ratio.",)


def _result(measure: str, method: str, found: _Stratified, level: float, notes: tuple[str, ...]) -> Pool:
    """Return the pool of a stratified estimate, with Q over the studies that have an effect of their own."""
    yi, se, parts, each, precision = found
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
        yi=yi,
        se=se,
        low=yi - width,
        high=yi + width,
        p=float(2 * special.ndtr(-abs(yi / se))),
        q=q if df > 0 else np.nan,
        q_df=max(df, 0),
        q_p=float(special.chdtrc(df, q)) if df > 0 else np.nan,
        i2=100 * max(0.0, 1 - df / q) if df > 0 and q > 0 else 0.0 if df > 0 else np.nan,
        h2=q / df if df > 0 else np.nan,
        weights=100 * parts / parts.sum() if parts.sum() > 0 else np.zeros(len(parts)),
        notes=(*notes_on(len(each), random=False), *notes),
    )

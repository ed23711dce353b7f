"""Inverse-variance pools, common and random: one, or many at once by the same arithmetic."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from helpers.stats.measures import BY_VARIANCE, INTERVALS, LEVEL, POOLED, TAU2_ESTIMATORS
from helpers.stats.meta_analysis.checks import check_level, check_option, checked_estimates, notes_on
from helpers.stats.meta_analysis.least_squares import Array, Studies, Weighted, trace_of_projection
from helpers.stats.meta_analysis.result import NotConverged, Pool
from helpers.stats.meta_analysis.tau2 import tau2_estimate


def pool(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    measure: str = "GEN",
    method: str = "random",
    tau2: str = "REML",
    interval: str = "hksj-floor",
    level: float = LEVEL,
) -> Pool:
    """Return the inverse-variance pool of studies.

    Parameters
    ----------
    yi : (k,) array_like
        Estimates, on the scale of analysis.
    vi : (k,) array_like
        Their sampling variances, above 0.
    measure : str
        One of POOLED: says how to go back from the scale of analysis.
    method : {"random", "common"}
    tau2 : str
        A key of TAU2_ESTIMATORS.
    interval : {"hksj-floor", "hksj", "wald"}
        Of random pools: Hartung-Knapp-Sidik-Jonkman, never narrower than Wald; the same without that floor; Wald. A
        common pool always has Wald's.
    level : float
        Of both intervals, confidence and prediction, between 0 and 1.

    Returns
    -------
    Pool

    Raises
    ------
    ValueError
        Naming the study, or the option, at fault.

    Notes
    -----
    Same as metafor `rma.uni(method=, test="adhoc"|"knha"|"z")`.
    """
    estimates, variances = checked_estimates(yi, vi)
    used = np.ones((1, len(estimates)), bool)
    options: dict[str, Any] = {"measure": measure, "method": method, "tau2": tau2, "interval": interval, "level": level}
    return pool_many(estimates[None, :], variances[None, :], used, **options)[0]


def pool_many(
    yi: Array,
    vi: Array,
    used: NDArray[np.bool_],
    *,
    measure: str = "GEN",
    method: str = "random",
    tau2: str = "REML",
    interval: str = "hksj-floor",
    level: float = LEVEL,
) -> list[Pool]:
    """Return many pools of the same studies, or of different ones, by one pass of the arithmetic.

    Parameters
    ----------
    yi, vi : (B, k) array
        As for `pool`, one row a pool.
    used : (B, k) array of bool
        False for a study that the pool leaves out: its yi and vi are not looked at.
    measure, method, tau2, interval, level
        As for `pool`.

    Returns
    -------
    list of Pool
        B of them.

    Raises
    ------
    ValueError
        For unknown options.

    Warns
    -----
    NotConverged
        For each pool whose search for tau2 found no answer.
    """
    check_option("measure", measure, POOLED)
    check_option("method", method, BY_VARIANCE)
    check_option("tau2", tau2, TAU2_ESTIMATORS)
    check_option("interval", interval, INTERVALS)
    check_level(level)
    studies = Studies(np.where(used, yi, 0.0), np.where(used, vi, 1.0), used)
    random = method == "random"
    with np.errstate(divide="ignore", invalid="ignore"):
        common = studies.fit(np.zeros(len(yi)))
        found, ended = tau2_estimate(studies, tau2) if random else (np.full(len(yi), np.nan), np.ones(len(yi), bool))
        fit = studies.fit(np.where(np.isnan(found), 0.0, found)) if random else common
        results = _inference(studies, common, fit, found, random, interval, level)
    results["tau2"] = found
    shares = 100 * fit.weights / fit.weights.sum(-1, keepdims=True).clip(min=np.finfo(float).tiny)
    columns = {name: numbers.tolist() for name, numbers in results.items()}
    k = used.sum(-1).tolist()
    pools = []
    for row, converged in enumerate(ended.tolist()):
        numbers = {name: column[row] for name, column in columns.items()}
        if not converged:
            numbers = dict.fromkeys(numbers, np.nan)
            warnings.warn(f"tau2 ({tau2}) was not found in {k[row]} studies", NotConverged, stacklevel=3)
        pools.append(
            Pool(
                k=k[row],
                measure=measure,
                method=method,
                tau2_method=tau2 if random else "",
                interval=interval if random and k[row] > 1 else "wald",
                level=level,
                q_df=max(k[row] - 1, 0),
                weights=shares[row],
                converged=converged,
                notes=notes_on(k[row], random, converged),
                studies=studies.rows([row]),
                **numbers,
            )
        )
    return pools


def _inference(
    studies: Studies, common: Weighted, fit: Weighted, tau2: Array, random: bool, interval: str, level: float
) -> dict[str, Array]:
    """Return estimate, intervals and heterogeneity of each pool, all (B,), NaN where there is no such number."""
    df = studies.df.astype(float)
    some, several = df >= 0, df >= 1
    yi, tail = np.where(some, fit.beta[:, 0], np.nan), (1 - level) / 2
    by_t = several & random & (interval != "wald")
    scale = np.ones(len(df))
    if random and interval != "wald":
        scale = np.where(several, fit.q / df, 1.0)
        scale = np.maximum(scale, 1) if interval == "hksj-floor" else scale
    plain = np.where(some, np.sqrt(fit.inverse[:, 0, 0]), np.nan)
    se, wide = np.sqrt(scale) * plain, -special.ndtri(tail) * plain
    ratio = -np.abs(yi / se)
    quantile = np.where(by_t, -special.stdtrit(df, tail), -special.ndtri(tail))
    p = 2 * np.where(by_t, special.stdtr(df, ratio), special.ndtr(ratio))
    q = np.where(several, common.q, np.nan)
    typical = df / trace_of_projection(studies, common)
    i2 = 100 * tau2 / (tau2 + typical) if random else 100 * np.maximum(0, np.where(q > 0, 1 - df / q, 0))
    spread = np.where(df >= 2, np.sqrt(se**2 + tau2), np.nan)
    pi, pi2 = (-special.stdtrit(np.maximum(df - less, 1), tail) * spread for less in (0, 1))
    return {
        "yi": yi,
        "se": se,
        "low": yi - quantile * se,
        "high": yi + quantile * se,
        "p": p,
        "wald_low": yi - wide,
        "wald_high": yi + wide,
        "q": q,
        "q_p": np.where(several, special.chdtrc(df, q), np.nan),
        "i2": np.where(several, i2, np.nan),
        "h2": np.where(several, 1 + tau2 / typical if random else q / df, np.nan),
        "pi_low": yi - pi,
        "pi_high": yi + pi,
        "pi2_low": yi - pi2,
        "pi2_high": yi + pi2,
    }

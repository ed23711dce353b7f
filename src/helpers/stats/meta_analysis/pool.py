"""Inverse-variance pools, common and random: one, or many at once by the same arithmetic."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from helpers.stats.measures import BY_VARIANCE, INTERVALS, MEASURES, POOLED, TAU2_ESTIMATORS
from helpers.stats.meta_analysis.checks import check_level, check_option, checked_estimates, notes_on
from helpers.stats.meta_analysis.tau2 import (
    Array,
    Studies,
    Weighted,
    tau2_estimate,
    tau2_with_q,
    trace_of_projection,
)


class NotConverged(RuntimeWarning):
    """A search ended without an answer; the result holds NaN in its place and says so."""


@dataclass(frozen=True)
class Pool:
    """A pooled effect with its uncertainty and heterogeneity.

    On the scale of analysis (log ratio, risk difference 0-1, logit): yi, se, low, high, pi_low and pi_high
    (prediction interval with k - 1 degrees of freedom), pi2_low and pi2_high (with k - 2). p: of no effect.
    tau2, q with q_df and q_p, i2 (percent) and h2 (from tau2 in random pools, from Q in others). weights:
    percent, (k,). converged: false when a search found no answer; then the numbers are NaN. notes: what a reader
    must know. NaN means that there is no such number. Back-transformed by the measure, percent for proportions and
    differences: estimate, ci_low, ci_high, prediction.
    """

    k: int
    measure: str
    method: str
    tau2_method: str
    interval: str
    level: float
    yi: float
    se: float
    low: float
    high: float
    p: float
    tau2: float = np.nan
    q: float = np.nan
    q_df: int = 0
    q_p: float = np.nan
    i2: float = np.nan
    h2: float = np.nan
    pi_low: float = np.nan
    pi_high: float = np.nan
    pi2_low: float = np.nan
    pi2_high: float = np.nan
    weights: Array = field(default_factory=lambda: np.empty(0))
    converged: bool = True
    notes: tuple[str, ...] = ()
    studies: Studies | None = field(default=None, repr=False)

    def back(self, value: float) -> float:
        """Return a value of the scale of analysis on the scale that readers know."""
        return float(MEASURES[self.measure].back(value))

    @property
    def estimate(self) -> float:
        """Return the pooled effect: ratio, percentage points, percentage, or the estimate itself."""
        return self.back(self.yi)

    @property
    def ci(self) -> tuple[float, float]:
        """Return the confidence limits of `estimate`."""
        return self.back(self.low), self.back(self.high)

    @property
    def prediction(self) -> tuple[float, float]:
        """Return the limits between which the effect of a new study lies, k - 1 degrees of freedom."""
        return self.back(self.pi_low), self.back(self.pi_high)

    @cached_property
    def tau2_limits(self) -> tuple[float, float]:
        """Return the Q-profile limits of tau2, NaN where there is no heterogeneity to estimate.

        Same as metafor `confint(rma.uni(...))` with an upper bound on tau2 that is no bound.
        """
        if self.studies is None or self.method != "random" or self.q_df < 1:
            return np.nan, np.nan
        tail = (1 - self.level) / 2
        wanted = special.chdtri(float(self.q_df), np.array([tail, 1 - tail]))
        both = self.studies.rows([0, 0])
        limits, ended = tau2_with_q(both, wanted)
        return tuple(np.where(ended, limits, np.nan).tolist())

    @cached_property
    def i2_limits(self) -> tuple[float, float]:
        """Return the limits of I2, percent, from those of tau2."""
        typical = self.tau2 / (self.h2 - 1) if self.h2 > 1 else _typical_variance(self.studies)
        low, high = (100 * limit / (limit + typical) for limit in self.tau2_limits)
        return low, high


def _typical_variance(studies: Studies | None) -> float:
    if studies is None:
        return np.nan
    return float((studies.df / trace_of_projection(studies, studies.fit(np.zeros(1))))[0])


def pool(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    measure: str = "GEN",
    method: str = "random",
    tau2: str = "REML",
    interval: str = "hksj-floor",
    level: float = 0.95,
) -> Pool:
    """Return the inverse-variance pool of studies.

    Parameters: yi, estimates on the scale of analysis, and vi, their sampling variances, above 0, both (k,);
    measure, one of POOLED, says how to go back; method, "random" or "common"; tau2, a key of TAU2_ESTIMATORS;
    interval, "hksj-floor" (Hartung-Knapp-Sidik-Jonkman, never narrower than Wald), "hksj" or "wald", of random
    pools: a common pool always has Wald's; level, of both intervals, between 0 and 1.
    Raises: ValueError naming the study at fault. Same as metafor `rma.uni(method=, test="adhoc"|"knha"|"z")`.
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
    level: float = 0.95,
) -> list[Pool]:
    """Return many pools of the same studies, or of different ones, by one pass of the arithmetic.

    Parameters: yi and vi as for `pool`, (B, k), one row a pool; used, (B, k), false for a study that the pool
    leaves out (its yi and vi are not looked at); options as for `pool`. Raises: ValueError for unknown options.
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
    se = np.where(some, np.sqrt(scale * fit.inverse[:, 0, 0]), np.nan)
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
        "q": q,
        "q_p": np.where(several, special.chdtrc(df, q), np.nan),
        "i2": np.where(several, i2, np.nan),
        "h2": np.where(several, 1 + tau2 / typical if random else q / df, np.nan),
        "pi_low": yi - pi,
        "pi_high": yi + pi,
        "pi2_low": yi - pi2,
        "pi2_high": yi + pi2,
    }

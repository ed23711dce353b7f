"""What a pool of studies is: its effect, intervals, heterogeneity and weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import special

from helpers.stats.measures import MEASURES
from helpers.stats.meta_analysis.least_squares import Array, Studies, trace_of_projection
from helpers.stats.meta_analysis.tau2 import tau2_with_q


class NotConverged(RuntimeWarning):
    """A search ended without an answer; the result holds NaN in its place and says so."""


@dataclass(frozen=True)
class Pool:
    """A pooled effect with its uncertainty and heterogeneity; NaN means that there is no such number.

    Attributes
    ----------
    k : int
        Studies.
    measure, method, tau2_method, interval, level
        As asked for; tau2_method is empty where no tau2 is estimated.
    yi, se, low, high : float
        Effect, standard error and limits on the scale of analysis: log ratio, risk difference 0-1, logit.
    p : float
        Of no effect.
    wald_low, wald_high : float
        Limits of Wald's interval, on the scale of analysis, whatever interval was asked for.
    tau2 : float
        Variance between studies, on the scale of analysis.
    q, q_df, q_p : float
        Cochran's Q, its degrees of freedom and its P value.
    i2, h2 : float
        I2 in percent, and H2: from tau2 in random pools, from Q in others.
    pi_low, pi_high, pi2_low, pi2_high : float
        Prediction intervals with k - 1 and with k - 2 degrees of freedom, on the scale of analysis.
    weights : (k,) array
        Percent.
    converged : bool
        False when a search found no answer; then the numbers are NaN.
    notes : tuple of str
        What a reader must know.
    studies : Studies or None
        What was pooled.

    Notes
    -----
    `estimate`, `ci` and `prediction` are back-transformed by the measure: percent for proportions and differences.
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
    wald_low: float = np.nan
    wald_high: float = np.nan
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
    def wald(self) -> tuple[float, float]:
        """Return the limits of Wald's interval of `estimate`, NaN where the pool has no other one."""
        return self.back(self.wald_low), self.back(self.wald_high)

    @property
    def narrower_than_wald(self) -> bool:
        """Return whether the interval is narrower than Wald's: the studies differ less than their errors say."""
        return bool(self.high - self.low < (1 - 1e-9) * (self.wald_high - self.wald_low))

    @property
    def prediction(self) -> tuple[float, float]:
        """Return the limits between which the effect of a new study lies, k - 1 degrees of freedom."""
        return self.back(self.pi_low), self.back(self.pi_high)

    @cached_property
    def tau2_limits(self) -> tuple[float, float]:
        """Return the Q-profile limits of tau2, NaN where there is no heterogeneity to estimate.

        Notes
        -----
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
        low, high = self.tau2_limits
        if not np.isfinite([low, high]).all():
            return np.nan, np.nan
        typical = self.tau2 / (self.h2 - 1) if self.h2 > 1 else _typical_variance(self.studies)
        return 100 * low / (low + typical), 100 * high / (high + typical)


def _typical_variance(studies: Studies | None) -> float:
    if studies is None:
        return np.nan
    return float((studies.df / trace_of_projection(studies, studies.fit(np.zeros(1))))[0])

"""What explains the differences between studies: meta-regression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.stats.measures import BY_VARIANCE, INTERVALS, LEVEL, TAU2_ESTIMATORS
from helpers.stats.meta_analysis.checks import check_level, check_option, checked_estimates
from helpers.stats.meta_analysis.least_squares import Array, Studies, trace_of_projection
from helpers.stats.meta_analysis.tau2 import tau2_estimate


@dataclass(frozen=True)
class Regression:
    """Coefficients of study features, intercept first, on the scale of analysis.

    Attributes
    ----------
    names : tuple of str
        Of the coefficients, p of them.
    beta, se, low, high, p : (p,) array
        Coefficients, standard errors, limits and P values.
    covariance : (p, p) array
        Of the coefficients.
    tau2 : float
        Residual variance between studies.
    i2 : float
        Residual I2, percent.
    q, q_p : float
        Residual heterogeneity, Q with df degrees of freedom, and its P value.
    df : int
        Residual degrees of freedom, k - p.
    qm, qm_df, qm_p
        Test of all features together: chi2, or F with (qm_df, df) for the Hartung-Knapp intervals.
    r2 : float
        Percent of tau2 that the features explain.
    converged : bool
        Whether the search for tau2 ended.
    """

    names: tuple[str, ...]
    beta: Array
    se: Array
    low: Array
    high: Array
    p: Array
    covariance: Array
    tau2: float
    i2: float
    q: float
    q_p: float
    df: int
    qm: float
    qm_df: int
    qm_p: float
    r2: float
    converged: bool


def meta_regression(
    yi: ArrayLike,
    vi: ArrayLike,
    features: Mapping[str, ArrayLike],
    *,
    method: str = "random",
    tau2: str = "REML",
    interval: str = "hksj-floor",
    level: float = LEVEL,
) -> Regression:
    """Return the regression of study estimates on features of the studies.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`.
    features : mapping of str to (k,) array_like
        By name, one number per study.
    method, tau2, interval, level
        As for `pool`.

    Returns
    -------
    Regression

    Raises
    ------
    ValueError
        As `pool`, and when there are too few studies or features that say the same.

    Notes
    -----
    Same as metafor `rma.uni(yi, vi, mods=, test=)`.
    """
    for name, given, known in (("method", method, BY_VARIANCE), ("tau2", tau2, TAU2_ESTIMATORS)):
        check_option(name, given, known)
    check_option("interval", interval, INTERVALS)
    check_level(level)
    estimates, variances = checked_estimates(yi, vi)
    columns = [np.atleast_1d(np.asarray(column, float)) for column in features.values()]
    for name, column in zip(features, columns, strict=True):
        if column.shape != estimates.shape or not np.isfinite(column).all():
            raise ValueError(f"a feature is one finite number per study; {name} is not")
    design = np.column_stack([np.ones(len(estimates)), *columns])
    order = design.shape[1]
    if np.linalg.matrix_rank(design) < order or len(estimates) <= order:
        raise ValueError(
            f"a regression has more studies than coefficients and no feature that follows from others; "
            f"got {len(estimates)} studies, intercept and {', '.join(features)}"
        )
    studies = Studies(estimates[None], variances[None], np.ones((1, len(estimates)), bool), design)
    plain = Studies(*studies[:3])
    common = studies.fit(np.zeros(1))
    random = method == "random"
    found, ended = tau2_estimate(studies, tau2) if random else (np.zeros(1), np.ones(1, bool))
    fit = studies.fit(found)
    df = float(studies.df[0])
    by_t = random and interval != "wald"
    scale = float(fit.q[0]) / df if by_t else 1.0
    covariance = fit.inverse[0] * (max(scale, 1.0) if interval == "hksj-floor" else scale)
    beta, se, tail = fit.beta[0], np.sqrt(np.diag(covariance)), (1 - level) / 2
    quantile = -special.stdtrit(df, tail) if by_t else -special.ndtri(tail)
    ratio = -np.abs(beta / se)
    rest, many = beta[1:], order - 1
    qm = float(rest @ np.linalg.solve(covariance[1:, 1:], rest)) / (many if by_t else 1)
    typical = df / float(trace_of_projection(studies, common)[0])
    without = float(tau2_estimate(plain, tau2)[0][0]) if random else np.nan
    explained = 100 * max(0.0, 1 - float(found[0]) / without) if random and without > 0 else np.nan
    q = float(common.q[0])
    return Regression(
        names=("intercept", *features),
        beta=beta,
        se=se,
        low=beta - quantile * se,
        high=beta + quantile * se,
        p=2 * (special.stdtr(df, ratio) if by_t else special.ndtr(ratio)),
        covariance=covariance,
        tau2=float(found[0]),
        i2=100 * float(found[0]) / (float(found[0]) + typical) if random else 100 * max(0.0, 1 - df / q),
        q=q,
        q_p=float(special.chdtrc(df, q)),
        df=int(df),
        qm=qm,
        qm_df=many,
        qm_p=float(special.fdtrc(many, df, qm) if by_t else special.chdtrc(many, qm)),
        r2=explained,
        converged=bool(ended[0]),
    )

"""What asymmetry of the funnel could mean: Egger's test, and trim and fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.stats.measures import LEVEL
from helpers.stats.meta_analysis.checks import check_option, checked_estimates
from helpers.stats.meta_analysis.least_squares import Array
from helpers.stats.meta_analysis.pool import pool
from helpers.stats.meta_analysis.regression import meta_regression
from helpers.stats.meta_analysis.result import Pool


@dataclass(frozen=True)
class Egger:
    """Egger's test.

    Attributes
    ----------
    slope : float
        Of the estimates on their standard errors.
    statistic, df, p
        Of the test that it is 0: t with df degrees of freedom, or a standard normal value where df is None.
    limit, limit_low, limit_high : float
        Where the line ends at an error of 0, with its limits, on the scale of analysis.
    """

    slope: float
    statistic: float
    df: int | None
    p: float
    limit: float
    limit_low: float
    limit_high: float


def egger(
    yi: ArrayLike, vi: ArrayLike, *, model: str = "regression", tau2: str = "REML", level: float = LEVEL
) -> Egger:
    """Return Egger's test of whether small studies find other effects than large ones.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`, at least 3 studies.
    model : {"regression", "random"}
        Weighted, dispersion estimated, t with k - 2 degrees of freedom; or mixed effects, standard normal.
    tau2 : str
        A key of TAU2_ESTIMATORS, for the latter.
    level : float
        Of the limits, 0-1.

    Returns
    -------
    Egger

    Raises
    ------
    ValueError
        As `pool`, and for fewer studies or studies of one precision.

    Notes
    -----
    It has little power below 10 studies. Same as metafor `regtest(model="lm"|"rma")`.
    """
    check_option("model", model, ("regression", "random"))
    estimates, variances = checked_estimates(yi, vi)
    errors = np.sqrt(variances)
    if len(estimates) < 3 or np.ptp(errors) == 0:
        raise ValueError("Egger's test needs at least 3 studies of different precision")
    if model == "random":
        found = meta_regression(estimates, variances, {"se": errors}, tau2=tau2, interval="wald", level=level)
        slope, error, p, df = found.beta[1], found.se[1], float(found.p[1]), None
        limits = (found.beta[0], found.low[0], found.high[0])
    else:
        line = meta_regression(estimates, variances, {"se": errors}, method="common", level=level)
        df = line.df
        spread = np.sqrt(np.diag(line.covariance) * line.q / df)
        slope, error = line.beta[1], spread[1]
        p = float(2 * special.stdtr(df, -abs(slope / error)))
        width = -special.stdtrit(df, (1 - level) / 2) * spread[0]
        limits = (line.beta[0], line.beta[0] - width, line.beta[0] + width)
    return Egger(float(slope), float(slope / error), df, p, *(float(limit) for limit in limits))


class Filled(NamedTuple):
    """Trim and fill.

    Attributes
    ----------
    missing : int
        How many studies seem to be missing.
    side : {"left", "right"}
        On which side of the funnel.
    yi, vi : (k + missing,) array
        The studies, and behind them the filled ones.
    pool : Pool
        Of all these.
    """

    missing: int
    side: str
    yi: Array
    vi: Array
    pool: Pool


def trim_and_fill(yi: ArrayLike, vi: ArrayLike, *, side: str = "", estimator: str = "L0", **options: Any) -> Filled:
    """Return the pool as it would be if the funnel were symmetric.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`, at least 3 studies.
    side : {"", "left", "right"}
        Where studies are missing; by default the side that a regression on the standard error points away from.
    estimator : {"L0", "R0"}
        Of their number.
    **options
        As for `pool`.

    Returns
    -------
    Filled

    Raises
    ------
    ValueError
        As `pool`, for fewer studies, and for an unknown side or estimator.

    Notes
    -----
    It shows what asymmetry could mean; it is no correction. Duval and Tweedie's L0 and R0; same as metafor `trimfill`.
    """
    check_option("estimator", estimator, ("L0", "R0"))
    estimates, variances = checked_estimates(yi, vi)
    k = len(estimates)
    if k < 3:
        raise ValueError(f"trim and fill needs at least 3 studies; got {k}")
    if not side:
        model = {name: option for name, option in options.items() if name != "measure"}
        line = meta_regression(estimates, variances, {"se": np.sqrt(variances)}, **model)
        side = "right" if line.beta[1] < 0 else "left"
    check_option("side", side, ("left", "right"))
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * estimates, kind="stable")
    ordered, precision = sign * estimates[order], variances[order]
    missing, before = 0, -1
    while missing != before:
        before = missing
        centre = pool(ordered[: k - missing], precision[: k - missing], **options).yi
        distance = ordered - centre
        place = np.argsort(np.argsort(np.abs(distance), kind="stable")) + 1
        ranks = np.sign(distance) * place
        if estimator == "L0":
            raw = (4 * ranks[ranks > 0].sum() - k * (k + 1)) / (2 * k - 1)
        else:
            raw = k - max((-ranks[ranks < 0]).max(initial=0), 0) - 1
        missing = max(0, round(float(raw)))
    new = np.arange(k - missing, k)
    filled = np.concatenate([estimates, sign * (centre - distance[new])])
    spread = np.concatenate([variances, precision[new]])
    return Filled(missing, side, filled, spread, pool(filled, spread, **options))

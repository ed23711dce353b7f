"""What single studies do to a pool: leave-one-out, cumulative, influence."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.stats.meta_analysis.checks import checked_estimates
from helpers.stats.meta_analysis.least_squares import Array
from helpers.stats.meta_analysis.pool import pool, pool_many
from helpers.stats.meta_analysis.result import Pool


def leave_one_out(yi: ArrayLike, vi: ArrayLike, **options: Any) -> list[Pool]:
    """Return the pools without the first study, without the second, and so on.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`.
    **options
        As for `pool`.

    Returns
    -------
    list of Pool
        k of them, each of k - 1 studies.

    Raises
    ------
    ValueError
        As `pool`.

    Notes
    -----
    Same as metafor `leave1out`.
    """
    estimates, variances = checked_estimates(yi, vi)
    k = len(estimates)
    return pool_many(np.tile(estimates, (k, 1)), np.tile(variances, (k, 1)), ~np.eye(k, dtype=bool), **options)


def cumulative(yi: ArrayLike, vi: ArrayLike, **options: Any) -> list[Pool]:
    """Return the pools of the first study, the first two, and so on, in the order given.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`.
    **options
        As for `pool`.

    Returns
    -------
    list of Pool
        k of them, of 1 to k studies.

    Raises
    ------
    ValueError
        As `pool`.

    Notes
    -----
    Same as metafor `cumul`.
    """
    estimates, variances = checked_estimates(yi, vi)
    k = len(estimates)
    return pool_many(np.tile(estimates, (k, 1)), np.tile(variances, (k, 1)), np.tri(k, dtype=bool), **options)


class Influence(NamedTuple):
    """How much each study moves a random pool with Wald's interval.

    Attributes
    ----------
    rstudent : (k,) array
        Its distance from the pool of the others, in standard errors.
    dffits : (k,) array
        How far it moves the pool.
    cook_d : (k,) array
        The square of that, in variances of the pool.
    cov_r : (k,) array
        How it changes the variance of the pool.
    tau2, q : (k,) array
        Those of the pool without it.
    hat : (k,) array
        Its leverage.
    weight : (k,) array
        Percent.
    """

    rstudent: Array
    dffits: Array
    cook_d: Array
    cov_r: Array
    tau2: Array
    q: Array
    hat: Array
    weight: Array


def influence(yi: ArrayLike, vi: ArrayLike, *, tau2: str = "REML") -> Influence:
    """Return what leaving out each study does to the random pool.

    Parameters
    ----------
    yi, vi : (k,) array_like
        As for `pool`, at least 3 studies.
    tau2 : str
        A key of TAU2_ESTIMATORS.

    Returns
    -------
    Influence

    Raises
    ------
    ValueError
        As `pool`, and for fewer studies.

    Notes
    -----
    Same as metafor `influence(rma.uni(...))`.
    """
    estimates, variances = checked_estimates(yi, vi)
    if len(estimates) < 3:
        raise ValueError(f"influence needs at least 3 studies; got {len(estimates)}")
    whole = pool(estimates, variances, tau2=tau2, interval="wald")
    others = leave_one_out(estimates, variances, tau2=tau2, interval="wald")
    yi_without, se_without, tau2_without, q = (
        np.array([getattr(other, name) for other in others]) for name in ("yi", "se", "tau2", "q")
    )
    hat, moved = whole.weights / 100, whole.yi - yi_without
    return Influence(
        rstudent=(estimates - yi_without) / np.sqrt(variances + tau2_without + se_without**2),
        dffits=moved / np.sqrt(hat * (tau2_without + variances)),
        cook_d=moved**2 / whole.se**2,
        cov_r=se_without**2 / whole.se**2,
        tau2=tau2_without,
        q=q,
        hat=hat,
        weight=whole.weights,
    )

"""What single studies do to a pool: leave-one-out, cumulative, influence, and trim and fill."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.stats.meta_analysis.checks import check_option, checked_estimates
from helpers.stats.meta_analysis.pool import Pool, pool, pool_many
from helpers.stats.meta_analysis.regression import meta_regression
from helpers.stats.meta_analysis.tau2 import Array


def leave_one_out(yi: ArrayLike, vi: ArrayLike, **options: Any) -> list[Pool]:
    """Return the pools without the first study, without the second, and so on.

    Parameters: yi, vi and options as for `pool`. Same as metafor `leave1out`.
    """
    estimates, variances = checked_estimates(yi, vi)
    k = len(estimates)
    return pool_many(np.tile(estimates, (k, 1)), np.tile(variances, (k, 1)), ~np.eye(k, dtype=bool), **options)


def cumulative(yi: ArrayLike, vi: ArrayLike, **options: Any) -> list[Pool]:
    """Return the pools of the first study, the first two, and so on, in the order given.

    Parameters: yi, vi and options as for `pool`. Same as metafor `cumul`.
    """
    estimates, variances = checked_estimates(yi, vi)
    k = len(estimates)
    return pool_many(np.tile(estimates, (k, 1)), np.tile(variances, (k, 1)), np.tri(k, dtype=bool), **options)


class Influence(NamedTuple):
    """How much each study moves a random pool with Wald's interval, all (k,).

    rstudent: its distance from the pool of the others, in standard errors. dffits: how far it moves the pool.
    cook_d: the square of that, in variances of the pool. cov_r: how it changes the variance of the pool. tau2 and
    q: without it. hat: its leverage. weight: percent.
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

    Parameters: yi and vi as for `pool`, at least 3 studies; tau2, an estimator. Raises: ValueError.
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


class Filled(NamedTuple):
    """Trim and fill: how many studies seem to be missing, on which side, and the studies with the filled ones."""

    missing: int
    side: str
    yi: Array
    vi: Array
    pool: Pool


def trim_and_fill(yi: ArrayLike, vi: ArrayLike, *, side: str = "", estimator: str = "L0", **options: Any) -> Filled:
    """Return the pool as it would be if the funnel were symmetric.

    Parameters: yi and vi as for `pool`, at least 3 studies; side, "left" or "right", where studies are missing,
    default the side that a regression on the standard error points away from; estimator of their number, "L0" or
    "R0"; options as for `pool`. It shows what asymmetry could mean; it is no correction. Raises: ValueError.
    Source: Duval and Tweedie's L0 and R0; same as metafor `trimfill`.
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

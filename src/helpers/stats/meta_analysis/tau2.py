"""Between-study variance: the four estimators of tau2, many pools at once. Shapes as in `least_squares`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from helpers.stats.meta_analysis.least_squares import Array, Studies, over, trace, trace_of_projection

CLOSE = 1e-7  # relative step of Newton's method after which a search ends: the error left is about its square
STEPS = 100  # Newton with a bracket needs 5 to 10; bisection alone would need 60
GRID = np.concatenate(([0.0], np.geomspace(1e-8, 1.0, 64)))  # of the widest tau2 that the estimates allow
GRID_RATIO = GRID[2] / GRID[1]


@np.errstate(divide="ignore", invalid="ignore")  # pools of no study, or of equal ones
def tau2_estimate(studies: Studies, estimator: str) -> tuple[Array, NDArray[np.bool_]]:
    """Return tau2 of each pool, never below 0, and whether its search ended, both (B,).

    Parameters
    ----------
    studies : Studies
    estimator : str
        A key of TAU2_ESTIMATORS.

    Returns
    -------
    tau2 : (B,) array
        NaN for a pool without residual degrees of freedom, which has none.
    ended : (B,) array of bool

    Notes
    -----
    DerSimonian and Laird's moments, Paule and Mandel's generalised Q, restricted and full likelihood; same as metafor
    `rma.uni(method=)`. The likelihoods can have two modes: the higher one is returned.
    """
    df = studies.df
    if estimator == "DL":
        common = studies.fit(np.zeros(len(studies.yi)))
        tau2 = np.maximum(0, (common.q - df) / trace_of_projection(studies, common))
        ended = np.ones(len(tau2), bool)
    elif estimator == "PM":
        tau2, ended = tau2_with_q(studies, df)
    else:
        tau2, ended = _most_likely(studies, restricted=estimator == "REML")
    return np.where(df > 0, tau2, np.nan), ended | (df <= 0)


@np.errstate(divide="ignore", invalid="ignore")
def tau2_with_q(studies: Studies, wanted: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return the tau2 at which the generalised Q of each pool is as wanted, 0 where it is below that at 0.

    Parameters
    ----------
    studies : Studies
    wanted : (B,) array
        Above 0.

    Returns
    -------
    tau2 : (B,) array
    ended : (B,) array of bool
        Whether the search ended.
    """

    def evaluate(tau2: Array) -> tuple[Array, Array]:
        fit = studies.fit(tau2)
        slope = over((fit.weights * fit.residuals) ** 2)
        return fit.q - wanted, (fit.q / wanted - 1) * fit.q / slope  # Newton on 1/Q, which is nearly a line

    zero = np.zeros(len(studies.yi))
    tau2, ended = _root(evaluate, zero, zero, np.full(len(zero), np.inf))
    none = evaluate(zero)[0] <= 0
    return np.where(none, 0.0, tau2), ended | none


def _most_likely(studies: Studies, restricted: bool) -> tuple[Array, NDArray[np.bool_]]:
    """Return the tau2 of the highest mode: a grid finds the mode, Newton's method its place."""
    times = np.multiply if studies.design is None else np.matmul  # the same for matrices of one number, and faster

    def evaluate(tau2: Array) -> tuple[Array, Array]:
        fit = studies.fit(tau2)
        weights, shrunk = fit.weights, fit.weights * fit.residuals  # Py
        squared = weights * weights
        across = studies.across(weights * shrunk)[..., None]
        rest = shrunk - studies.along(times(fit.inverse, across)[..., 0])
        score, bend = over(shrunk * shrunk), over(squared)
        if restricted:
            second = times(fit.inverse, studies.squared(squared))
            score = score - (over(weights) - trace(second))
            bend = bend + trace(times(second, second) - 2 * times(fit.inverse, studies.squared(squared * weights)))
        else:
            score = score - over(weights)
        return score, score / (2 * over(shrunk * weights * rest) - bend)

    rows = np.arange(len(studies.yi))
    grid = GRID * _widest(studies)[:, None]
    likelihood = log_likelihood(studies, grid, restricted)
    best = likelihood.argmax(-1)
    before, after = np.maximum(best - 1, 0), np.minimum(best + 1, len(GRID) - 1)
    left, top, right = (likelihood[rows, column] for column in (before, best, after))
    inside = (best > 1) & (best < after)  # the top of a parabola through three points lies near the mode
    start = grid[rows, best] * np.where(inside, GRID_RATIO ** ((right - left) / 2 / (2 * top - left - right)), 1)
    tau2, ended = _root(evaluate, start, grid[rows, before], grid[rows, after])
    if (best > 0).all():
        return tau2, ended
    none = (best == 0) & ~(evaluate(np.zeros(len(rows)))[0] > 0)
    return np.where(none, 0.0, tau2), ended | none


def _widest(studies: Studies) -> Array:
    """Return a tau2 that no likelihood exceeds: ten times the squared range of the estimates, (B,)."""
    high = np.where(studies.used, studies.yi, -np.inf).max(-1, initial=-np.inf)
    low = np.where(studies.used, studies.yi, np.inf).min(-1, initial=np.inf)
    return 10 * np.where(high >= low, high - low, 0.0) ** 2


def log_likelihood(studies: Studies, tau2: Array, restricted: bool) -> Array:
    """Return the log-likelihood at tau2, of the same shape, without its constant (and without log|X'X|).

    Parameters
    ----------
    studies : Studies
    tau2 : (B,) or (B, G) array
    restricted : bool
        Whether that of REML, else that of ML.
    """
    fit = studies.fit(tau2)
    logs = over(np.log(np.where(fit.weights > 0, fit.weights, 1)))
    if restricted:
        order = fit.inverse.shape[-1]
        logs = logs + (np.log(fit.inverse[..., 0, 0]) if order == 1 else np.linalg.slogdet(fit.inverse)[1])
    return (logs - fit.q) / 2


def _root(
    evaluate: Callable[[Array], tuple[Array, Array]], start: Array, low: Array, high: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """Return where a function that falls from low to high is 0: Newton's steps, kept in a bracket, for all at once.

    Parameters
    ----------
    evaluate : callable
        Gives the value and Newton's step at each point.
    start, low, high : (B,) array
        Where to begin, and the bracket; high may be infinite.

    Returns
    -------
    roots : (B,) array
    ended : (B,) array of bool
        Whether each search ended.
    """
    point, ended = start, np.zeros(len(start), bool)
    for _ in range(STEPS):
        value, step = evaluate(point)
        following, close = point + step, np.abs(step) <= CLOSE * point
        if close.all():
            return following, close
        low, high = np.where(value >= 0, point, low), np.where(value <= 0, point, high)
        stays = (following > low) & (following < high) | close
        halfway = np.where(np.isfinite(high), (low + high) / 2, 2 * point + 1)
        point = np.where(stays, following, np.where(value == 0, point, halfway))
        ended = close | (value == 0) | (high - low <= 4e-16 * point) | np.isnan(value)
        if ended.all():
            break
    return point, ended

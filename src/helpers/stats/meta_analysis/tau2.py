"""Between-study variance: weighted least squares and the four estimators of tau2, many pools at once.

Shapes: B pools, each a row of k studies, p coefficients. A study that a pool leaves out has the precision 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CLOSE = 1e-7  # relative step of Newton's method after which a search ends: the error left is about its square
STEPS = 100  # Newton with a bracket needs 5 to 10; bisection alone would need 60
GRID = np.concatenate(([0.0], np.geomspace(1e-8, 1.0, 64)))  # of the widest tau2 that the estimates allow
GRID_RATIO = GRID[2] / GRID[1]


def over(numbers: Array) -> Array:
    """Return the sum over studies, the last axis."""
    return cast(Array, np.add.reduce(numbers, axis=-1))


class Weighted(NamedTuple):
    """A weighted least-squares fit of each pool."""

    weights: Array  # (B, k)
    beta: Array  # (B, p)
    inverse: Array  # (B, p, p), of X'WX: the covariance of beta when the weights are precisions
    residuals: Array  # (B, k)

    @property
    def q(self) -> Array:
        """Return the weighted sum of squared residuals, (B,)."""
        return over(self.weights * self.residuals**2)


class Studies(NamedTuple):
    """What is pooled: estimates and sampling variances (B, k), which of them count, and the design (k, p).

    No design means one mean for all studies: the same arithmetic as with a column of ones, in half the time.
    """

    yi: Array
    vi: Array
    used: NDArray[np.bool_]
    design: Array | None = None

    def rows(self, which: list[int]) -> Studies:
        """Return some of the pools, of one mean each."""
        return Studies(self.yi[which], self.vi[which], self.used[which])

    @property
    def df(self) -> Array:
        """Return the residual degrees of freedom, (B,)."""
        return cast(Array, self.used.sum(-1)) - (1 if self.design is None else self.design.shape[-1])

    def fit(self, tau2: Array) -> Weighted:
        """Return the fit with weights 1 / (vi + tau2); tau2 has the shape (B,) or (B, G) for G values a pool."""
        yi, vi, used = self.yi, self.vi, self.used
        if tau2.ndim > 1:
            yi, vi, used = yi[:, None, :], vi[:, None, :], used[:, None, :]
        weights: Array = used / (vi + tau2[..., None])
        if self.design is None:
            inverse: Array = 1 / self.squared(weights)
            beta: Array = inverse[..., 0] * self.across(weights * yi)
            return Weighted(weights, beta, inverse, yi - beta)
        inverse = cast(Array, np.linalg.inv(self.squared(weights)))
        beta = (inverse @ self.across(weights * yi)[..., None])[..., 0]
        return Weighted(weights, beta, inverse, yi - self.along(beta))

    def squared(self, weights: Array) -> Array:
        """Return X'WX, (B, p, p)."""
        if self.design is None:
            return over(weights)[..., None, None]
        return np.swapaxes(self.design * weights[..., None], -1, -2) @ self.design

    def across(self, numbers: Array) -> Array:
        """Return X'z for a number of each study, (B, p)."""
        return over(numbers)[..., None] if self.design is None else numbers @ self.design

    def along(self, beta: Array) -> Array:
        """Return X beta, (B, k), or (B, 1) where all studies have one mean."""
        return beta if self.design is None else beta @ self.design.T


def trace(matrices: Array) -> Array:
    """Return the trace of each of a stack of matrices."""
    return matrices[..., 0, 0] if matrices.shape[-1] == 1 else np.einsum("...ii->...", matrices)


def trace_of_projection(studies: Studies, fit: Weighted) -> Array:
    """Return the trace of P = W - WX(X'WX)^-1 X'W, (B,)."""
    return over(fit.weights) - trace(fit.inverse @ studies.squared(fit.weights**2))


@np.errstate(divide="ignore", invalid="ignore")  # pools of no study, or of equal ones
def tau2_estimate(studies: Studies, estimator: str) -> tuple[Array, NDArray[np.bool_]]:
    """Return tau2 of each pool, never below 0, and whether its search ended, both (B,).

    Parameters: studies; estimator, a key of TAU2_ESTIMATORS. A pool without residual degrees of freedom has none: NaN.
    Source: DerSimonian and Laird's moments, Paule and Mandel's generalised Q, restricted and full likelihood;
    same as metafor `rma.uni(method=)`. The likelihoods can have two modes: the higher one is returned.
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

    Parameters: studies; wanted, (B,), above 0. Returns: tau2 and whether the search ended, both (B,).
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
    """Return the log-likelihood at tau2, of the same shape, without its constant (and without log|X'X|)."""
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

    Parameters: evaluate, gives the value and Newton's step at each point; start, low, high, (B,), high may be
    infinite. Returns: roots and whether each search ended.
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

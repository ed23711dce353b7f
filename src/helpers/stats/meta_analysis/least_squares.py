"""Weighted least squares of study estimates, many pools at once: the core that all models share.

Shapes: B pools, each a row of k studies, p coefficients. A study that a pool leaves out has the precision 0.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def over(numbers: Array) -> Array:
    """Return the sum over studies, the last axis."""
    return cast(Array, np.add.reduce(numbers, axis=-1))


class Weighted(NamedTuple):
    """A weighted least-squares fit of each pool.

    Attributes
    ----------
    weights, residuals : (B, k) array
    beta : (B, p) array
    inverse : (B, p, p) array
        Of X'WX: the covariance of beta when the weights are precisions.
    """

    weights: Array
    beta: Array
    inverse: Array
    residuals: Array

    @property
    def q(self) -> Array:
        """Return the weighted sum of squared residuals, (B,)."""
        return over(self.weights * self.residuals**2)


class Studies(NamedTuple):
    """What is pooled.

    Attributes
    ----------
    yi, vi : (B, k) array
        Estimates and their sampling variances.
    used : (B, k) array of bool
        Which of them count.
    design : (k, p) array or None
        None means one mean for all studies: the same arithmetic as with a column of ones, in half the time.
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
        """Return the fit with weights 1 / (vi + tau2).

        Parameters
        ----------
        tau2 : (B,) or (B, G) array
            One value, or G values, a pool.
        """
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

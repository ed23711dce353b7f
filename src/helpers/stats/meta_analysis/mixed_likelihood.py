"""The likelihood of a binomial-normal mixed model, with its slopes: one random effect a study is integrated out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from helpers.stats.meta_analysis.least_squares import Array

STEPS = 80  # of Newton's method in a bracket: bisection alone would end within them
FARTHEST = 40  # on the logit scale, from a study's crude level to the one that fits best
DROP = 40.0  # below its top, on the scale of logarithms, the integrand is cut off: e^-40 is 4e-18
SPREADS, LOGITS = 0.7, 0.35  # a step of the grid: so much of the integrand's spread, and of a logit
MOST_NODES = 3000


class Model(NamedTuple):
    """What is modelled.

    Attributes
    ----------
    events, total : (k, j) array
        Patients in j groups a study.
    code : (j,) array
        What codes a group's share of the effect.
    study_effects : bool
        Whether each study has a level of its own, a fixed effect that is estimated with the rest.
    """

    events: Array
    total: Array
    code: Array
    study_effects: bool


class Likelihood(NamedTuple):
    """The logarithm of a likelihood at (theta, tau), study levels at their best.

    Attributes
    ----------
    value : float
    slope : (2,) array
        In theta and tau.
    bend : float
        Its second derivative in theta, study levels following; below 0.
    levels : (k,) array
        Of the studies: where the next search for them begins.
    """

    value: float
    slope: Array
    bend: float
    levels: Array


def log_likelihood(model: Model, theta: float, tau: float, levels: Array | None = None) -> Likelihood:
    """Return the log-likelihood of a model and its derivatives.

    Parameters
    ----------
    model : Model
    theta, tau : float
        The effect and the standard deviation of its random part, on the logit scale.
    levels : (k,) array, optional
        Where the search for the studies' levels begins, as an earlier answer gave them.

    Returns
    -------
    Likelihood

    Notes
    -----
    The sum over an even grid from one end of the integrand to the other: for an analytic integrand that falls off
    like a Gaussian its error shrinks exponentially with the step (Trefethen and Weideman, SIAM Review 2014;56:385).
    With these steps it is below 1e-10; adaptive Gauss-Hermite quadrature of 25 nodes, the most that lme4 takes, is
    off in the fourth digit where tau is large.
    """
    crude = special.logit((model.events.sum(1) + 0.5) / (model.total.sum(1) + 1))
    if not model.study_effects:
        levels = np.zeros(len(crude))
    elif levels is None:
        levels = crude
    low, high = crude - FARTHEST, crude + FARTHEST
    noise = 4e-16 * model.total.sum(1)  # of a slope: the sum of so many patients
    mode = np.zeros(len(crude))
    for _ in range(STEPS):
        mode, spread = _posterior_mode(model, levels, theta, tau, mode)
        z, width = _grid(model, levels, theta, tau, mode, spread)
        eta = levels[:, None, None] + model.code * (theta + tau * z)[..., None]  # (k, nodes, j)
        chance = special.expit(eta)
        logs = (model.events[:, None] * eta - model.total[:, None] * np.logaddexp(0, eta)).sum(-1) - z**2 / 2
        top = logs.max(1)
        shares = np.exp(logs - top[:, None])
        mass = shares.sum(1)
        shares /= mass[:, None]
        miss = model.events[:, None] - model.total[:, None] * chance
        doubt = model.total[:, None] * chance * (1 - chance)
        toward = (miss * model.code).sum(-1)
        slope = (shares * toward).sum(1)
        bend = (shares * (toward - slope[:, None]) ** 2).sum(1) - (shares * (doubt * model.code**2).sum(-1)).sum(1)
        if not model.study_effects:
            break
        pull = miss.sum(-1)
        rise = (shares * pull).sum(1)
        fall = (shares * doubt.sum(-1)).sum(1) - (shares * (pull - rise[:, None]) ** 2).sum(1)
        both = (shares * (pull - rise[:, None]) * (toward - slope[:, None])).sum(1)
        both -= (shares * (doubt * model.code).sum(-1)).sum(1)
        if ((np.abs(rise) <= 1e-10 * fall) | (np.abs(rise) <= noise) | (high - low < 1e-12)).all():
            bend = bend + both**2 / fall
            break
        levels, low, high = climbed(levels, rise, fall, low, high)
    value = float((top + np.log(mass * width) - np.log(2 * np.pi) / 2).sum())
    return Likelihood(value, np.array([slope.sum(), (shares * toward * z).sum()]), float(bend.sum()), levels)


def climbed(point: Array, slope: Array, fall: Array, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Return the next step to where a falling slope is 0, Newton's or half the bracket, and the bracket."""
    low, high = np.where(slope > 0, point, low), np.where(slope < 0, point, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        following = point + slope / fall
    return np.where((following >= low) & (following <= high), following, (low + high) / 2), low, high


def _posterior_mode(model: Model, levels: Array, theta: float, tau: float, mode: Array) -> tuple[Array, Array]:
    """Return where each study's random effect, in units of tau, is most likely, and its spread there."""
    high = np.abs(tau) * (np.abs(model.code) * model.total).sum(1)
    low = -high
    noise = 4e-16 * high
    for _ in range(STEPS):
        slope, bend = _log_posterior(model, levels, theta, tau, mode)[1:]
        if ((np.abs(slope / bend) < 1e-12) | (np.abs(slope) <= noise)).all():
            break
        mode, low, high = climbed(mode, slope, bend, low, high)
    return mode, 1 / np.sqrt(bend)


def _log_posterior(model: Model, levels: Array, theta: float, tau: float, z: Array) -> tuple[Array, Array, Array]:
    """Return the logarithm of each study's integrand at z, (k,), its slope, and minus its second derivative."""
    eta = levels[:, None] + model.code * (theta + tau * z)[:, None]
    chance = special.expit(eta)
    value = (model.events * eta - model.total * np.logaddexp(0, eta)).sum(1) - z**2 / 2
    slope = tau * (model.code * (model.events - model.total * chance)).sum(1) - z
    return value, slope, tau**2 * (model.code**2 * model.total * chance * (1 - chance)).sum(1) + 1


def _grid(model: Model, levels: Array, theta: float, tau: float, mode: Array, spread: Array) -> tuple[Array, Array]:
    """Return an even grid over each study's integrand, (k, nodes), and its step, (k,).

    The logarithm of the integrand bends at least as much as that of a standard normal density: its ends are at most
    sqrt(2 DROP) from the mode. From there Newton's steps come nearer and never inside, since it is concave.
    """
    top = _log_posterior(model, levels, theta, tau, mode)[0]
    ends = []
    for side in (-1.0, 1.0):
        end = mode + side * np.sqrt(2 * DROP)
        for _ in range(STEPS):
            value, slope, _ = _log_posterior(model, levels, theta, tau, end)
            below = top - value - DROP
            if (below < DROP / 2).all():
                break
            end = np.where(below < DROP / 2, end, end + below / slope)
        ends.append(end)
    low, high = ends
    finest = np.minimum(SPREADS * spread, LOGITS / (abs(tau) * np.abs(model.code).max() + 1e-9))
    nodes = int(min(np.ceil(((high - low) / finest).max()), MOST_NODES)) + 1
    width = (high - low) / (nodes - 1)
    return low[:, None] + width[:, None] * np.arange(nodes), width

"""Binomial-normal mixed models: the counts themselves are modelled, so that rare events need no correction."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.stats.meta_analysis.checks import check_level, notes_on
from helpers.stats.meta_analysis.effect_sizes import checked_counts
from helpers.stats.meta_analysis.least_squares import Array
from helpers.stats.meta_analysis.result import NotConverged, Pool

NODES = 25  # of adaptive Gauss-Hermite quadrature; metafor takes 7, and differs in the fifth digit at most
STEPS = 200
FARTHEST = 40  # on the logit scale, from a study's crude level to the one that fits best
STARTS = (0.1, 0.5, 1.5)  # tau, on the logit scale
POINTS, WEIGHTS = np.polynomial.hermite_e.hermegauss(NODES)
LOG_WEIGHTS = POINTS**2 / 2 + np.log(WEIGHTS)  # on the scale of the points


class _Model(NamedTuple):
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


def pooled_proportion(events: ArrayLike, total: ArrayLike, *, level: float = 0.95) -> Pool:
    """Return the proportion of a logistic model with a random intercept per study, by maximum likelihood.

    Parameters
    ----------
    events, total : (k,) array_like
        Patients.
    level : float
        Of the intervals, 0-1.

    Returns
    -------
    Pool
        On the logit scale; NaN and a note when no study, or every patient, has an event.

    Raises
    ------
    ValueError
        For counts that are none, or an unknown level.

    Notes
    -----
    Same as metafor `rma.glmm(measure="PLO", nAGQ=)`: Wald's interval, from the full information matrix.
    """
    found, size = checked_counts(events=events, total=total)
    check_level(level)
    several = 0 < found.sum() < size.sum()
    model = _Model(found[:, None], size[:, None], np.ones(1), study_effects=False)
    return _fitted(model, "PLO", len(found), several, (), level)


def pooled_odds_ratio(
    events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike, *, level: float = 0.95
) -> Pool:
    """Return the odds ratio of a logistic model with fixed study levels and a random effect of the group.

    Parameters
    ----------
    events_1, total_1, events_2, total_2 : (k,) array_like
        Patients.
    level : float
        Of the intervals, 0-1.

    Returns
    -------
    Pool
        On the log scale; studies without events, or with nothing else, do not move it and are named in notes.

    Raises
    ------
    ValueError
        For counts that are none, or an unknown level.

    Notes
    -----
    Same as metafor `rma.glmm(measure="OR", model="UM.FS")`, groups coded +1/2 and -1/2.
    """
    a, n, c, m = checked_counts(events_1=events_1, total_1=total_1, events_2=events_2, total_2=total_2)
    check_level(level)
    says = (a + c > 0) & (a + c < n + m)
    silent = int((~says).sum())
    words = f"{silent} of {len(a)} studies: no events in either group, or events in all; they do not move the ratio."
    both = all(0 < found[says].sum() < size[says].sum() for found, size in ((a, n), (c, m)))
    events, total = np.column_stack([a, c])[says], np.column_stack([n, m])[says]
    model = _Model(events, total, np.array([0.5, -0.5]), study_effects=True)
    return _fitted(model, "OR", len(a), both, (words,) if silent else (), level)


def _fitted(model: _Model, measure: str, k: int, estimable: bool, notes: tuple[str, ...], level: float) -> Pool:
    notes = (*notes_on(k, random=True), *notes)
    settings: dict[str, Any] = {"k": k, "measure": measure, "method": "glmm", "tau2_method": "ML"}
    settings |= {"interval": "wald", "level": level}
    nothing: dict[str, Any] = dict.fromkeys(("yi", "se", "low", "high", "p"), np.nan)
    if not estimable:
        why = "No effect can be estimated: a group has no events, or nothing else, in any study."
        return Pool(**settings, **nothing, notes=(*notes, why))
    single = len(model.events) == 1
    best = _best(model, single)
    if best is None:
        warnings.warn(f"the mixed model of {k} studies found no maximum", NotConverged, stacklevel=4)
        return Pool(**settings, **nothing, converged=False, notes=(*notes, "The model found no maximum: no result."))
    theta, tau, se = best
    tail = (1 - level) / 2
    width = float(-special.ndtri(tail)) * se
    spread = float(np.sqrt(se**2 + tau**2))
    informative = len(model.events)
    wide = [float(-special.stdtrit(informative - less, tail)) * spread for less in (1, 2) if informative > 2]
    pi, pi2 = wide or (np.nan, np.nan)
    return Pool(
        **settings,
        yi=theta,
        se=se,
        low=theta - width,
        high=theta + width,
        p=float(2 * special.ndtr(-abs(theta / se))),
        tau2=np.nan if single else tau**2,
        pi_low=theta - pi,
        pi_high=theta + pi,
        pi2_low=theta - pi2,
        pi2_high=theta + pi2,
        notes=notes,
    )


def _best(model: _Model, single: bool) -> tuple[float, float, float] | None:
    """Return theta, tau and the standard error of theta at the maximum, or None when there is none."""
    from scipy import optimize

    crude = special.logit((model.events.sum(0) + 0.5) / (model.total.sum(0) + 1))
    start = float(crude[0] - crude[1]) if model.study_effects else float(crude[0])

    def loss(point: Array) -> tuple[float, Array]:
        value, slope = _log_likelihood(model, point[0], point[1])
        return -value, -slope

    def alone(point: Array) -> tuple[float, Array]:
        value, slope = _log_likelihood(model, point[0], 0.0)
        return -value, -slope[:1]

    found = optimize.minimize(alone, [start], jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": STEPS})
    best, tau = found, 0.0
    for first in () if single else STARTS:
        trial = optimize.minimize(loss, [best.x[0], first], jac=True, method="BFGS", options={"gtol": 1e-9})
        if np.isfinite(trial.fun) and trial.fun < best.fun - 1e-9:
            best, tau = trial, abs(float(trial.x[1]))
    theta = float(best.x[0])
    if not np.isfinite(best.fun) or np.abs(best.jac).max() > 1e-4:
        return None
    information = _information(model, theta, tau)
    if not np.isfinite(information).all() or np.linalg.eigvalsh(information).min() <= 0:
        return None
    return theta, tau, float(np.sqrt(np.linalg.inv(information)[0, 0]))


def _information(model: _Model, theta: float, tau: float) -> Array:
    """Return the observed information of theta, and of tau unless it is 0, from differences of the slope."""
    point, step = np.array([theta, tau]), 1e-4
    order = 2 if tau > 0 else 1
    columns = [
        (_log_likelihood(model, *(point - shift))[1] - _log_likelihood(model, *(point + shift))[1]) / (2 * step)
        for shift in step * np.eye(2)[:order]
    ]
    information = np.column_stack(columns)[:order]
    return (information + information.T) / 2


def _log_likelihood(model: _Model, theta: float, tau: float) -> tuple[float, Array]:
    """Return the log-likelihood, study levels at their best, and its slope in theta and tau."""
    levels = special.logit((model.events.sum(1) + 0.5) / (model.total.sum(1) + 1)) if model.study_effects else 0.0
    levels = np.broadcast_to(levels, (len(model.events),)).astype(float)
    mode, low, high = np.zeros(len(levels)), levels - FARTHEST, levels + FARTHEST
    for _ in range(STEPS):
        mode, spread = _posterior_mode(model, levels, theta, tau, mode)
        z = mode[:, None] + spread[:, None] * POINTS  # (k, nodes): the random effect in units of tau
        eta = levels[:, None, None] + model.code * (theta + tau * z)[..., None]  # (k, nodes, j)
        chance = special.expit(eta)
        terms = (model.events[:, None] * eta - model.total[:, None] * np.logaddexp(0, eta)).sum(-1)
        logs = terms - z**2 / 2 + LOG_WEIGHTS
        top = logs.max(1)
        shares = np.exp(logs - top[:, None])
        mass = shares.sum(1)
        shares /= mass[:, None]
        miss = model.events[:, None] - model.total[:, None] * chance  # (k, nodes, j)
        if not model.study_effects:
            break
        pull = miss.sum(-1)
        slope = (shares * pull).sum(1)
        bend = -(shares * (model.total[:, None] * chance * (1 - chance)).sum(-1)).sum(1)
        bend += (shares * pull**2).sum(1) - slope**2
        if np.abs(slope / bend).max() < 1e-10:
            break
        levels, low, high = _climbed(levels, slope, -bend, low, high)
    value = float((top + np.log(mass) + np.log(spread) - np.log(2 * np.pi) / 2).sum())
    toward = (miss * model.code).sum(-1)
    return value, np.array([(shares * toward).sum(), (shares * toward * z).sum()])


def _posterior_mode(model: _Model, levels: Array, theta: float, tau: float, mode: Array) -> tuple[Array, Array]:
    """Return where each study's random effect, in units of tau, is most likely, and its spread there."""
    high = np.abs(tau) * (np.abs(model.code) * model.total).sum(1)
    low = -high
    for _ in range(STEPS):
        eta = levels[:, None] + model.code * (theta + tau * mode)[:, None]
        chance = special.expit(eta)
        slope = tau * (model.code * (model.events - model.total * chance)).sum(1) - mode
        bend = tau**2 * (model.code**2 * model.total * chance * (1 - chance)).sum(1) + 1
        if np.abs(slope / bend).max() < 1e-12:
            break
        mode, low, high = _climbed(mode, slope, bend, low, high)
    return mode, 1 / np.sqrt(bend)


def _climbed(point: Array, slope: Array, bend: Array, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Return the next step to where a falling slope is 0, Newton's or half the bracket, and the bracket."""
    low, high = np.where(slope > 0, point, low), np.where(slope < 0, point, high)
    following = point + slope / bend
    return np.where((following >= low) & (following <= high), following, (low + high) / 2), low, high

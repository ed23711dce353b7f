"""Binomial-normal mixed models: the counts themselves are modelled, so that rare events need no correction."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.stats.measures import LEVEL
from helpers.stats.meta_analysis.checks import check_level, notes_on
from helpers.stats.meta_analysis.effect_sizes import checked_counts
from helpers.stats.meta_analysis.least_squares import Array
from helpers.stats.meta_analysis.mixed_likelihood import STEPS, Model, climbed, log_likelihood
from helpers.stats.meta_analysis.result import NotConverged, Pool

TAUS = np.geomspace(1e-3, 32.8, 16)  # on the logit scale: between them the maximum is looked for
FAR_BELOW = 20.0  # a log-likelihood so far below the best one, as tau grows, does not rise above it again
FARTHEST_EFFECT = 80.0  # on the logit scale
CLOSE = 1e-9  # relative, of theta and of tau


def pooled_proportion(events: ArrayLike, total: ArrayLike, *, level: float = LEVEL) -> Pool:
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
    Same as metafor `rma.glmm(measure="PLO", nAGQ=25)`: Wald's interval, from the full information matrix. Where tau is
    3 or more, metafor's answer still moves with the number of nodes, of which 25 are the most; ours is that of finer
    and finer numeric integration.
    """
    found, size = checked_counts(events=events, total=total)
    check_level(level)
    several = 0 < found.sum() < size.sum()
    model = Model(found[:, None], size[:, None], np.ones(1), study_effects=False)
    return _fitted(model, "PLO", len(found), several, (), level)


def pooled_odds_ratio(
    events_1: ArrayLike, total_1: ArrayLike, events_2: ArrayLike, total_2: ArrayLike, *, level: float = LEVEL
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
    model = Model(events, total, np.array([0.5, -0.5]), study_effects=True)
    return _fitted(model, "OR", len(a), both, (words,) if silent else (), level)


def _fitted(model: Model, measure: str, k: int, estimable: bool, notes: tuple[str, ...], level: float) -> Pool:
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


def _best(model: Model, single: bool) -> tuple[float, float, float] | None:
    """Return theta, tau and the standard error of theta at the maximum, or None when there is none.

    For a given tau the log-likelihood is concave in theta and the studies' levels (it is an integral of what is
    log-concave), so that its maximum over them is found for certain. Over tau it is looked at on a grid; then its
    slope, and not its value, which differs little near the maximum, says where it is highest.
    """
    from scipy import optimize

    climb = _Climb(model)
    seen = [climb.at(0.0)]
    for tau in () if single else TAUS:
        seen.append(climb.at(float(tau)))
        if seen[-1].value < max(point.value for point in seen) - FAR_BELOW:
            break
    best = max(range(len(seen)), key=lambda place: seen[place].value)
    top = seen[best]
    if not single and best > 0:
        up = top.slope > 0
        if up and best + 1 == len(seen):
            return None
        low, high = sorted((top.tau, seen[best + 1 if up else best - 1].tau))
        low = max(low, TAUS[0] / 100)
        climb.theta = top.theta
        if climb.at(low).slope > 0 > climb.at(high).slope:
            top = climb.at(float(optimize.brentq(lambda tau: climb.at(tau).slope, low, high, xtol=1e-12, rtol=CLOSE)))
    if not abs(top.theta) < FARTHEST_EFFECT or not np.isfinite(top.value):
        return None
    information = _information(model, top.theta, top.tau)
    if not np.isfinite(information).all() or np.linalg.eigvalsh(information).min() <= 0:
        return None
    return top.theta, top.tau, float(np.sqrt(np.linalg.inv(information)[0, 0]))


class _Point(NamedTuple):
    """The best theta for a tau, the log-likelihood there, and its slope in tau."""

    tau: float
    theta: float
    value: float
    slope: float


class _Climb:
    """The way to the best theta for a tau: each begins where the last one ended."""

    def __init__(self, model: Model) -> None:
        crude = special.logit((model.events.sum(0) + 0.5) / (model.total.sum(0) + 1))
        self.model = model
        self.levels: Array | None = None
        self.theta = float(crude[0] - crude[1]) if model.study_effects else float(crude[0])
        self.noise = 1e-14 * float(model.total.sum())  # of a slope: the sum of so many patients

    def at(self, tau: float) -> _Point:
        """Return the best point for a tau; its value is -inf where theta grows beyond all bounds."""
        low, high = np.array([-FARTHEST_EFFECT]), np.array([FARTHEST_EFFECT])
        theta = np.array([self.theta])
        for _ in range(STEPS):
            found = log_likelihood(self.model, float(theta[0]), tau, self.levels)
            self.levels = found.levels
            before = theta
            if abs(found.slope[0]) <= self.noise or high[0] - low[0] < CLOSE:
                break
            theta, low, high = climbed(theta, found.slope[:1], np.array([-found.bend]), low, high)
            if abs(theta[0] - before[0]) < CLOSE * max(1.0, abs(before[0])):
                break
        self.theta = float(before[0])
        far = abs(self.theta) > FARTHEST_EFFECT - 1
        return _Point(tau, self.theta, -np.inf if far else found.value, float(found.slope[1]))


def _information(model: Model, theta: float, tau: float) -> Array:
    """Return the observed information of theta, and of tau unless it is 0, from differences of the slope."""
    point, step = np.array([theta, tau]), 1e-4
    order = 2 if tau > 0 else 1
    columns = [
        (log_likelihood(model, *(point - shift)).slope - log_likelihood(model, *(point + shift)).slope) / (2 * step)
        for shift in step * np.eye(2)[:order]
    ]
    information = np.column_stack(columns)[:order]
    return (information + information.T) / 2

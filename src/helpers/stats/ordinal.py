"""Outcomes over ordered categories."""

from __future__ import annotations

import math
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from helpers.stats.measures import LEVEL
from helpers.stats.meta_analysis import NotConverged
from helpers.stats.proportions import critical_value
from helpers.stats.two_groups import two_sided_p

Array = NDArray[np.float64]
STEPS = 100
NOT_FOUND = "Newton's method ended without a maximum: no common odds ratio."
SEPARATED = "The groups share one category at most, at their ends: no finite common odds ratio. Show the counts."
NO_SPREAD = "All pairs of patients compare alike, or a group has one patient: no interval and no P."


class Shift(NamedTuple):
    """How a distribution differs between groups, on a scale where more is better for the treated.

    Attributes
    ----------
    estimate, low, high : float
        NaN stands where there is no such number.
    p : float
        Of no difference, two-sided.
    converged : bool
        False when a search found nothing.
    note : str
        Why there is no number.
    """

    estimate: float
    low: float
    high: float
    p: float
    converged: bool = True
    note: str = ""


def common_odds_ratio(treated: ArrayLike, control: ArrayLike, *, level: float = LEVEL) -> Shift:
    """Return the common odds ratio of a better outcome, by the proportional odds model.

    Parameters
    ----------
    treated, control : (categories,) array_like
        Patients in each category, best first. Categories empty in both groups do not count.
    level : float
        Confidence, 0-1.

    Returns
    -------
    Shift
        A ratio, above 1 when the treated do better, with limits and P from the Wald statistic on the log scale; where
        the groups do not overlap there is no finite ratio, and the result is NaN with converged False.

    Raises
    ------
    ValueError
        For an unknown level, or groups that are not whole numbers of patients in the same categories.

    Warns
    -----
    NotConverged
        When there is no finite ratio.

    Notes
    -----
    That the odds are proportional is assumed, not tested. Maximum likelihood, observed information; same as R
    `MASS::polr(..., Hess = TRUE)`, whose coefficient has the other sign: it is for a higher category.
    """
    counts, z = _groups(treated, control), critical_value(level)
    (best, worst), (control_best, control_worst) = (np.flatnonzero(row)[[0, -1]] for row in counts)
    separated = worst <= control_best or control_worst <= best
    found = None if separated else _proportional_odds(counts)
    if found is None:
        note = SEPARATED if separated else NOT_FOUND
        warnings.warn(note, NotConverged, stacklevel=2)
        return Shift(math.nan, math.nan, math.nan, math.nan, converged=False, note=note)
    centre, error = found
    with np.errstate(over="ignore"):  # two patients against a million: an upper limit that is infinite
        ratio, low, high = np.exp([centre, centre - z * error, centre + z * error]).tolist()
    return Shift(ratio, low, high, two_sided_p(centre / error))


def win_probability(treated: ArrayLike, control: ArrayLike, *, level: float = LEVEL) -> Shift:
    """Return the chance that a treated patient does better than a control patient, ties counted as half.

    Parameters
    ----------
    treated, control : (categories,) array_like
        Patients in each category, best first.
    level : float
        Confidence, 0-1.

    Returns
    -------
    Shift
        A probability 0-1, 0.5 for no effect; limits and P are those of `generalised_odds_ratio`.

    Raises
    ------
    ValueError
        As `common_odds_ratio`.

    Notes
    -----
    Same as R `wilcox.test(control, treated)$statistic` over the number of pairs.
    """
    odds = generalised_odds_ratio(treated, control, level=level)
    share, _ = _wins(_groups(treated, control))
    return odds._replace(estimate=share, low=odds.low / (1 + odds.low), high=odds.high / (1 + odds.high))


def generalised_odds_ratio(treated: ArrayLike, control: ArrayLike, *, level: float = LEVEL) -> Shift:
    """Return the odds that a treated patient does better than a control patient, ties split (the win odds).

    Parameters
    ----------
    treated, control : (categories,) array_like
        Patients in each category, best first.
    level : float
        Confidence, 0-1.

    Returns
    -------
    Shift
        p / (1 - p) of `win_probability`, 1 for no effect, infinite when every treated patient does better, with limits
        and P from the Wald statistic on the log scale. All pairs alike, or one patient in a group, give NaN for limits
        and P, and a note.

    Raises
    ------
    ValueError
        As `common_odds_ratio`.

    Notes
    -----
    No proportional odds are assumed. Variance of p from Brunner and Munzel 2000, the same as SciPy `brunnermunzel`,
    carried to the log odds.
    """
    z = critical_value(level)
    share, error = _wins(_groups(treated, control))
    odds = share / (1 - share) if share < 1 else math.inf
    if not error > 0:
        return Shift(odds, math.nan, math.nan, math.nan, note=NO_SPREAD)
    centre, error = math.log(odds), error / (share * (1 - share))
    return Shift(odds, math.exp(centre - z * error), math.exp(centre + z * error), two_sided_p(centre / error))


def _groups(treated: ArrayLike, control: ArrayLike) -> Array:
    """Return the patients of both groups, (2, categories), without the categories that nobody is in."""
    groups = []
    for name, given in (("treated", treated), ("control", control)):
        row = np.asarray(given, dtype=float)
        if row.ndim != 1 or not np.isfinite(row).all() or (row < 0).any() or (row % 1).any() or not row.sum():
            raise ValueError(
                f"{name} must be whole numbers of patients, 0 or more, not all 0, one for each category; "
                f"got {given!r}. Turn percentages into counts first."
            )
        groups.append(row)
    if len(groups[0]) != len(groups[1]):
        raise ValueError(
            f"both groups have the same categories; got {len(groups[0])} for treated and {len(groups[1])} for "
            "control. Write 0 where a group has no patients."
        )
    counts = np.stack(groups)
    return counts[:, counts.sum(0) > 0]


def _proportional_odds(counts: Array) -> tuple[float, float] | None:
    """Return the log odds ratio of a better category and its standard error, None when Newton does not end.

    The model: logit P(category <= j) = cut_j + effect, the effect for the treated alone. Its likelihood is concave.
    """
    cuts = counts.shape[1] - 1
    design = np.stack([np.column_stack([np.eye(cuts), np.full(cuts, treated)]) for treated in (1.0, 0.0)])
    theta = np.append(logit(counts.sum(0).cumsum()[:-1] / counts.sum()), 0.0)
    for _ in range(STEPS):
        score, information = _derivatives(theta, counts, design)
        step = np.linalg.solve(information, score)
        theta = theta + step / max(1.0, np.abs(step).max())  # a leap may end where the likelihood is flat
        if abs(score @ step) < 1e-16:  # a hundred-millionth of a standard error; the next step would be its square
            _, information = _derivatives(theta, counts, design)
            return float(theta[-1]), float(np.sqrt(np.linalg.inv(information)[-1, -1]))
    return None


def _derivatives(theta: Array, counts: Array, design: Array) -> tuple[Array, Array]:
    """Return the score and the observed information at theta: cuts and effect."""
    cuts = design @ theta
    density = expit(cuts) * expit(-cuts)
    ends = np.pad(cuts, ((0, 0), (1, 1)), constant_values=((-np.inf, np.inf),) * 2)
    p = expit(ends[:, 1:]) * expit(-ends[:, :-1]) * -np.expm1(-np.diff(ends))  # keeps the digits of a rare category
    per_p, per_p2 = counts / p, counts / p**2
    slope = per_p[:, :-1] - per_p[:, 1:]
    score, information = np.zeros(len(theta)), np.zeros((len(theta), len(theta)))
    for group, columns in enumerate(design):
        f, weight = density[group], per_p2[group]
        own = f**2 * (weight[:-1] + weight[1:]) + f * np.tanh(cuts[group] / 2) * slope[group]
        beside = -f[:-1] * f[1:] * weight[1:-1]
        curvature = np.diag(own) + np.diag(beside, 1) + np.diag(beside, -1)
        score = score + columns.T @ (f * slope[group])
        information = information + columns.T @ curvature @ columns
    return score, information


def _wins(counts: Array) -> tuple[float, float]:
    """Return the share of pairs that the treated win, ties as half, and its standard error, NaN when it has none."""
    (treated, control), (n, m) = counts, counts.sum(1)
    beaten = m - control.cumsum() + control / 2  # control patients whom a treated one of each category beats
    beating = treated.cumsum() - treated / 2  # treated patients who beat a control one of each category
    share = float((treated * beaten).sum() / (n * m))
    if min(n, m) < 2:
        return share, math.nan
    variance = (treated * (beaten / m - share) ** 2).sum() / (n - 1) / n
    variance += (control * (beating / n - share) ** 2).sum() / (m - 1) / m
    return share, math.sqrt(variance)

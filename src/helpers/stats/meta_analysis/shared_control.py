"""Trials of several arms against one control: their effects in order of dose, with what sharing costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.stats.measures import CORRECTION, two_group_measure
from helpers.stats.meta_analysis.effect_sizes import checked_counts, on_scale, variance_of
from helpers.stats.meta_analysis.least_squares import Array
from helpers.stats.meta_analysis.pool import pool
from helpers.stats.meta_analysis.result import Pool


class Arms(NamedTuple):
    """A trial's dose arms and the control that they share.

    Attributes
    ----------
    study : str
        Its name, for messages.
    doses : (a,) array_like
        Above that of the control.
    events, total : (a,) array_like
        Patients in each arm.
    control_events, control_total : int
        Patients in the control.
    """

    study: str
    doses: ArrayLike
    events: ArrayLike
    total: ArrayLike
    control_events: int
    control_total: int


def against_shared_control(measure: str, arms: Arms) -> tuple[Array, Array]:
    """Return the effects of all arms against their one control, and their covariance.

    Parameters
    ----------
    measure : {"RR", "OR", "RD"}
    arms : Arms

    Returns
    -------
    effects : (a,) array
        On the scale of analysis. When a cell is zero, 0.5 is added to every cell of the trial, for ratios; for
        differences, when the risks of the control and of an arm are 0 or 1, and for the covariance alone.
    covariance : (a, a) array
        That of two arms is the variance that the control brings in.

    Raises
    ------
    ValueError
        For an unknown measure, or counts that are none.
    """
    chosen = two_group_measure(measure)
    a, n = checked_counts(events=arms.events, total=arms.total)
    (c,), (m,) = checked_counts(events=[arms.control_events], total=[arms.control_total])
    more = CORRECTION * bool(np.any(chosen.corrects((a, n - a), (c, m - c))))
    covariance = np.diag(variance_of(chosen, a + more, n - a + more)) + variance_of(chosen, c + more, m - c + more)
    more *= chosen.corrects_zero
    return on_scale(chosen, a + more, n - a + more) - on_scale(chosen, c + more, m - c + more), covariance


class DoseResponse(NamedTuple):
    """A line through the control of each trial.

    Attributes
    ----------
    studies : tuple of str
        Names of the trials.
    slopes, variances : (k,) array
        Slope per unit of dose, by trial, on the scale of analysis, and its variance.
    pool : Pool
        Of the slopes.
    """

    studies: tuple[str, ...]
    slopes: Array
    variances: Array
    pool: Pool


def dose_response(measure: str, trials: Sequence[Arms], **options: Any) -> DoseResponse:
    """Return the slope of the effect on dose: generalised least squares in each trial, then a pool of the slopes.

    Parameters
    ----------
    measure : {"RR", "OR", "RD"}
    trials : sequence of Arms
        Each with doses in one unit.
    **options
        As for `pool`.

    Returns
    -------
    DoseResponse
        Slopes on the scale of analysis per unit of dose. The line passes through no effect at no dose.

    Raises
    ------
    ValueError
        As `against_shared_control` and `pool`, without any trial, and for doses that are not above 0, one per arm.

    Notes
    -----
    Same as metafor `rma.mv(yi, V, mods=~0+dose)` per trial, then `rma.uni`.
    """
    if not trials:
        raise ValueError("a dose-response needs at least one trial; got none")
    slopes, variances = [], []
    for arms in trials:
        doses = np.atleast_1d(np.asarray(arms.doses, float))
        effects, covariance = against_shared_control(measure, arms)
        if doses.shape != effects.shape or not (np.isfinite(doses) & (doses > 0)).all():
            raise ValueError(f"{arms.study}: there is one dose above 0 per arm; got {doses.tolist()}")
        solved = np.linalg.solve(covariance, doses)
        variances.append(1 / (doses @ solved))
        slopes.append(variances[-1] * (solved @ effects))
    pooled = pool(slopes, variances, **options)
    return DoseResponse(tuple(arms.study for arms in trials), np.array(slopes), np.array(variances), pooled)

"""Trials of several arms against one control: their effects in order of dose, with what sharing costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.stats.measures import two_group_measure
from helpers.stats.meta_analysis.effect_sizes import checked_counts, on_scale, variance_of
from helpers.stats.meta_analysis.pool import Pool, pool
from helpers.stats.meta_analysis.tau2 import Array


class Arms(NamedTuple):
    """A trial's dose arms and the control that they share: doses (a,) above that of the control, counts of patients."""

    study: str
    doses: ArrayLike
    events: ArrayLike
    total: ArrayLike
    control_events: int
    control_total: int


def against_shared_control(measure: str, arms: Arms) -> tuple[Array, Array]:
    """Return the effects of all arms against their one control, (a,), and their covariance, (a, a).

    Parameters: measure, "RR", "OR" or "RD"; arms. When a cell is zero, 0.5 is added to every cell of the trial, for
    ratios. The covariance of two arms is the variance that the control brings in. Raises: ValueError.
    """
    chosen = two_group_measure(measure)
    a, n = checked_counts(events=arms.events, total=arms.total)
    (c,), (m,) = checked_counts(events=[arms.control_events], total=[arms.control_total])
    zero = 0.5 * (chosen.corrects_zero and (0 in (c, m - c) or not (a * (n - a)).all()))
    arm, control = (a + zero, n - a + zero), (c + zero, m - c + zero)
    covariance = np.diag(variance_of(chosen, *arm)) + variance_of(chosen, *control)
    return on_scale(chosen, *arm) - on_scale(chosen, *control), covariance


class DoseResponse(NamedTuple):
    """A line through the control of each trial: its slope per unit of dose, by trial and pooled."""

    studies: tuple[str, ...]
    slopes: Array
    variances: Array
    pool: Pool


def dose_response(measure: str, trials: Sequence[Arms], **options: Any) -> DoseResponse:
    """Return the slope of the effect on dose: generalised least squares in each trial, then a pool of the slopes.

    Parameters: measure, "RR", "OR" or "RD"; trials, each with doses in one unit; options as for `pool`.
    Returns: slopes on the scale of analysis per unit of dose. The line passes through no effect at no dose.
    Raises: ValueError. Same as metafor `rma.mv(yi, V, mods=~0+dose)` per trial, then `rma.uni`.
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

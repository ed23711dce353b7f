"""What must be true of studies and options before they are pooled, and what a reader must know of so few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.stats.measures import LARGEST
from helpers.stats.meta_analysis.least_squares import Array

UNIT = "choose another unit"
ZERO = "leave the study out, or pool its counts by mh, peto or glmm"


def checked_estimates(yi: ArrayLike, vi: ArrayLike) -> tuple[Array, Array]:
    """Return estimates and variances as arrays, (k,).

    Raises
    ------
    ValueError
        Naming the first study at fault.
    """
    estimates, variances = np.atleast_1d(np.asarray(yi, float)), np.atleast_1d(np.asarray(vi, float))
    if estimates.shape != variances.shape or estimates.ndim != 1:
        raise ValueError(f"yi and vi have one number per study; got {estimates.shape} and {variances.shape}")
    for column, what, sound, remedy in (
        (estimates, "an estimate is a finite number", np.isfinite(estimates), "leave the study out"),
        (variances, "a sampling variance is above 0 and finite", (variances > 0) & np.isfinite(variances), ZERO),
        (estimates, f"an estimate is at most {LARGEST:g}", np.abs(estimates) <= LARGEST, UNIT),
        (variances, f"a variance is at most {LARGEST:g}", variances <= LARGEST, UNIT),
        (variances, f"a variance is at least {1 / LARGEST:g}", variances >= 1 / LARGEST, UNIT),
    ):
        if not sound.all():
            study = int(np.argmin(sound))
            raise ValueError(f"{what}; got {column[study]} in study {study + 1}: {remedy}")
    return estimates, variances


def notes_on(k: int, random: bool, converged: bool = True) -> tuple[str, ...]:
    """Return what a reader must know about a pool of so few studies, or of none."""
    notes = []
    if k == 0:
        notes.append("No study: there is nothing to pool.")
    elif k == 1:
        notes.append("One study: its own estimate with Wald's interval; nothing was pooled.")
    elif random and k < 5:
        notes.append(f"{k} studies: their heterogeneity is hardly known, and no interval makes up for that.")
    if not converged:
        notes.append("The search for an answer did not end: there is no result.")
    return tuple(notes)


def check_option(name: str, given: str, known: Sequence[str] | Mapping[str, Any]) -> None:
    """Raise ValueError that lists the options when the one given is not among them."""
    if given not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}; got {given!r}")


def check_level(level: float) -> None:
    """Raise ValueError for a level of confidence that is none."""
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, such as 0.95; got {level}")
